import { largestOf } from "../../core/support/largest.ts";
import { lines, type LinesOptions, type Series } from "../charts/lines.ts";
import type { EpochPoint, Measured, RunRecord } from "../record/run_record.ts";
import type { ReportedRun } from "../record/reported_run.ts";
import { figure, figures, MOST_ROWS } from "./figure.ts";
import type { Material, Section } from "./section.ts";
import { percent } from "./percent.ts";
import { count, rounded, things } from "../../core/support/quantities.ts";

/** How the training went: loss, accuracy and learning rate. */
export const PROGRESS: Section = {
  id: "training",
  title: "Training",
  content: (material) => {
    const runs = runsOf(material);
    if (runs[0]!.run.record.costs.length === 0) return undefined;
    const made = [loss, accuracy, learningRate].flatMap((make) => make(material, runs) ?? []);
    return figures(made);
  },
};

/** A run in a chart: the other one is dashed, and both are named if there are two. */
interface Drawn {
  readonly run: ReportedRun;
  readonly isDashed: boolean;
  readonly suffix: string;
}

function runsOf({ run, compared }: Material): readonly Drawn[] {
  if (!compared) return [{ run, isDashed: false, suffix: "" }];
  return [
    { run, isDashed: false, suffix: ", this run" },
    { run: compared, isDashed: true, suffix: ", other run" },
  ];
}

/** What is measured after epochs, by the words for it. */
const PARTS = [["training", "training"], ["heldOut", "held out"]] as const;

const BATCHES = "batches";

function measured(
  { epochs }: RunRecord,
  part: "training" | "heldOut",
  read: (measured: Measured) => number | undefined,
): readonly (readonly [number, number])[] {
  return epochs.flatMap((point) => {
    const value = point[part] && read(point[part]);
    return value === undefined ? [] : [[point.epoch, value] as const];
  });
}

/** What is drawn, in the order of its colours: a name has one colour in all charts, and in both runs. */
const NAMES: readonly string[] = [BATCHES, ...PARTS.map(([, words]) => words)];

/** Series of all runs, those without a point left out. */
function seriesOf(
  runs: readonly Drawn[],
  made: readonly (readonly [string, (record: RunRecord) => Series["points"]])[],
): readonly Series[] {
  return made.flatMap(([name, points]) =>
    runs.map(({ run, isDashed, suffix }) => {
      const isFaint = name === BATCHES, color = Math.max(0, NAMES.indexOf(name));
      return { name: `${name}${suffix}`, points: points(run.record), isDashed, isFaint, color };
    })
  ).filter(({ points }) => points.length > 0);
}

function loss({ drawing, run }: Material, runs: readonly Drawn[]): string {
  const { costs, epochs, stepsPerEpoch, probe } = run.record;
  const series = seriesOf(runs, [
    [BATCHES, ({ costs }) => costs.map(({ epoch, cost }) => [epoch, cost])],
    ...PARTS.map(([part, words]) =>
      [words, (record: RunRecord) => measured(record, part, ({ cost }) => cost)] as const
    ),
  ]);
  // Of many epochs, few networks were kept to be measured: those are the rows that are whole.
  const whole = epochs.length > MOST_ROWS ? epochs.filter(({ training }) => training) : epochs;
  return figure({
    title: "Loss",
    description:
      `The cost of the batches as they are trained on, ${
        count(stepsPerEpoch)
      } an epoch, with the ` +
      "regularizer if there is one; and the loss alone, between epochs, of " +
      `${things(probe.training, "example")} of the training part` +
      `${probe.heldOut > 0 ? ` and ${things(probe.heldOut, "held-out one")}` : ""}. ` +
      `Training that falls while held-out rises is overfitting.${keptOf(run)}`,
    draw: (options) =>
      lines(drawing, series, {
        ...{ ...options, x: "epoch", y: "loss", scale: "log" },
        ...(run.best !== undefined && { upright: run.best }),
      }),
    numbers: {
      head: ["epoch", "step", "batches", "training", "held out"],
      rows: whole.length > 3
        ? whole.map((point) => [
          `${point.epoch}`,
          `${point.epoch * stepsPerEpoch}`,
          ...[point.cost, point.training?.cost, point.heldOut?.cost].map((x) => rounded(x)),
        ])
        : costs.map(({ step, epoch, cost }) => {
          const after = epochs.find((point) => point.epoch === epoch);
          return [
            ...[rounded(epoch), `${step}`, rounded(cost)],
            ...[after?.training?.cost, after?.heldOut?.cost].map((x) => rounded(x)),
          ];
        }),
    },
  });
}

/** What the upright line of a chart is. */
function keptOf({ best }: ReportedRun): string {
  return best === undefined ? "" : " The dotted line is the epoch whose network was kept.";
}

function accuracy(
  { drawing, run, outputs: { task } }: Material,
  runs: readonly Drawn[],
): string | undefined {
  if (task === "regression") return undefined; // whose targets may look like classes
  const series = seriesOf(
    runs,
    PARTS.map(([part, words]) =>
      [words, (record: RunRecord) => measured(record, part, ({ accuracy }) => accuracy)] as const
    ),
  );
  if (series.length === 0) return undefined;
  const of = (point: EpochPoint, part: "training" | "heldOut") => percent(point[part]?.accuracy, 2);
  return figure({
    title: "Accuracy",
    description: `The share of examples whose class is right, between epochs.${keptOf(run)}`,
    draw: (options) =>
      lines(drawing, series, {
        ...{ ...options, x: "epoch", y: "accuracy" },
        ...(run.best !== undefined && { upright: run.best }),
      }),
    numbers: {
      head: ["epoch", "training", "held out"],
      rows: run.record.epochs.map((point) => [
        ...[`${point.epoch}`, of(point, "training"), of(point, "heldOut")],
      ]),
    },
  });
}

function learningRate({ drawing, run }: Material, runs: readonly Drawn[]): string | undefined {
  const { rates } = run.record;
  if (rates.length === 0) return undefined;
  const series = seriesOf(runs, [[
    "learning rate",
    ({ rates, stepsPerEpoch }) =>
      rates.map(({ step, learningRate }) => [step / stepsPerEpoch, learningRate]),
  ]]);
  return figure({
    title: "Learning rate",
    description: "How far a step follows the gradient.",
    draw: (options) =>
      lines(drawing, series, {
        ...{ ...options, x: "epoch", y: "learning rate" },
        ...scaleOf(series),
      }),
    numbers: {
      head: ["step", "learning rate"],
      rows: rates.map(({ step, learningRate }) => [`${step}`, rounded(learningRate)]),
    },
  });
}

/** The largest value of some series. */
function peakOf(...series: readonly Series[]): number {
  return largestOf(series.flatMap(({ points }) => points.map(([, y]) => y)));
}

/** From 0, unless one of two runs would lie on the axis: then down to a hundredth of its peak. */
function scaleOf(series: readonly Series[]): Pick<LinesOptions, "range" | "scale"> {
  const peaks = series.map((each) => peakOf(each));
  const least = Math.min(...peaks), most = Math.max(...peaks);
  const areApart = least > 0 && least < 0.1 * most;
  return areApart ? { scale: "log", range: [least / 100, 2 * most] } : { range: [0, 1.1 * most] };
}
