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

Deno.test({
  name: "formulaChart() breaks where a value jumps, and marks what both sides are (needs read)",
  ignore,
  fn: async () => {
    const drawing = await loadDrawing();
    const steps = "where(z < 0, -1, where(z < 1, 0, where(z < 2, 1, 2)))";
    const svg = formulaChart(drawing, proveFormula(steps, { seed: 1 }));
    assertEquals(pathsIn(svg)[0]!.match(/M/g)!.length, 4);
    assert(svg.includes(">0 and −1</text>"));
    const kink = proveFormula("relu(z)", {
      slope: "where(z > 0, 1, where(z == 0, 5, 0))",
      seed: 1,
    });
    assert(formulaChart(drawing, kink).includes(">5 and 1</text>"));
    // A pole between two points of the grid.
    const pole = formulaChart(drawing, proveFormula("1/(z - 0.013)", { seed: 1 }));
    assertEquals(pathsIn(pole).map((d) => d.match(/M/g)!.length), [2, 2]);
  },
});

Deno.test({
  name:
    "formulaChart() draws where the formula is defined, at sizes that browsers draw (needs read)",
  ignore,
  fn: async () => {
    const drawing = await loadDrawing();
    const draw = (text: string) => formulaChart(drawing, proveFormula(text, { seed: 1 }));
    const numbersIn = (d: string) => d.match(/-?[\d.]+(?:e[+-]?\d+)?/g)!.map(Number);
    const [log, derivative] = pathsIn(draw("log(z)")).map((d) => numbersIn(d)[0]!);
    assertEquals(derivative, log); // and not to the left of 0
    assertEquals(pathsIn(draw("√(z - 100)")).every((d) => numbersIn(d).length > 100), true);
    const steep = draw("exp(exp(z))");
    assert(pathsIn(steep).flatMap(numbersIn).every((x) => Math.abs(x) < 1e6));
    const ticks = [...steep.matchAll(/>(\d+)<\/text>/g)].map(([, digits]) => Number(digits));
    assert(Math.max(...ticks) < 100, "the axis is that of the part with a shape");
  },
});

Deno.test({
  name: "formulaChart() zooms in on a small domain, and says when it is empty (needs read)",
  ignore,
  fn: async () => {
    const drawing = await loadDrawing();
    const drawn = (text: string) => formulaChart(drawing, proveFormula(text, { seed: 1 }));
    const widthOf = (svg: string) => {
      const places = pathsIn(svg)[0]!.match(/(?<=[ML])[\d.]+/g)!.map(Number);
      return Math.max(...places) - Math.min(...places);
    };
    assert(widthOf(drawn("sqrt(z) + sqrt(1 - z)")) > 300, "of 640 pixels");
    assert(widthOf(drawn("tanh(z)")) > 500, "all of it");
    const bump = drawn("exp(-100 z^2)");
    assert(/>10<.text>/.test(bump) && />0.3<.text>/.test(bump), "all of its slope, near 0");
    for (const text of ["1/0", "sqrt(-1 - z^2)"]) {
      assert(drawn(text).includes(">z: defined nowhere</text>"), text);
    }
  },
});
