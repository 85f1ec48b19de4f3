import { escapeHtml, htmlTable } from "../../report/html.ts";
import { describeLayer, type Layer, type Parameters } from "../../nn/layers/layer.ts";
import { printable } from "../../core/support/describe.ts";
import { type Display, hasOwn } from "../display.ts";
import { extentOf, isMatrix } from "./matrix.ts";
import { rounded } from "../../core/support/quantities.ts";
import { someLines } from "../../report/some_lines.ts";

/** Whether a value is a layer with its parameters. */
export function isLayer(value: unknown): value is Layer<unknown> & object {
  return hasOwn(value, "kind", "options", "parameters") && areMatrices(value.parameters) &&
    hasOwn(value.kind, "name", "forward");
}

/** Whether a value holds matrices by name; there may be none. */
export function areMatrices(value: unknown): value is Parameters {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    Object.values(value).every(isMatrix);
}

/** A layer: its name, and what range its parameters lie in. */
export const layers: Display<Layer> = {
  recognizes: isLayer,
  text: (layer) => someLines([describeLayer(layer), ...linesOf(layer.parameters)].join("\n")),
  html: (layer) => {
    const rows = rowsOf(layer.parameters);
    return `<p class="title">${escapeHtml(describeLayer(layer))}</p>` +
      (rows.length === 0 ? "" : htmlTable(HEAD, rows, "parameters"));
  },
};

/** The titles of {@linkcode rowsOf}. */
export const HEAD = ["parameter", "rows × columns", "least", "mean", "largest"] as const;

/** A row of HTML cells for each matrix. */
export function rowsOf(parameters: Parameters, of = ""): string[][] {
  return Object.entries(parameters).map(([name, matrix]) => {
    const { least, mean, largest } = extentOf(matrix);
    return [
      escapeHtml(printable(of + name)),
      `${matrix.rows} × ${matrix.columns}`,
      ...[least, mean, largest].map((value) => rounded(value)),
    ];
  });
}

/** A line of text for each matrix. */
export function linesOf(parameters: Parameters, of = ""): string[] {
  return Object.entries(parameters).map(([name, matrix]) => {
    const { least, largest } = extentOf(matrix);
    const range = matrix.data.length === 0 ? "" : `, ${rounded(least)} to ${rounded(largest)}`;
    return `  ${printable(of + name)}: ${matrix.rows} × ${matrix.columns}${range}`;
  });
}
