import type { Drawing } from "../drawing.ts";
import { largestOf } from "../../core/support/largest.ts";
import { chart, type ChartOptions } from "./chart.ts";

/** How often values lie in ranges of one width, at one time. */
export interface Ridge {
  /** What stands beside it, such as the number of the epoch. */
  readonly label: string;
  /** Where the first range begins. */
  readonly from: number;
  /** Where the last range ends. */
  readonly to: number;
  readonly counts: readonly number[];
}

/** How ridgelines are drawn. */
export interface RidgelinesOptions extends ChartOptions {
  /** The label of the horizontal axis. */
  readonly x: string;
  /** What the labels of the ridges are. */
  readonly y: string;
}

/** How far a ridge rises, in the distance of two. */
const HEIGHT = 1.8;

/**
 * Histograms one before the other, the first at the back: how a distribution changes in time. Each is
 * scaled to its own largest range.
 */
export function ridgelines(
  drawing: Drawing,
  ridges: readonly Ridge[],
  { x, y, ...given }: RidgelinesOptions,
): string {
  const { plot } = drawing;
  const marks = [
    plot.gridX({ stroke: "var(--chart-grid)", strokeOpacity: 1 }),
    ...ridges.flatMap((ridge, k) => {
      const base = ridges.length - 1 - k, points = outlineOf(ridge, base);
      return [
        plot.areaY(points, {
          ...{ x: "0", y1: base, y2: "1", curve: "linear" },
          ...{ fill: "color-mix(in srgb, var(--chart-1) 22%, var(--chart-paper))" },
        }),
        plot.line(points, { stroke: "var(--chart-1)", strokeWidth: 1.2 }),
      ];
    }),
  ];
  const each = Math.max(1, Math.ceil(ridges.length / 8)); // labels that do not touch
  const bases = ridges.map((_, k) => ridges.length - 1 - k);
  const labels = new Map(bases.map((base, k) => [base, ridges[k]!.label]));
  return chart(drawing, given, marks, {
    x: { label: x, labelArrow: "none", labelAnchor: "center", nice: true },
    y: {
      ...{ label: y, labelArrow: "none", domain: [0, ridges.length - 1 + HEIGHT] },
      ticks: bases.filter((base, k) => base === 0 || (k % each === 0 && base >= each)),
      tickFormat: (base: number) => labels.get(base) ?? "",
    },
  });
}

/** The outline of a histogram through the middles of its ranges, from and to nothing. */
function outlineOf({ from, to, counts }: Ridge, base: number): readonly [number, number][] {
  const most = largestOf(counts) || 1, size = (to - from) / counts.length;
  if (!(size > 0)) return [[from, base], [from, base + HEIGHT], [from, base]];
  return [
    [from, base],
    ...counts.map((n, k): [number, number] => {
      return [from + (k + 0.5) * size, base + HEIGHT * n / most];
    }),
    [to, base],
  ];
}
