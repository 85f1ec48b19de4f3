import { assert, assertEquals } from "@std/assert";
import { chartFile } from "../../../src/report/charts/chart.ts";
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
  name: "lines() shows a series of one point as a dot (needs read)",
  ignore,
  fn: async () => {
    const svg = lines(await loadDrawing(), [{ name: "one", points: [[1, 2], [2, NaN]] }], {
      ...{ title: "t", description: "d", x: "x", y: "y" },
    });
    assertEquals(svg.match(/<circle[^>]*r="3"[^>]*>/g)?.length, 1);
  },
});

Deno.test({
  name: "lines() leaves room for long numbers beside the vertical axis (needs read)",
  ignore,
  fn: async () => {
    const drawing = await loadDrawing();
    const startOf = (y: number) => {
      const svg = lines(drawing, [{ name: "cost", points: [[0, -y], [1, y]] }], OPTIONS);
      const [, x] = svg.match(/stroke="var\(--chart-1\)"[^>]*><path d="M([\d.]+),/)!;
      return Number(x);
    };
    assertEquals(startOf(1), 52);
    assert(startOf(1e6) > 52 + 20); // "−1,000,000" has 10 characters of 6 pixels at least
  },
});
