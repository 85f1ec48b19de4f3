import type { Drawing } from "../drawing.ts";
import { chart, type ChartOptions, colorOf } from "./chart.ts";

/** A line of a chart. */
export interface Series {
  readonly name: string;
  /** Pairs of x and y in the order of x; the line is broken where y is not finite. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** @default false */
  readonly isDashed?: boolean;
  /** Whether it is thin, as numbers that scatter are. @default false */
  readonly isFaint?: boolean;
  /** The number of its colour; by default that of the series. */
  readonly color?: number;
}

/** How lines are drawn. */
export interface LinesOptions extends ChartOptions {
  /** The label of the horizontal axis. */
  readonly x: string;
  /** The label of the vertical axis. */
  readonly y: string;
  /** @default "linear" */
  readonly scale?: "linear" | "log";
  /** The ends of the vertical axis; by default those of the data. */
  readonly range?: readonly [from: number, to: number];
  /** The ends of the horizontal axis; by default those of the data. */
  readonly across?: readonly [from: number, to: number];
  /** Points that are marked, with what is written beside them. */
  readonly marked?: readonly { readonly at: readonly [number, number]; readonly label: string }[];
  /** Whether the line y = 0 is drawn. @default false */
  readonly zero?: boolean;
}

/** Lines of several series over one axis, such as costs by step or a function and its derivative. */
export function lines(
  drawing: Drawing,
  series: readonly Series[],
  { x, y, scale = "linear", range, across, marked = [], zero = false, ...given }: LinesOptions,
): string {
  const { plot } = drawing;
  // Points outside of the range are kept, so that lines leave the chart where they leave it.
  const isDrawn = (value: number) => Number.isFinite(value) && (scale === "linear" || value > 0);
  // An axis of one place has no ticks.
  const places = new Set(series.flatMap(({ points }) => points.map(([x]) => x)));
  const [only = 0] = places;
  const domain = across ?? (places.size === 1 ? [only - 1, only + 1] : undefined);
  // More than some would draw all between the powers of a logarithmic axis.
  const ticks = scale === "log" ? { ticks: 3 } : {};
  const marks = [
    plot.gridX({ stroke: "var(--chart-grid)", strokeOpacity: 1 }),
    plot.gridY({ stroke: "var(--chart-grid)", strokeOpacity: 1, ...ticks }),
    ...(zero ? [plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.5 })] : []),
    ...series.map(({ points, color }, k) =>
      plot.dot(lonePoints(points, isDrawn), {
        ...{ r: 3.5, fill: colorOf(color ?? k), clip: (range ?? across) !== undefined },
      })
    ),
    ...series.map(({ points, isDashed, isFaint, color }, k) =>
      plot.line(points.map(([x, y]) => [x, isDrawn(y) ? y : NaN]), {
        ...{
          stroke: colorOf(color ?? k),
          strokeWidth: isFaint ? 1 : 2,
          clip: (range ?? across) !== undefined,
        },
        ...(isDashed && { strokeDasharray: "5 3" }),
        ...(isFaint && { strokeOpacity: 0.6 }),
      })
    ),
    plot.dot(marked.map(({ at }) => at), { r: 4, fill: "var(--chart-5)" }),
    plot.text(marked.map(({ at }) => at), {
      ...{ text: marked.map(({ label }) => label), dy: -10, fill: "currentColor" },
      ...{ stroke: "var(--chart-paper)", strokeWidth: 3 },
    }),
  ];
  return chart(drawing, given, marks, {
    x: { label: x, labelArrow: "none", labelAnchor: "center", ...(domain && { domain }) },
    y: {
      ...{ label: y, labelArrow: "none", type: scale, nice: scale === "linear", ...ticks },
      ...(range && { domain: range }),
    },
  }, series);
}

/** The points without a neighbour, of which no line is made. */
function lonePoints(
  points: Series["points"],
  isDrawn: (y: number) => boolean,
): readonly (readonly [number, number])[] {
  const isAt = (i: number) => isDrawn(points[i]?.[1] ?? NaN);
  return points.filter((_, i) => isAt(i) && !isAt(i - 1) && !isAt(i + 1));
}
