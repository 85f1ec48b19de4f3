import { assert, assertEquals } from "@std/assert";
import { chartFile } from "../../../src/report/charts/chart.ts";
import { columns } from "../../../src/report/charts/columns.ts";
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
      const series = [`${sign.repeat(200)} (0.987)`, "b"].map((name) => {
        return { name, points: [[0, 1], [1, 2]] as const };
      });
      const svg = lines(await loadDrawing(), series, { ...OPTIONS, width: 300 });
      const [, name] = svg.match(/>([^<]*… ?[^<]*\(0\.987\))</)!;
      const pixels = (each: string) => each === sign && sign !== "x" ? 13.2 : 6.6;
      assert(Array.from(name!).reduce((sum, each) => sum + pixels(each), 0) < 280, name);
      assert(!/\p{Surrogate}/u.test(name!));
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
