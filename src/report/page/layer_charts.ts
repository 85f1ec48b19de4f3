import { rounded } from "../../core/support/quantities.ts";
import { COLORS } from "../charts/chart.ts";
import { lines } from "../charts/lines.ts";
import type { LayerSnapshot, ParameterSnapshot, Snapshot } from "../record/run_record.ts";
import { figure } from "./figure.ts";
import type { Material } from "./section.ts";
import { percent } from "./percent.ts";

/** So many layers have a line in a chart. */
const MOST = 10;

/** What changes from look to look, a line for each layer that has it. */
interface LayerChart {
  readonly title: string;
  readonly description: string;
  /** The label of the vertical axis. */
  readonly label: string;
  readonly scale: "linear" | "log";
  /** Its value; not a number where a layer has none. */
  readonly of: (layer: LayerSnapshot) => number;
  /** Whether it is worth a chart, by all of its values. */
  readonly isShown?: (values: readonly number[]) => boolean;
}

const CHARTS: readonly LayerChart[] = [
  {
    title: "Norms of the gradients",
    description:
      "How strongly the error reaches each layer. A line far below the others is a layer that hardly " +
      "learns; one that climbs to ever larger values is about to diverge.",
    ...{ label: "norm", scale: "log" },
    of: ({ parameters }) => rootOfSquares(parameters.map(({ gradientNorm = NaN }) => gradientNorm)),
  },
  {
    title: "Relative updates",
    description:
      "The norm of one step, by that of the parameters it changes. About 0.001 is usual; " +
      "much more is unsteady, much less is slow.",
    ...{ label: "step ÷ parameters", scale: "log" },
    of: ({ parameters }) =>
      rootOfSquares(parameters.map(({ updateNorm = NaN }) => updateNorm)) / normOf(parameters),
  },
  {
    title: "Saturated activations",
    description:
      "The share of activations where the slope is below 0.01, so that hardly any error passes. Of " +
      "relu, those that are 0 for an example.",
    ...{ label: "share of the activations", scale: "linear" },
    of: ({ saturated = NaN }) => saturated,
  },
  {
    title: "Dead units",
    description:
      "The share of units that give one and the same value for every example. They learn nothing " +
      "more; a smaller learning rate keeps more of them.",
    ...{ label: "share of the units", scale: "linear" },
    of: ({ dead, units }) => dead / units,
    isShown: (values) => values.some((value) => value > 0),
  },
];

/** How the layers changed from look to look. */
export function layerCharts(
  drawing: Material["drawing"],
  snapshots: readonly Snapshot[],
): string[] {
  return CHARTS.flatMap(({ title, description, label, scale, of, isShown }) => {
    const isDrawn = (value: number) => scale === "linear" ? Number.isFinite(value) : value > 0;
    const all = snapshots[0]!.layers.map(({ name }, l) => ({
      name: `${l + 1}: ${name}`,
      points: snapshots.map(({ epoch, layers }) => [epoch, of(layers[l]!)] as const),
    })).filter(({ points }) => points.some(([, value]) => isDrawn(value))).slice(0, MOST);
    const values = all.flatMap(({ points }) => points.map(([, value]) => value));
    if (all.length === 0 || isShown?.(values) === false) return [];
    const series = all.map(({ name, points }, k) => ({
      ...{ name, isDashed: k >= COLORS, points: points.filter(([, value]) => isDrawn(value)) },
    }));
    return figure({
      ...{ title, description },
      draw: (options) => lines(drawing, series, { ...options, x: "epoch", y: label, scale }),
      numbers: {
        head: ["epoch", ...all.map(({ name }) => name)],
        rows: snapshots.map(({ epoch }, i) => [
          rounded(epoch),
          ...all.map(({ points }) =>
            scale === "log" ? rounded(points[i]![1]) : percent(points[i]![1])
          ),
        ]),
      },
    });
  });
}

/** The norm of all parameters of a layer. */
export function normOf(parameters: readonly ParameterSnapshot[]): number {
  return rootOfSquares(parameters.map(({ norm }) => norm));
}

function rootOfSquares(norms: readonly number[]): number {
  return Math.hypot(...norms);
}
