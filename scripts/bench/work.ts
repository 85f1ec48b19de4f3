/** A layer as every contender understands it. */
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
  /** How many examples of `train` are used: the first ones, whole batches. */
  readonly examples: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Where the shuffles start. */
  readonly seed: number;
  /** The order of the examples in each epoch, as that seed gives it: epochs × examples, uint32. */
  readonly order: string;
}

/** The product of two square matrices of float32. */
export interface ProductWork {
  readonly kind: "product";
  readonly size: number;
  readonly a: string;
  readonly b: string;
}

/** The outputs of a network for some rows, again and again. */
export interface PredictWork {
  readonly kind: "predict";
  readonly network: NetworkFile;
  readonly inputs: ExamplesFile;
  readonly rows: number;
}

/** Steps on inputs of which a share is zero, laid out in one of two ways. */
export interface LayoutWork {
  readonly kind: "layout";
  readonly units: number;
  readonly zeros: number;
  readonly packing: "bytes" | "numbers";
}

/** What a contender is asked to do in a round. Files are paths; numbers are little-endian. */
export type Work = TrainWork | ProductWork | PredictWork | LayoutWork;

/** What a contender answers. */
export interface Outcome {
  /** The time of the training, or of one product, prediction or step. */
  readonly seconds: number;
  /** The mean cross-entropy of the test set after training. */
  readonly crossEntropy?: number;
  /** The share of the test set that is recognised after training. */
  readonly accuracy?: number;
  /** Some entries of the result, to be compared: see {@linkcode sampleIndices}. */
  readonly sample?: readonly number[];
}

/** What a contender says of itself when it has started. */
export interface Introduction {
  /** Its libraries with their versions. */
  readonly version: string;
}

/** Which entries of a result are compared. */
export function sampleIndices(length: number): number[] {
  return Array.from(
    { length: Math.min(length, SAMPLES) },
    (_, i) => (i * 4099) % length,
  );
}

const SAMPLES = 64;

/** How many steps a training has. */
export function stepsOf({ examples, batchSize, epochs }: TrainWork): number {
  return Math.ceil(examples / batchSize) * epochs;
}

/**
 * The operations of a training step that cannot be left out: 2 M for each product of a weight in the
 * forward pass, in the gradient, and in the errors of every layer but the first.
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
