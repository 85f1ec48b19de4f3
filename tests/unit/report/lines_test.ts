import { assert, assertEquals } from "@std/assert";
import { chartFile } from "../../../src/report/charts/chart.ts";
import { columns } from "../../../src/report/charts/columns.ts";
import { ridgelines } from "../../../src/report/charts/ridgelines.ts";
import { lines } from "../../../src/report/charts/lines.ts";
import { loadDrawing } from "../../../src/report/drawing.ts";

// The packages come from npm's cache, which needs permission to read.
const ignore = Deno.permissions.querySync({ name: "read" }).state !== "granted";

const OPTIONS = { title: "Costs & more", description: "They <fall>.", x: "step", y: "cost" };

Deno.test({
  name: "lines() draws each series where it is finite, in its colour, with a legend (needs read)",
  ignore,
  fn: async () => {
    const svg = lines(await loadDrawing(), [
      { name: "training", points: [[0, 4], [1, 2], [2, NaN], [3, 1], [4, 0.5]] },
      { name: "<validation>", points: [[0, 5], [4, 1]], isDashed: true },
    ], OPTIONS);
    const paths = [...svg.matchAll(/stroke="var\(--chart-(\d)\)"[^>]*><path d="([^"]*)"/g)];
    assertEquals(paths.map(([, color]) => color), ["1", "2"]);
    assertEquals(paths.map(([, , d]) => d!.match(/M/g)!.length), [2, 1]); // broken at NaN
    assert(svg.includes("&lt;validation&gt;</text>"));
    assert(svg.includes("<title>Costs &amp; more</title><desc>They &lt;fall&gt;.</desc>"));
    assert(svg.includes('role="img"'));
  },
});

Deno.test({
  name: "lines() leaves out what a logarithmic axis cannot show (needs read)",
  ignore,
  fn: async () => {
    const points = [[0, 1], [1, 0], [2, -1], [3, 10], [4, 100]] as const;
    const svg = lines(await loadDrawing(), [{ name: "cost", points }], {
      ...OPTIONS,
      scale: "log",
    });
    assert(!/NaN|Infinity/.test(svg));
  },
});

Deno.test({
  name: "chartFile() holds its own style, light and dark, as XML (needs read)",
  ignore,
  fn: async () => {
    const svg = lines(await loadDrawing(), [{ name: "cost", points: [[0, 1], [1, 2]] }], OPTIONS);
    const file = chartFile(svg);
    assert(file.startsWith("<svg") && file.includes("prefers-color-scheme: dark"));
    assert(file.includes('xmlns="http://www.w3.org/2000/svg"'));
  },
});

Deno.test({
  name: "lines() breaks a legend that is wider than the chart, and rounds places (needs read)",
  ignore,
  fn: async () => {
    const series = Array.from({ length: 7 }, (_, k) => {
      return { name: `a long name ${k}`, points: [[0, k / 3], [1, k / 7]] as const };
    });
    const svg = lines(await loadDrawing(), series, { ...OPTIONS, width: 300 });
    const tags = [...svg.matchAll(/<text ([^>]*)>a long name/g)].map(([, attributes]) =>
      attributes!
    );
    const [x, y] = ["x", "y"].map((name) =>
      tags.map((tag) => Number(tag.match(new RegExp(`\\b${name}="(\\d+)"`))![1]))
    );
    assertEquals([x!.length, new Set(y).size], [7, 4]);
    assert(x!.every((from) => from + 13 * 6.6 <= 300));
    assert(!/ d="[^"]*\.\d{3}/.test(svg) && !svg.includes("aria-label"));
  },
});

