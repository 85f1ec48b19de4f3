import type { Augmentation } from "../../data/augmentation/augment.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { type Inputs, type Matrix, shapeOf } from "../../core/matrix/matrix.ts";
import { describeNetwork, type Network } from "../../engine/network.ts";
import type { Optimizer } from "../../optim/optimizers/optimizer.ts";
import type { Regularizer } from "../../nn/regularizers/regularizer.ts";
import type { EarlyStopping } from "../early_stopping.ts";
import { describeOptimizer } from "./describe_optimizer.ts";
import { fingerprint } from "./fingerprint.ts";

/** What determines training beside what training changes, in words. */
export type Setting = Readonly<Record<string, string>>;

/** What a setting is made of. */
export interface SettingPlan {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly regularizer?: Regularizer | undefined;
  readonly augmentation?: Augmentation | undefined;
  readonly earlyStopping?: Pick<EarlyStopping, "patience"> | undefined;
  /** What early stopping watches; without it, these data determine nothing. */
  readonly validation?: Dataset | undefined;
  readonly batchSize: number;
  readonly seed: number;
  /** How many steps training has: what an optimizer does in them belongs to the setting. */
  readonly steps: number;
}

/**
 * Puts into words what must be the same where training goes on.
 *
 * Optimizers and schedules carry their options; of augmentation and early stopping it is only known
 * whether there is any.
 */
export function settingOf(network: Network, dataset: Dataset, plan: SettingPlan): Setting {
  return Object.freeze({
    network: describeNetwork(network),
    data: describeData(dataset),
    loss: plan.loss.name,
    penalty: plan.regularizer?.name ?? "none", // the key that files have
    optimizer: describeOptimizer(plan.optimizer, plan.steps),
    augmentation: plan.augmentation === undefined ? "none" : "some",
    "early stopping": plan.earlyStopping === undefined
      ? "none"
      : `some${plan.validation ? ` by ${describeData(plan.validation)}` : ""}`,
    "batch size": String(plan.batchSize),
    seed: String(plan.seed),
  });
}

/**
 * Refuses to go on where something is not as it was.
 *
 * @param wanted The setting of the checkpoint.
 * @param found The setting of the training that is to go on from it.
 * @throws {RangeError} If they differ; the message says in what.
 */
export function checkSetting(wanted: Setting, found: Setting): void {
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  const differences = [...names].filter((name) => wanted[name] !== found[name]).map((name) => {
    const word = name === "penalty" ? "regularizer" : name;
    return `the ${word} must be ${wanted[name] ?? "none"}, but found ${found[name] ?? "none"}` +
      (name === "optimizer" ? SCHEDULES : "");
  });
  if (differences.length > 0) {
    throw new RangeError(`Cannot go on from this checkpoint: ${differences.join("; ")}`);
  }
}

/** What may be forgotten where an optimizer looks the same. */
const SCHEDULES = " (a schedule over all steps is another for another number of epochs)";

/** How many inputs are looked at: all targets are, but the inputs of MNIST are 47 million. */
const SAMPLED = 2 ** 16;

function describeData({ inputs, targets }: Dataset): string {
  return `(${shapeOf(inputs)}) inputs, (${shapeOf(targets)}) targets, ` +
    fingerprint(numbersOfData(inputs, targets));
}

function* numbersOfData(inputs: Inputs, targets: Matrix): Generator<number> {
  yield "scale" in inputs ? inputs.scale : 1;
  yield* numbersAmong(inputs.data);
  yield* Array.from(targets.data);
}

/**
 * All numbers, or some from everywhere among them.
 *
 * The places are those of multiples of the golden ratio, less their whole parts, which are spread
 * evenly and in no step with rows: equal steps would fall on the same columns again and again.
 */
function* numbersAmong(data: ArrayLike<number>): Generator<number> {
  const isSampled = data.length > SAMPLED, golden = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < (isSampled ? SAMPLED : data.length); i++) {
    yield data[isSampled ? Math.floor((i * golden) % 1 * data.length) : i]!;
  }
}
