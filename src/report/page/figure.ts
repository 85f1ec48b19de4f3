import { details, escapeHtml, htmlTable } from "../html.ts";
import type { ChartOptions } from "../charts/chart.ts";

/** The size of charts: as wide as a column, so that their letters are as large as those of the text. */
const SIZE = { width: 400, height: 270 } as const;

/** A chart with all that stands around it. */
export interface Figure extends ChartOptions {
  /** Draws it. */
  readonly draw: (options: ChartOptions) => string;
  /** Its numbers, for those who want them or do not see the chart. */
  readonly numbers?: {
    readonly head: readonly string[];
    /** As text. */
    readonly rows: readonly (readonly string[])[];
  };
}

/** So many rows of numbers are listed: a run has thousands of steps. */
export const MOST_ROWS = 40;

/** A chart with its title, what one sees in it, and its numbers. */
export function figure({ draw, numbers, ...options }: Figure): string {
  const { title, description } = options;
  const listed = numbers && details(
    `The numbers of “${title}”`,
    (numbers.rows.length > MOST_ROWS
      ? `<p class="quiet">${MOST_ROWS} of ${numbers.rows.length} rows, evenly spread.</p>`
      : "") +
      htmlTable(
        numbers.head,
        spread(numbers.rows, MOST_ROWS).map((row) => row.map(escapeHtml)),
        `Numbers of ${title}`,
      ),
  );
  return `<figure>${draw({ ...SIZE, ...options })}<figcaption><b>${escapeHtml(title)}.</b> ${
    escapeHtml(description)
  }</figcaption>${listed ?? ""}</figure>`;
}

/** Figures side by side, as many as there is room for. */
export function figures(all: readonly string[]): string {
  return `<div class="figures">${all.join("\n")}</div>`;
}

/** So many of some values at most, the first and the last among them. */
export function spread<Value>(values: readonly Value[], most: number): readonly Value[] {
  if (values.length <= most) return values;
  return Array.from({ length: most }, (_, k) => {
    return values[Math.round(k * (values.length - 1) / (most - 1))]!;
  });
}
