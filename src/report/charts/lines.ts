import { largestOf } from "../../core/support/largest.ts";
import type { Drawing } from "../drawing.ts";
import { chart, type ChartOptions, colorOf, type LegendEntry } from "./chart.ts";

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
  /** `log` is taken where all values are positive and span more than a factor of ten. @default "linear" */
  readonly scale?: "linear" | "log";
  /** The ends of the vertical axis; by default those of the data. */
  readonly range?: readonly [from: number, to: number];
  /** The ends of the horizontal axis; by default those of the data. */
  readonly across?: readonly [from: number, to: number];
  /** Points that are marked, with what is written beside them. */
  readonly marked?: readonly { readonly at: readonly [number, number]; readonly label: string }[];
  /** Whether the line y = 0 is drawn. @default false */
  readonly zero?: boolean;
  /** Where a dotted line stands upright; none by default. */
  readonly upright?: number;
}

/** Lines of several series over one axis, such as costs by step or a function and its derivative. */
export function lines(
  drawing: Drawing,
  all: readonly Series[],
  { x, y, scale = "linear", range, across, marked = [], zero = false, upright, ...given }:
    LinesOptions,
): string {
  const { plot } = drawing, series = [...drawnOf(all).values()];
  // Points outside of the range are kept, so that lines leave the chart where they leave it.
  const isDrawn = Number.isFinite;
  // An axis of one place has no ticks.
  const places = new Set(series.flatMap(({ points }) => points.map(([x]) => x)));
  const [only = 0] = places;
  const domain = across ?? (places.size === 1 ? [only - 1, only + 1] : undefined);
  const logTicks = scale === "log" ? logarithmicTicks(series, range) : undefined;
  const ticks = logTicks ? { ticks: logTicks } : {}, whole = across ? {} : wholeTicks(places);
  const marks = [
    plot.gridX({ stroke: "var(--chart-grid)", strokeOpacity: 1, ...whole }),
    plot.gridY({ stroke: "var(--chart-grid)", strokeOpacity: 1, ...ticks }),
    ...(zero ? [plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.5 })] : []),
    ...(upright === undefined
      ? []
      : [plot.ruleX([upright], { stroke: "currentColor", strokeDasharray: "2 3" })]),
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
    x: {
      ...{ label: x, labelArrow: "none", labelAnchor: "center", ...whole },
      ...(domain && { domain }),
    },
    y: {
      ...{ label: y, labelArrow: "none", type: logTicks ? "log" : "linear", nice: !logTicks },
      ...ticks,
      ...(range && { domain: range }),
    },
  }, all.length > 1 ? legendOf(all) : []);
}

/** The points without a neighbour, of which no line is made. */
function lonePoints(
  points: Series["points"],
  isDrawn: (y: number) => boolean,
): readonly (readonly [number, number])[] {
  const isAt = (i: number) => isDrawn(points[i]?.[1] ?? NaN);
  return points.filter((_, i) => isAt(i) && !isAt(i - 1) && !isAt(i + 1));
}

/** The lines that are drawn, by their courses: one alone of those that would cover each other. */
function drawnOf(series: readonly Series[]): ReadonlyMap<string, Series> {
  const found = new Map<string, Series>();
  series.forEach((each, color) => {
    const course = courseOf(each);
    if (!found.has(course)) found.set(course, { color, ...each });
  });
  return found;
}

/** All names, each beside the line that is drawn for it. */
function legendOf(series: readonly Series[]): readonly LegendEntry[] {
  const drawn = drawnOf(series);
  return series.map((each) => ({ ...drawn.get(courseOf(each))!, name: each.name }));
}

function courseOf({ points }: Series): string {
  return JSON.stringify(bendsOf(points));
}

/** The points of a line without those in the middle of level and upright parts. */
function bendsOf(points: Series["points"]): Series["points"] {
  return points.filter((point, k) => {
    const [before, after] = [points[k - 1], points[k + 1]];
    return !before || !after ||
      [0, 1].every((i) => point[i] !== before[i] || point[i] !== after[i]);
  });
}

/**
 * Ticks of a logarithmic axis, few enough for all of them to be labelled: 1, 2, 5 of each power of ten, or
 * powers alone; none where a linear axis shows more, or alone can show all.
 */
function logarithmicTicks(
  series: readonly Series[],
  range?: LinesOptions["range"],
): readonly number[] | undefined {
  const all = series.flatMap(({ points }) => points.map(([, y]) => y)).filter(Number.isFinite);
  const values = all.every((value) => value > 0) && range ? range : all;
  const least = values.reduce((least, value) => Math.min(least, value), Infinity);
  const most = largestOf(values), decades = Math.log10(most / least);
  if (!(least > 0 && decades > 1)) return undefined;
  const [first, last] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const each = Math.ceil(decades / MOST_TICKS), steps = decades <= FEW_DECADES ? [1, 2, 5] : [1];
  return Array.from({ length: last - first + 1 }, (_, k) => first + k)
    .filter((power) => power % each === 0)
    .flatMap((power) => steps.map((step) => Number(`${step}e${power}`)))
    .filter((tick) => tick >= least && tick <= most);
}

/** So many ticks an axis has, and over so many decades 1, 2 and 5 are not more. */
const MOST_TICKS = 7, FEW_DECADES = 2.2;

/** Ticks at all places, if they are a few whole numbers in a row, such as epochs. */
function wholeTicks(places: ReadonlySet<number>): { readonly ticks?: readonly number[] } {
  const ticks = [...places].toSorted((a, b) => a - b);
  const areInRow = ticks.every((tick, k) => Number.isInteger(tick) && tick === ticks[0]! + k);
  return areInRow && ticks.length > 1 && ticks.length <= MOST_TICKS ? { ticks } : {};
}
