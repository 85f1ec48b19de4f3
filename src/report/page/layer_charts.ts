import { largestOf } from "../../core/support/largest.ts";
import { rounded } from "../../core/support/quantities.ts";
import { COLORS } from "../charts/chart.ts";
import { lines } from "../charts/lines.ts";
import type { LayerSnapshot, ParameterSnapshot, Snapshot } from "../record/run_record.ts";
import { figure } from "./figure.ts";
import type { Material } from "./section.ts";
import { percent } from "./percent.ts";

/** So many layers have a line in a chart. */
const MOST = 10;

/** An axis of shares goes to a tenth at least, so that next to none is seen to be little. */
const LEAST_SHARE = 0.1;

/** What changes from look to look, a line for each layer that has it. */
interface LayerChart {
  readonly title: string;
  readonly description: string;
  /** The label of the vertical axis. */
  readonly label: string;
  /** Of shares, layers that have none at any look are not drawn. */
  readonly scale: "share" | "log";
  /** Its value; not a number where a layer has none. */
  readonly of: (layer: LayerSnapshot) => number;
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
    ...{ label: "share of the activations", scale: "share" },
    of: ({ saturated = NaN }) => saturated,
  },
  {
    title: "Dead units",
    description:
      "The share of units that give one and the same value for every example. They learn nothing " +
      "more; a smaller learning rate keeps more of them.",
    ...{ label: "share of the units", scale: "share" },
    of: ({ dead, units }) => dead / units,
  },
];

/** How the layers changed from look to look. */
export function layerCharts(
  drawing: Material["drawing"],
  snapshots: readonly Snapshot[],
): string[] {
  return CHARTS.flatMap(({ title, description, label, scale, of }) => {
    const isShare = scale === "share";
    const isDrawn = (value: number) => isShare ? Number.isFinite(value) : value > 0;
    const all = snapshots[0]!.layers.map(({ name }, l) => ({
      ...{ name: `${l + 1}: ${name}`, color: l },
      points: snapshots.map(({ epoch, layers }) => [epoch, of(layers[l]!)] as const),
    })).filter(({ points }) => points.some(([, value]) => value > 0)).slice(0, MOST);
    if (all.length === 0) return [];
    const series = all.map(({ points, ...layer }) => ({
      ...{ ...layer, isDashed: layer.color >= COLORS },
      points: points.filter(([, value]) => isDrawn(value)),
    }));
    const most = largestOf(series.flatMap(({ points }) => points.map(([, value]) => value)));
    return figure({
      ...{ title, description },
      draw: (options) =>
        lines(drawing, series, {
          // A single line has no legend.
          ...{ ...options, x: "epoch", y: all.length > 1 ? label : `${label}, ${all[0]!.name}` },
          ...(isShare ? { range: [0, Math.max(LEAST_SHARE, most)] } : { scale }),
        }),
      numbers: {
        head: ["epoch", ...all.map(({ name }) => name)],
        rows: snapshots.map(({ epoch }, i) => [
          rounded(epoch),
          ...all.map(({ points }) => isShare ? percent(points[i]![1]) : rounded(points[i]![1])),
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