Deno.test({
  name: "lines() leaves room for long numbers beside the vertical axis (needs read)",
  ignore,
  fn: async () => {
    const drawing = await loadDrawing();
    const startOf = (from: number, to: number) => {
      const svg = lines(drawing, [{ name: "cost", points: [[0, from], [1, to]] }], OPTIONS);
      const [, x] = svg.match(/stroke="var\(--chart-1\)"[^>]*><path d="M([\d.]+),/)!;
      return Number(x);
    };
    assertEquals([startOf(-1, 1), startOf(-1e6, 1e6)], [52, 52]);
    assert(startOf(1000.0001, 1000.0005) > 52 + 20); // "1000.0001" has 9 characters
  },
});

Deno.test({
  name:
    "lines() shortens a name that is wider than the chart, but not the number at its end (needs read)",
  ignore,
  fn: async () => {
    for (const sign of ["x", "日", "😀"]) {
      const series = [`${sign.repeat(200)} (0.987)`, "b"].map((name, k) => {
        return { name, points: [[0, k], [1, 2]] as const };
      });
      const svg = lines(await loadDrawing(), series, { ...OPTIONS, width: 300 });
      const [, name] = svg.match(/>([^<]*… ?[^<]*\(0\.987\))</)!;
      const pixels = (each: string) => each === sign && sign !== "x" ? 13.2 : 6.6;
      assert(Array.from(name!).reduce((sum, each) => sum + pixels(each), 0) < 280, name);
      assert(!/\p{Surrogate}/u.test(name!));
    }
  },
});

/** The labels of the ticks of an axis, from the axis' own group. */
function ticksOf(svg: string, axis: "x" | "y"): readonly string[] {
  const place = axis === "x" ? "0,9" : "-9,0";
  const group = svg.match(new RegExp(`<g transform="translate\\(${place}\\)"[^>]*>(.*?)</g>`));
  return [...(group?.[1] ?? "").matchAll(/>([^<]+)</g)].map(([, label]) => label!);
}

Deno.test({
  name: "lines() labels each tick of an axis, also of a logarithmic one (needs read)",
  ignore,
  fn: async () => {
    const drawing = await loadDrawing();
    const ticks = (from: number, to: number, axis: "x" | "y" = "y") => {
      const series = [{ name: "cost", points: [[1, from], [2, to], [3, to]] as const }];
      return ticksOf(lines(drawing, series, { ...OPTIONS, scale: "log" }), axis);
    };
    assertEquals(ticks(0.15, 2.5), ["0.2", "0.5", "1", "2"]);
    assertEquals(ticks(2e-9, 3e9).length, 6);
    // Less than a decade has no power of ten: all labels of a logarithmic axis would be missing.
    assert(ticks(0.0042, 0.0047).length >= 3);
    assert(ticks(0, 1000).length >= 3);
    assertEquals(ticks(1, 3, "x"), ["1", "2", "3"]); // epochs, of which there are no halves
  },
});

Deno.test({
  name: "lines() draws one of series that would cover each other, and names all (needs read)",
  ignore,
  fn: async () => {
    const all = ["a", "b", "c"].map((name, k) => {
      return { name, points: [[0, 1], [1, k === 1 ? 2 : 1]] as const };
    });
    const svg = lines(await loadDrawing(), all, OPTIONS);
    const legend = [...svg.matchAll(/--chart-(\d)\)" d="M[^"]*h18" ?\/><text[^>]*>([^<]*)</g)];
    assertEquals(legend.map(([, color, name]) => `${name} ${color}`), ["a 1", "b 2", "c 1"]);
    assert(lines(await loadDrawing(), [all[0]!, all[2]!], OPTIONS).includes(">c</text>"));
    const colors = [...svg.matchAll(/stroke="var\(--chart-(\d)\)"[^>]*><path/g)].map(([, k]) => k);
    assertEquals(colors, ["1", "2"]);
  },
});

Deno.test({
  name: "ridgelines() labels the first and the last ridge, and none that would touch (needs read)",
  ignore,
  fn: async () => {
    const drawing = await loadDrawing();
    for (const n of [1, 2, 8, 9, 16, 17, 24, 40]) {
      const ridges = Array.from({ length: n }, (_, k) => {
        return { label: `${k}`, from: 0, to: 1, counts: [1, 2] };
      });
      const labels = ticksOf(ridgelines(drawing, ridges, OPTIONS), "y").map(Number);
      const places = labels.toSorted((a, b) => a - b);
      assertEquals([places[0], places.at(-1)], [0, n - 1]);
      const each = Math.ceil(n / 8);
      assert(places.every((k, i) => i === 0 || k - places[i - 1]! >= each), `${n}: ${places}`);
    }
  },
});

Deno.test({
  name: "lines() marks points without neighbours, as of a single epoch (needs read)",
  ignore,
  fn: async () => {
    const drawing = await loadDrawing();
    const dots = (points: readonly (readonly [number, number])[]) =>
      lines(drawing, [{ name: "cost", points }], OPTIONS).match(/<circle/g)?.length ?? 0;
    assertEquals([dots([[1, 0.5]]), dots([[1, 0.5], [2, 1]])], [1, 0]);
    assertEquals(dots([[1, 0.5], [2, NaN], [3, 1], [4, 2], [5, NaN], [6, 1]]), 2);
  },
});

Deno.test({
  name:
    "lines() names what clips it by what it shows, not by how many charts were drawn (needs read)",
  ignore,
  fn: async () => {
    const drawing = await loadDrawing();
    const drawn = (y: number) =>
      lines(drawing, [{ name: "cost", points: [[0, 0], [1, y]] }], { ...OPTIONS, range: [0, 1] });
    const clipOf = (svg: string) => svg.match(/<clipPath id="([^"]*)"/)![1];
    const first = drawn(0.5);
    assertEquals(drawn(0.5), first);
    assert(clipOf(drawn(0.6)) !== clipOf(first));
    assert(first.includes(`clip-path="url(#${clipOf(first)})"`));
  },
});

Deno.test({
  name: "columns() has no ticks between whole numbers where things are counted (needs read)",
  ignore,
  fn: async () => {
    for (const height of [1, 2, 3, 7, 200_000]) {
      const svg = columns(await loadDrawing(), [{ from: 0, to: 1, height }], OPTIONS);
      const axis = svg.match(/text-anchor="end"[^>]*>(.*?)<\/g>/s)![1]!;
      const ticks = [...axis.matchAll(/<text[^>]*>([^<]*)/g)].map(([, label]) => label!);
      assert(ticks.length > 1 && ticks.every((label) => /^[\d,]+k?$/.test(label)), ticks.join(" "));
    }
  },
});
