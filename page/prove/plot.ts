// deno-lint-ignore no-import-prefix -- the library has no dependency, and this page has one
import { dot, gridX, gridY, line, plot, ruleY, text } from "npm:@observablehq/plot@0.6.17";
import { lines } from "../../src/report/charts/lines.ts";
import type { ChartDocument, Plot as PlotPart } from "../../src/report/drawing.ts";
import { parting } from "../shell/numbers.ts";
import type { PlotContent } from "./messages.ts";

/** What `lines` draws with, by name, so that the rest of the library is left out. */
const PLOT = { dot, gridX, gridY, line, plot, ruleY, text };

/** The curves of a formula as an element `svg`, by the chart that reports have. */
export function plotOf(
  { x, lines: curves, range, fixed, marked }: PlotContent,
  width: number,
): Element {
  const drawing = {
    plot: PLOT as unknown as PlotPart,
    document: document as unknown as ChartDocument,
  };
  const names = curves.map(({ name }) => name);
  const svg = lines(drawing, curves, {
    title: `${names.join(", ")} over ${x}${fixed ? ` for ${fixed}` : ""}`,
    description: marked
      ? `Your slope leaves the derivative: at ${x} = ${marked.at} it is ${
        parting(marked.got, marked.expected)
      }.`
      : "The function and its derivative.",
    ...{
      x: fixed ? `${x}, for ${fixed}` : x,
      y: "",
      width,
      height: Math.min(340, 0.7 * width),
      range,
    },
    zero: true,
    ...(marked && { marked: marksOf(marked) }),
  });
  const made = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  return document.importNode(made, true);
}

type Marked = NonNullable<PlotContent["marked"]>;

/** Both slopes where they part. One label says their difference: they may lie close together. */
function marksOf(marked: Marked) {
  const { at, got, expected } = marked;
  return [
    { at: [at, Math.max(got, expected)] as const, label: parting(got, expected) },
    { at: [at, Math.min(got, expected)] as const, label: "" },
  ].filter(({ at: [, y] }) => Number.isFinite(y));
}
