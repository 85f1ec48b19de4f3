import type { Drawing } from "../drawing.ts";
import { largestOf } from "../../core/support/largest.ts";
import { chart, type ChartOptions } from "./chart.ts";

/** A range of values, and how high its column is. */
export interface Column {
  readonly from: number;
  readonly to: number;
  /** Not drawn where it is not finite. */
  readonly height: number;
}

/** How columns are drawn. */
export interface ColumnsOptions extends ChartOptions {
  /** The label of the horizontal axis. */
  readonly x: string;
  /** The label of the vertical axis. */
  readonly y: string;
  /** The ends of the vertical axis; by default those of the data. */
  readonly range?: readonly [from: number, to: number];
  /** Points on the columns, such as where the mean of a range lies. */
  readonly points?: readonly (readonly [x: number, y: number])[];
  /** A dashed line that columns are compared with. */
  readonly line?: readonly (readonly [x: number, y: number])[];
}

/** Columns over ranges of values: a histogram, or what is found in each range. */
export function columns(
  drawing: Drawing,
  given: readonly Column[],
  { x, y, range, points = [], line = [], ...options }: ColumnsOptions,
): string {
  const { plot } = drawing, ticks = range ? {} : wholeTicks(given);
  const marks = [
    plot.gridY({ stroke: "var(--chart-grid)", strokeOpacity: 1, ...ticks }),
    plot.rect(given.filter(({ height }) => Number.isFinite(height)), {
      ...{ x1: "from", x2: "to", y1: 0, y2: "height", insetLeft: 0.5, insetRight: 0.5 },
      ...{ fill: "var(--chart-1)", fillOpacity: 0.45 },
    }),
    plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.5 }),
    plot.line(line, { stroke: "currentColor", strokeDasharray: "5 3", strokeWidth: 1.2 }),
    plot.dot(points, { r: 3.5, fill: "var(--chart-2)" }),
  ];
  return chart(drawing, options, marks, {
    x: { label: x, labelArrow: "none", labelAnchor: "center" },
    y: {
      ...{ label: y, labelArrow: "none", nice: true },
      ...(range ? { domain: range, nice: false } : ticks),
    },
  });
}

/** Ticks at whole numbers for a few things that are counted; as many as usual for all else. */
function wholeTicks(columns: readonly Column[]): { readonly ticks?: number } {
  const heights = columns.map(({ height }) => height);
  return heights.every(Number.isInteger)
    ? { ticks: Math.min(5, Math.max(1, largestOf(heights))) }
    : {};
}
