// deno-lint-ignore no-import-prefix -- the library has no dependency, and this page has one
import { dot, gridX, gridY, line, plot, ruleY, text } from "npm:@observablehq/plot@0.6.17";
import { lines } from "../../src/report/charts/lines.ts";
import type { ChartDocument, Plot as PlotPart } from "../../src/report/drawing.ts";
import type { PlotContent } from "./messages.ts";

/** What `lines` draws with, by name, so that the rest of the library is left out. */
const PLOT = { dot, gridX, gridY, line, plot, ruleY, text };

/** The curves of a formula as an element `svg`, by the chart that reports have. */
export function plotOf({ series, options }: PlotContent, width: number): Element {
  const drawing = {
    plot: PLOT as unknown as PlotPart,
    document: document as unknown as ChartDocument,
  };
  const svg = lines(drawing, series, { ...options, width, height: Math.min(340, 0.7 * width) });
  const made = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  return document.importNode(made, true);
}
