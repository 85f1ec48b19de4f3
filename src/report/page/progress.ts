import { lines, type Series } from "../charts/lines.ts";
import type { EpochPoint, Measured, RunRecord } from "../record/run_record.ts";
import type { ReportedRun } from "../record/reported_run.ts";
import { figure, figures } from "./figure.ts";
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

/** Series of all runs, those without a point left out; the same of two runs have one colour. */
function seriesOf(
  runs: readonly Drawn[],
  made: readonly (readonly [string, (record: RunRecord) => Series["points"]])[],
): readonly Series[] {
  return made.flatMap(([name, points], color) =>
    runs.map(({ run, isDashed, suffix }) => {
      const isFaint = name === BATCHES;
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
  const all = series.flatMap(({ points }) => points.map(([, value]) => value));
  return figure({
    title: "Loss",
    description:
      `The cost of the batches as they are trained on, ${count(stepsPerEpoch)} an epoch, and ` +
      `after each epoch that of ${things(probe.training, "example")} of the training part` +
      `${probe.heldOut > 0 ? ` and ${things(probe.heldOut, "held-out one")}` : ""}. ` +
      "Training that falls while held-out rises is overfitting.",
    draw: (options) =>
      lines(drawing, series, {
        ...{ ...options, x: "epoch", y: "loss", scale: spansDecades(all) ? "log" : "linear" },
      }),
    numbers: {
      head: ["epoch", "step", "batches", "training", "held out"],
      rows: epochs.length > 3
        ? epochs.map((point) => [
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

/** Whether values are so far apart that the small ones would lie on the axis. */
function spansDecades(values: readonly number[]): boolean {
  const positive = values.filter((value) => Number.isFinite(value));
  const least = Math.min(...positive), most = Math.max(...positive);
  return least > 0 && most / least > 10;
}

function accuracy(
  { drawing, run, outputs: { task } }: Material,
  runs: readonly Drawn[],
): string | undefined {
  if (task === "regression") return undefined; // targets that look like classes are none
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
    description: "The share of examples whose class is right, after each epoch.",
    draw: (options) => lines(drawing, series, { ...options, x: "epoch", y: "accuracy" }),
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
        ...options,
        x: "epoch",
        y: "learning rate",
        range: [0, Math.max(...series.flatMap(({ points }) => points.map(([, y]) => y))) * 1.1],
      }),
    numbers: {
      head: ["step", "learning rate"],
      rows: rates.map(({ step, learningRate }) => [`${step}`, rounded(learningRate)]),
    },
  });
}
