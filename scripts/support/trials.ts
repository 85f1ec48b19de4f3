import type { ReportTable } from "../../report.ts";
import {
  crossValidate,
  evaluate,
  fit,
  type FitOptions,
  type FitResult,
  randomSearch,
} from "../../train.ts";
import { UsageError } from "./command.ts";
import { fitOptionsOf, type Plan } from "./plan_flags.ts";
import type { Progress } from "./progress.ts";
import type { Source } from "./sources/source.ts";
import { rounded } from "../../src/core/support/quantities.ts";

/** What all trainings of a command have in common. */
type Fixed =
  & Pick<FitOptions, "loss" | "classWeights">
  & Required<Pick<FitOptions, "seed" | "executor" | "workers">>;

/** Drawn from by `--search`. */
const SPACE = {
  rate: { from: 1e-4, to: 1e-1, log: true },
  width: { from: 8, to: 128, log: true, integer: true },
  batch: [8, 16, 32, 64, 128],
} as const;

/**
 * Tries plans drawn at random, and returns the one that did best on the validation part.
 *
 * @param again The plan with other flags.
 */
export async function searched(
  trials: number,
  source: Source,
  again: (
    flags: Readonly<Partial<Record<"learning-rate" | "layers" | "batch-size", string>>>,
  ) => Plan,
  fixed: Fixed,
  shown: Progress,
): Promise<Plan> {
  const { validation } = source;
  if (validation === undefined) {
    throw new UsageError(
      "--search needs --csv or --images and a validation part, such as --split 70/15/15",
    );
  }
  const layers = again({}).layers;
  const planOf = ({ rate, width, batch }: { rate: number; width: number; batch: number }) =>
    again({
      "learning-rate": rate.toPrecision(3),
      "layers": layers.replaceAll(/(^|,)(\d+)(?=:)/g, `$1${width}`),
      "batch-size": String(batch),
    });
  const found = await randomSearch({
    ...{ space: SPACE, trials, seed: fixed.seed },
    evaluate: async (values) => {
      const { best, network } = await trained(source, planOf(values), fixed);
      const { loss, executor } = fixed;
      return (await evaluate(best?.network ?? network, validation, { loss, executor })).cost;
    },
    onTrial: ({ trial, values: { rate, width, batch }, score, error }) => {
      const result = score === undefined ? (error as Error).message : `cost ${score.toFixed(4)}`;
      shown.line(
        `trial ${trial}/${trials}: learning rate ${rate.toPrecision(3)}, width ${width}, ` +
          `batch ${batch}: ${result}`,
      );
    },
  });
  const [best] = found;
  if (best?.score === undefined) throw best!.error;
  const plan = planOf(best.values);
  shown.line(
    `search: trial ${best.trial} did best: --learning-rate ${plan.learningRate} ` +
      `--layers "${plan.layers}" --batch-size ${plan.batchSize}`,
  );
  return plan;
}

/** How the results on parts that were held back in turn spread. */
interface Spread {
  /** For `--json`. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly table: ReportTable;
}

/** Trains on parts in turn and measures how the results spread. */
export async function crossValidated(
  folds: number,
  source: Source,
  plan: Plan,
  fixed: Fixed,
  shown: Progress,
): Promise<Spread> {
  const { dataset, prepare } = source.examples!(), { seed } = fixed;
  if (folds > dataset.inputs.rows) {
    throw new UsageError(
      `--folds must be at most the number of records, ${dataset.inputs.rows}, but found ${folds}`,
    );
  }
  // As many epochs as training took where it stopped by itself.
  const epochs = await epochsOf(source, plan, fixed);
  const steps = epochs * Math.ceil(dataset.inputs.rows * (folds - 1) / folds / plan.batchSize);
  const { summary } = await crossValidate(() => plan.networkFor(source, seed), dataset, {
    ...{ ...fixed, folds, prepare, epochs, batchSize: plan.batchSize, onWarning: () => {} },
    ...(plan.regularizer && { regularizer: plan.regularizer }),
    optimizer: plan.optimizerFor(steps),
    onFold: (fold, { cost }) => shown.line(`fold ${fold}/${folds}: cost ${cost.toFixed(4)}`),
  });
  const found = MEASURES.filter(({ name }) => name in summary).map(({ name, words, inUnits }) => {
    const { mean, deviation } = summary[name]!, unit = inUnits ? unitOf(source) : 1;
    return {
      words,
      inUnits,
      key: name.split(".").at(-1)!,
      mean: unit * mean,
      deviation: unit * deviation,
    };
  });
  const several = (source.outputs.scale?.deviations.length ?? 0) > 1;
  const rows = found.map(({ words, inUnits, mean, deviation }) => [
    // Several targets have no unit in common.
    several && inUnits ? `${words}, in deviations` : words,
    ...[mean, deviation].map((x) => rounded(x)),
  ]);
  const spreads = found.map(({ key, mean, deviation }) => [key, { mean, deviation }]);
  return {
    json: { folds, epochs, ...Object.fromEntries(spreads) },
    table: {
      title: "Cross-validation",
      head: [`${folds} folds, ${epochs} epochs`, "mean", "deviation"],
      rows,
    },
  };
}

/** What is shown of the folds. */
const MEASURES = [
  { name: "cost", words: "Cost" },
  { name: "accuracy", words: "Accuracy" },
  { name: "regression.mae", words: "Mean absolute error", inUnits: true },
  { name: "regression.rmse", words: "Root mean squared error", inUnits: true },
  { name: "regression.rSquared", words: "Share of variance, R²" },
];

/** The unit of a single target; several have none in common. */
function unitOf({ outputs: { scale } }: Source): number {
  return scale?.deviations.length === 1 ? scale.deviations[0]! : 1;
}

async function epochsOf(source: Source, plan: Plan, fixed: Fixed): Promise<number> {
  if (plan.stoppingOf(source).validation === undefined) return plan.epochs;
  const { best } = await trained(source, plan, fixed);
  return best?.epoch ?? plan.epochs;
}

/** A training on the training part, without warnings, as many are tried. */
function trained(source: Source, plan: Plan, fixed: Fixed): Promise<FitResult> {
  return fit(plan.networkFor(source, fixed.seed), source.data.train, {
    ...fixed,
    ...fitOptionsOf(plan, source),
    onWarning: () => {},
  });
}
