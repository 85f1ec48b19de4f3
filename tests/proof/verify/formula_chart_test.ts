import { assert, assertEquals } from "@std/assert";
import { formulaChart } from "../../../src/verify/formula/formula_chart.ts";
import { loadDrawing } from "../../../src/report/drawing.ts";
import { proveFormula } from "../../../src/verify/formula/prove_formula.ts";

// The packages come from npm's cache, which needs permission to read.
const ignore = Deno.permissions.querySync({ name: "read" }).state !== "granted";

/** The points of each line, in pixels. */
function pathsIn(svg: string): string[] {
  return [...svg.matchAll(/stroke="var\(--chart-\d\)"[^>]*><path d="([^"]*)"/g)].map(([, d]) => d!);
}

Deno.test({
  name: "formulaChart() draws formula, derivative and slope, broken at a kink (needs read)",
  ignore,
  fn: async () => {
    const proof = proveFormula("|z|", { slope: "1", seed: 1 });
    const svg = formulaChart(await loadDrawing(), proof);
    assertEquals(pathsIn(svg).map((d) => d.match(/M/g)!.length), [2, 2, 2]);
    assert(svg.includes(">1, not −1</text>"), "what parts is marked");
    assert(svg.includes("they part at z = -1"));
    assert(!/NaN|Infinity/.test(svg));
  },
});

Deno.test({
  name: "formulaChart() draws a loss for one target, a row's first entry, a pole (needs read)",
  ignore,
  fn: async () => {
    const drawing = await loadDrawing();
    const wrong = proveFormula("(a - y)^2", { loss: true, slope: "a - y", seed: 1 });
    assert(formulaChart(drawing, wrong).includes("a, for y = 0.5"));
    const row = formulaChart(drawing, proveFormula("z - mean(z)", { row: true, seed: 1 }));
    assertEquals(pathsIn(row).length, 2);
    const pole = formulaChart(drawing, proveFormula("π/z", { seed: 1 }));
    assertEquals(pathsIn(pole).map((d) => d.match(/M/g)!.length), [2, 2]); // not at z = 0
  },
});
