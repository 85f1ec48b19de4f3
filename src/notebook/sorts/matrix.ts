import type { Matrix } from "../../core/matrix/matrix.ts";
import { escapeHtml } from "../../report/html.ts";
import { print } from "../../symbolic/print/print.ts";
import { Expression } from "../../core/arithmetic/expression.ts";
import { describe } from "../../core/support/describe.ts";
import { type Display, hasOwn } from "../display.ts";
import { confusionHtml, confusionText, isConfusion } from "../confusion.ts";
import { imagesHtml, shapeOfImages } from "../images.ts";
import { rounded } from "../../core/support/quantities.ts";
import { shortened } from "../../core/support/display_width.ts";

/** Whether a value is a matrix of any entries. */
export function isMatrix(value: unknown): value is Matrix & { readonly scale?: number } {
  return hasOwn(value, "rows", "columns", "data") && typeof value.rows === "number" &&
    typeof value.columns === "number" && typeof value.data === "object" && value.data !== null &&
    (value.data as ArrayLike<unknown>).length === value.rows * value.columns;
}

/** A matrix: a confusion matrix as a heat map, rows of bytes as images, others by their first entries. */
export const matrices: Display<Matrix> = {
  recognizes: isMatrix,
  text: (matrix) => {
    if (isConfusion(matrix)) return confusionText(matrix);
    const { shown, isWhole } = corner(matrix, 6, 8);
    const lines = shown.map((row) => `  ${row.join("  ")}${isWhole.columns ? "" : "  …"}`);
    return [titleOf(matrix), ...lines, ...(isWhole.rows ? [] : ["  …"])].join("\n");
  },
  html: (matrix) => {
    const shape = shapeOfImages(matrix);
    const title = `<p class="title">${escapeHtml(titleOf(matrix))}</p>`;
    if (isConfusion(matrix)) return confusionHtml(matrix);
    if (shape) return imagesHtml(matrix, { shape }).then((images) => title + images);
    const { shown, isWhole } = corner(matrix, 10, 8);
    const rows = shown.map((row) =>
      `<tr>${
        [...row, ...(isWhole.columns ? [] : ["…"])].map((entry) => `<td>${escapeHtml(entry)}</td>`)
          .join("")
      }</tr>`
    );
    const rest = isWhole.rows ? "" : `<tr><td colspan="${shown[0]!.length}">⋮</td></tr>`;
    return `${title}<div class="scroll" tabindex="0" role="region" aria-label="entries"><table>` +
      `<tbody>${rows.join("")}${rest}</tbody></table></div>`;
  },
};

/** What a matrix is, in a line. */
export function titleOf(matrix: Matrix & { readonly scale?: number }): string {
  const { rows, columns, data, scale } = matrix;
  const bytes = scale === undefined ? "" : `, bytes × ${rounded(scale)}`;
  const { least, largest } = extentOf(matrix);
  const isRanged = data.length > 0 && typeof data[0] === "number" && scale === undefined;
  return `matrix ${rows} × ${columns}${bytes}` +
    (isRanged ? `, ${rounded(least)} to ${rounded(largest)}` : "");
}

/** The least, the mean and the largest entry; NaN unless all are numbers. */
export function extentOf({ data }: Matrix): Record<"least" | "mean" | "largest", number> {
  let least = Infinity, largest = -Infinity, sum = 0;
  for (let i = 0; i < data.length; i++) {
    const entry: unknown = data[i];
    const value = typeof entry === "number" ? entry : NaN;
    least = Math.min(least, value);
    largest = Math.max(largest, value);
    sum += value;
  }
  return { least, mean: sum / data.length, largest };
}

/** The first entries of the first rows, as text. */
function corner({ rows, columns, data }: Matrix, mostRows: number, mostColumns: number) {
  const height = Math.min(rows, mostRows), width = Math.min(columns, mostColumns);
  const shown = Array.from(
    { length: height },
    (_, i) => Array.from({ length: width }, (_, j) => entryText(data[i * columns + j])),
  );
  return { shown, isWhole: { rows: height === rows, columns: width === columns } };
}

function entryText(entry: unknown): string {
  if (typeof entry === "number") return rounded(entry, 4, "NaN");
  return entry instanceof Expression ? shortened(print(entry), 40) : describe(entry);
}
