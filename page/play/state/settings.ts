import type { SetName } from "../data/sets.ts";
import type { Point } from "../data/point.ts";
import type { ActivationName, LossName, OptimizerName, PenaltyName } from "./choices.ts";

/** Everything that decides what is trained, and how; it is what an address holds. */
export interface Settings {
  readonly set: SetName;
  /** The noise in percent, 0 to 50. */
  readonly noise: number;
  /** The seed of the data, the first weights and the order of the batches. */
  readonly seed: number;
  /** The examples of a step. */
  readonly batch: number;
  /** The units of each hidden layer. */
  readonly layers: readonly number[];
  readonly activation: ActivationName;
  readonly loss: LossName;
  readonly optimizer: OptimizerName;
  readonly rate: number;
  readonly penalty: PenaltyName;
  /** The strength of the penalty. */
  readonly strength: number;
  /** One's own points, of the set "own". */
  readonly points: readonly Point[];
}

/** What settings may be. */
export const LIMITS = /* @__PURE__ */ Object.freeze({
  layers: 4,
  units: 8,
  noise: 50,
  seed: 2 ** 31 - 1,
  batch: 100,
  rate: 10,
  strength: 1,
});

/** The values that menus offer; an address may hold any others within the limits. */
export const OFFERED = /* @__PURE__ */ Object.freeze({
  noise: [0, 5, 10, 20, 30, 40, 50],
  batch: [1, 5, 10, 20, 50, 100],
  rate: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
  strength: [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1],
});

/** Where a visit without an address begins: a set that a small network learns in seconds. */
export const DEFAULTS: Settings = /* @__PURE__ */ Object.freeze<Settings>({
  set: "circle",
  noise: 5,
  seed: 1,
  batch: 10,
  layers: /* @__PURE__ */ Object.freeze([4, 2]),
  activation: "tanh",
  loss: "cross-entropy",
  optimizer: "sgd",
  rate: 0.1,
  penalty: "none",
  strength: 0.001,
  points: /* @__PURE__ */ Object.freeze([]),
});

/** The network and the descent that unroll the spiral; its loss is bounded by a test. */
export const SPIRAL: Partial<Settings> = /* @__PURE__ */ Object.freeze({
  layers: /* @__PURE__ */ Object.freeze([8, 8]),
  activation: "tanh",
  optimizer: "adam",
  rate: 0.03,
  batch: 50,
});
