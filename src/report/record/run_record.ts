/**
 * How a training went, as plain data: JSON gives back the same record.
 *
 * Lists are bounded, however long the training is: where there is more, stretches grow longer and looks
 * farther apart. Numbers have six significant digits.
 * @category Reports
 */
export interface RunRecord {
  /** The steps of an epoch, S (68). */
  readonly stepsPerEpoch: number;
  /** The steps that were taken before the record begins: 0, unless the training was resumed. */
  readonly resumedAfter: number;
  /** The duration of all steps, those before it was resumed included. */
  readonly seconds: number;
  /** How many examples were looked at. */
  readonly probe: ProbeSizes;
  /** The mean cost of the batches of each stretch of steps, each taken before its step. */
  readonly costs: readonly CostPoint[];
  /** The complete epochs: all of them, or each second, fourth, … and the last. */
  readonly epochs: readonly EpochPoint[];
  /** The learning rate of some steps, the first and the last among them; empty for an optimizer without one. */
  readonly rates: readonly RatePoint[];
  /** The looks at the layers, from the first to the last. */
  readonly snapshots: readonly Snapshot[];
}

/**
 * How many examples a record looks at: drawn by the seed, the same ones each time.
 * @category Reports
 */
export interface ProbeSizes {
  /** Of the training part: for activations and gradients. */
  readonly layers: number;
  /** Of the training part: for the cost and accuracy after an epoch. */
  readonly training: number;
  /** Of the held-out part, if there is one; all of it where `fit` itself evaluates it. */
  readonly heldOut: number;
}

/**
 * The mean cost of some steps.
 * @category Reports
 */
export interface CostPoint {
  /** The last of the steps, counted over all epochs from 1. */
  readonly step: number;
  /** How many epochs are complete after it: 1.5 is the middle of the second. */
  readonly epoch: number;
  /** The mean cost, the regularizer included. */
  readonly cost: number;
}

/**
 * An epoch.
 * @category Reports
 */
export interface EpochPoint {
  /** The number of the epoch, from 1. */
  readonly epoch: number;
  /** The mean of the costs of its batches, the regularizer included. */
  readonly cost: number;
  /** The duration of its steps. */
  readonly seconds: number;
  /** The network after it, on examples of the training part; absent if it was not looked at. */
  readonly training?: Measured;
  /** The network after it, on held-out examples; absent without them, or if it was not looked at. */
  readonly heldOut?: Measured;
}

/**
 * The cost without the regularizer, and the accuracy, if the targets are classes.
 * @category Reports
 */
export interface Measured {
  /** The mean loss. */
  readonly cost: number;
  /** The share of examples whose class is right. */
  readonly accuracy?: number;
}

/**
 * The learning rate of a step.
 * @category Reports
 */
export interface RatePoint {
  /** The step, counted over all epochs from 1. */
  readonly step: number;
  /** Its learning rate. */
  readonly learningRate: number;
}

/**
 * The layers of a network after some steps.
 * @category Reports
 */
export interface Snapshot {
  /** The steps taken, over all epochs; 0 is the untrained network. */
  readonly step: number;
  /** How many epochs are complete: 1.5 is the middle of the second. */
  readonly epoch: number;
  /** The layers, from the first hidden one to the output layer. */
  readonly layers: readonly LayerSnapshot[];
}

/**
 * A layer of a snapshot.
 * @category Reports
 */
export interface LayerSnapshot {
  /** The layer in words, as in `describeNetwork`: `32 tanh`. */
  readonly name: string;
  /** The name of its kind: `dense`. */
  readonly kind: string;
  /** The neurons of a dense layer, the channels of images, the features of sequences. */
  readonly units: number;
  /** Its parameters, in the order of the file; a layer such as a pool has none. */
  readonly parameters: readonly ParameterSnapshot[];
  /** Its outputs A for the examples of the probe. */
  readonly activations: Histogram;
  /** The units that gave one and the same value for all examples of the probe. */
  readonly dead: number;
  /**
   * The share of activations, from 0 to 1, where the slope of the activation is below 0.01, so that hardly
   * any error passes; absent for layers without an activation of single values.
   */
  readonly saturated?: number;
}

/**
 * A parameter of a layer of a snapshot. A norm is √ of the sum of the squares of its entries.
 * @category Reports
 */
export interface ParameterSnapshot {
  /** The name of the matrix: `weights`. */
  readonly name: string;
  /** The norm of the parameter. */
  readonly norm: number;
  /**
   * The norm of the derivatives of the cost of the probe by it, without dropout; absent where the cost
   * has none, such as outside the domain of the loss.
   */
  readonly gradientNorm?: number;
  /** How far the next step took it, as a norm; absent where no step followed. */
  readonly updateNorm?: number;
  /** Its entries. */
  readonly histogram: Histogram;
}

/**
 * How often values lie in ranges of one width.
 * @category Reports
 */
export interface Histogram {
  /** The smallest value, where the first range begins; 0 without values. */
  readonly from: number;
  /** The largest value, where the last range ends; `from` if all values are one and the same. */
  readonly to: number;
  /** The number of values in each range. */
  readonly counts: readonly number[];
}
