/** A layer that every contender supports. */
export interface LayerShape {
  readonly units: number;
  readonly activation: "tanh" | "relu" | "softmax";
}

/** The shape of a network and the file with its parameters: W (units × inputs) and b of each layer. */
export interface NetworkFile {
  readonly inputs: number;
  readonly layers: readonly LayerShape[];
  /** Float32. */
  readonly parameters: string;
}

/** Rows of inputs with their classes, in files. */
export interface ExamplesFile {
  /** Bytes that stand for byte / 255, or float32. */
  readonly inputs: string;
  readonly format: "bytes" | "float32";
  /** One byte each. */
  readonly labels: string;
}

/** Steps of gradient descent on cross-entropy. */
export interface TrainWork {
  readonly kind: "train";
  readonly network: NetworkFile;
  readonly train: ExamplesFile;
  readonly test: ExamplesFile;
  /** The number of examples of `train` to use: the first ones, in whole batches. */
  readonly examples: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** The seed of the shuffles. */
  readonly seed: number;
  /** The order of the examples in each epoch by that seed: epochs × examples, uint32. */
  readonly order: string;
}

/** The product of two square matrices of float32. */
export interface ProductWork {
  readonly kind: "product";
  readonly size: number;
  readonly a: string;
  readonly b: string;
}

/** The outputs of a network for some rows. */
export interface PredictWork {
  readonly kind: "predict";
  readonly network: NetworkFile;
  readonly inputs: ExamplesFile;
  readonly rows: number;
}

/** Steps on inputs with a share of zeros, in one of two layouts. */
export interface LayoutWork {
  readonly kind: "layout";
  readonly units: number;
  readonly zeros: number;
  readonly packing: "bytes" | "numbers";
}

/** The work of a contender in a round. Files are paths; numbers are little-endian. */
export type Work = TrainWork | ProductWork | PredictWork | LayoutWork;

/** The answer of a contender. */
export interface Outcome {
  /** The time of the training, or of one product, prediction or step. */
  readonly seconds: number;
  /** The mean cross-entropy of the test set after training. */
  readonly crossEntropy?: number;
  /** The accuracy on the test set after training. */
  readonly accuracy?: number;
  /** Some entries of the result to compare: see {@linkcode sampleIndices}. */
  readonly sample?: readonly number[];
}

/** The first message of a contender. */
export interface Introduction {
  /** Its libraries with their versions. */
  readonly version: string;
}

/** The indices of the entries of a result that are compared. */
export function sampleIndices(length: number): number[] {
  return Array.from(
    { length: Math.min(length, SAMPLES) },
    (_, i) => (i * 4099) % length,
  );
}

const SAMPLES = 64;

/** The number of steps of a training. */
export function stepsOf({ examples, batchSize, epochs }: TrainWork): number {
  return Math.ceil(examples / batchSize) * epochs;
}

/**
 * The necessary operations of a training step: 2 M for each product of a weight in the forward pass, in
 * the gradient, and in the errors of every layer but the first.
 */
export function operationsOfStep(
  network: NetworkFile,
  batchSize: number,
): number {
  let inputs = network.inputs, products = 0;
  network.layers.forEach(({ units }, l) => {
    products += inputs * units * (l === 0 ? 2 : 3);
    inputs = units;
  });
  return 2 * batchSize * products;
}
