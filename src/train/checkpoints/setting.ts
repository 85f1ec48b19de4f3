import { printable } from "../../core/support/describe.ts";
import type { Augmentation } from "../../data/augmentation/augment.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { shapeOf } from "../../core/matrix/matrix.ts";
import { describeNetwork, type Network } from "../../engine/network.ts";
import type { Optimizer } from "../../optim/optimizers/optimizer.ts";
import type { Regularizer } from "../../nn/regularizers/regularizer.ts";
import type { EarlyStopping } from "../early_stopping.ts";
import type { Reduction } from "../reduce_on_plateau.ts";
import { describeOptimizer } from "./describe_optimizer.ts";
import { fingerprint } from "./fingerprint.ts";

/**
 * Everything that determines training apart from its state, in words.
 * @category Checkpoints
 */
export type Setting = Readonly<Record<string, string>>;

/** The options that a setting describes. */
export interface SettingPlan {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly regularizer?: Regularizer | undefined;
  readonly augmentation?: Augmentation | undefined;
  readonly earlyStopping?: Pick<EarlyStopping, "patience"> | undefined;
  readonly reduceOnPlateau?: Omit<Reduction<Record<never, never>>, "monitor"> | undefined;
  /** Only matters with early stopping, or to reduce the learning rate. */
  readonly validation?: Dataset | undefined;
  /** The number of validation examples, where `validation` is a sample of them. */
  readonly validated?: number;
  readonly batchSize: number;
  readonly seed: number;
  /** The number of examples, where the data set is a sample of them; else that of the data set. */
  readonly examples?: number;
  /** The number of steps of training, at which the optimizer is described. */
  readonly steps: number;
}

/**
 * Describes what must match where training is resumed.
 *
 * Optimizers and schedules carry their options; augmentation and early stopping are only described as
 * present or absent.
 */
export function settingOf(network: Network, dataset: Dataset, plan: SettingPlan): Setting {
  return Object.freeze({
    network: describeNetwork(network),
    data: describeData(dataset, plan.examples),
    loss: plan.loss.name,
    penalty: plan.regularizer?.name ?? "none", // the key that files have
    optimizer: describeOptimizer(plan.optimizer, plan.steps),
    augmentation: plan.augmentation === undefined ? "none" : "some",
    "early stopping": plan.earlyStopping === undefined ? "none" : `some${by(plan)}`,
    // Files without it have no such key.
    ...(plan.reduceOnPlateau && {
      "reduce on plateau": describeReduction(plan.reduceOnPlateau) + by(plan),
    }),
    "batch size": String(plan.batchSize),
    seed: String(plan.seed),
  });
}

/** The data that a value is monitored on. */
function by({ validation, validated }: SettingPlan): string {
  return validation ? ` by ${describeData(validation, validated)}` : "";
}

function describeReduction(options: NonNullable<SettingPlan["reduceOnPlateau"]>): string {
  const { patience, minimumDelta, factor, cooldown, minimumFactor } = options;
  return Object.entries({ patience, minimumDelta, factor, cooldown, minimumFactor })
    .map(([name, number]) => `${name} ${number}`).join(", ");
}

/** Throws a RangeError that lists the differences between the settings of checkpoint and training. */
export function checkSetting(wanted: Setting, found: Setting): void {
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  const differences = [...names].filter((name) => wanted[name] !== found[name]).map((name) => {
    const word = name === "penalty" ? "regularizer" : name;
    return `the ${word} must be ${wanted[name] ?? "none"}, but found ${found[name] ?? "none"}` +
      (name === "optimizer" ? SCHEDULES : "");
  });
  if (differences.length > 0) {
    throw new RangeError(
      `Cannot resume from this checkpoint: ${printable(differences.join("; "))}`,
    );
  }
}

/** A hint, as such optimizers may look the same. */
const SCHEDULES = " (a schedule over all steps is another for another number of epochs)";

/** How many inputs are sampled, as MNIST has 47 million; all targets and weights are read. */
const SAMPLED = 2 ** 16;

function describeData({ inputs, targets, weights }: Dataset, rows = inputs.rows): string {
  return `(${shapeOf({ ...inputs, rows })}) inputs, (${shapeOf({ ...targets, rows })}) targets, ` +
    `${rows === inputs.rows ? "" : "stored, "}${weights ? "weights, " : ""}${
      fingerprint(numbersOfData({ inputs, targets, weights }))
    }`;
}

function* numbersOfData({ inputs, targets, weights = [] }: Dataset): Generator<number> {
  yield "scale" in inputs ? inputs.scale : 1;
  yield* numbersAmong(inputs.data);
  yield* Array.from(targets.data);
  yield* Array.from(weights);
}

/**
 * All numbers, or a sample.
 *
 * Samples are taken at the fractional parts of multiples of the golden ratio, which are spread evenly
 * but irregularly: equal steps would hit the same columns again and again.
 */
function* numbersAmong(data: ArrayLike<number>): Generator<number> {
  const isSampled = data.length > SAMPLED, golden = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < (isSampled ? SAMPLED : data.length); i++) {
    yield data[isSampled ? Math.floor((i * golden) % 1 * data.length) : i]!;
  }
}
