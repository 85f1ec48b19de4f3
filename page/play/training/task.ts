import {
  dense,
  type Loss,
  matrix,
  type Network,
  network,
  type Regularizer,
} from "../../../engine.ts";
import type { DataGenerator, Dataset } from "../../../data.ts";
// By its file: of the whole door, bundlers would keep tables that are loaded late.
import { arrayGenerator } from "../../../src/data/generators/arrays.ts";
import type { Optimizer, RuleState } from "../../../train.ts";
import type { Point } from "../data/point.ts";
import { drawSet } from "../data/sets.ts";
import {
  ACTIVATION_CHOICES,
  LOSS_CHOICES,
  OPTIMIZER_CHOICES,
  PENALTY_CHOICES,
} from "../state/choices.ts";
import type { Settings } from "../state/settings.ts";

/** What settings say, as parts of the library. */
export interface Task {
  /** The points by part; custom points have an empty test part. */
  readonly points: { readonly train: readonly Point[]; readonly test: readonly Point[] };
  /** The same points in batches; nothing without points. */
  readonly data: DataGenerator | undefined;
  readonly loss: Loss;
  readonly optimizer: Optimizer<RuleState>;
  readonly regularizer: Regularizer | undefined;
  /** The number of outputs. */
  readonly outputs: 1 | 2;
}

/** The network that settings describe, before the first step. */
export function networkOf({ layers, activation, loss, seed }: Settings): Network {
  const { activation: last, outputs } = LOSS_CHOICES[loss], f = ACTIVATION_CHOICES[activation];
  return network({
    inputs: 2,
    layers: [...layers.map((units) => dense(units, f)), dense(outputs, last)],
    seed,
  });
}

/** The points that settings describe. */
export function pointsOf({ set, noise, seed, points }: Settings): readonly Point[] {
  return set === "own" ? points : drawSet(set, noise, seed);
}

/** Everything that settings describe but the network. */
export function taskOf(settings: Settings): Task {
  const { loss, outputs } = LOSS_CHOICES[settings.loss], { batch: batchSize, seed } = settings;
  const points = pointsOf(settings);
  const half = settings.set === "own" ? points.length : points.length / 2;
  const parts = { train: points.slice(0, half), test: points.slice(half) };
  const data = parts.train.length === 0 ? undefined : arrayGenerator(
    datasetOf(parts.train, outputs),
    { validation: 0, test: datasetOf(parts.test, outputs), batchSize, seed },
  );
  return {
    points: parts,
    data,
    loss,
    outputs,
    optimizer: OPTIMIZER_CHOICES[settings.optimizer].make(settings.rate),
    regularizer: PENALTY_CHOICES[settings.penalty].make(settings.strength),
  };
}

/** X (points × 2) and Y (points × outputs): 1 for "+" in the last column, the rest one-hot. */
export function datasetOf(points: readonly Point[], outputs: 1 | 2): Dataset {
  if (points.length === 0) {
    const none = new Float64Array();
    return {
      inputs: { rows: 0, columns: 2, data: none },
      targets: { rows: 0, columns: outputs, data: none },
    };
  }
  return {
    inputs: matrix(points.map(({ x, y }) => [x, y])),
    targets: matrix(points.map(({ label }) => targetsOf(label, outputs))),
  };
}

/** y of a point: the probability of "+", after that of "−" where there are two outputs. */
export function targetsOf(label: 0 | 1, outputs: 1 | 2): number[] {
  return outputs === 1 ? [label] : [1 - label, label];
}
