/** Height, width and channels; of a row of numbers, 1 × 1 × its length. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** A dense layer or, with `window`, a convolution by windows of that side, a pixel apart. */
export interface WeightedShape {
  readonly units: number;
  readonly activation: "tanh" | "relu" | "softmax";
  readonly window?: number;
}

/** The largest numbers of windows of that side, one beside the other. */
export interface PoolShape {
  readonly pool: number;
}

/** A layer; contenders without convolutions support dense layers alone. */
export type LayerShape = WeightedShape | PoolShape;

/** A layer between images of two shapes. */
export type PlacedLayer = LayerShape & { readonly from: ImageShape; readonly to: ImageShape };

/**
 * The shape of a network and the file with its parameters: W (units × numbers of a window, channels last)
 * and b of each layer that has some.
 */
export interface NetworkFile {
  readonly inputs: number;
  readonly layers: readonly PlacedLayer[];
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

/** Steps down the gradient of cross-entropy. */
export interface TrainWork {
  readonly kind: "train";
  readonly optimizer: "sgd" | "adam";
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

/**
 * A product of windows of images with filters, or of as many rows with a matrix: the outputs, or Aᵀ Δ, the
 * derivatives by the filters.
 */
export interface WindowsWork {
  readonly kind: "windows";
  readonly of: "windows" | "rows";
  readonly product: "outputs" | "gradient";
  /** The images, and the filters or Δ. */
  readonly a: string;
  readonly b: string;
}

/** The sizes of all such products. */
export const WINDOWS = { images: 32, side: 28, channels: 8, window: 3, filters: 16 };

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
export type Work = TrainWork | ProductWork | WindowsWork | PredictWork | LayoutWork;

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
  const products = network.layers.map((layer, l) => {
    const [height, width] = layer.to;
    return "pool" in layer ? 0 : height * width * fanOf(layer) * layer.units * (l === 0 ? 2 : 3);
  });
  return 2 * batchSize * products.reduce((sum, count) => sum + count, 0);
}

/** The multiplications and additions of a product. */
export function operationsOfProduct(work: ProductWork | WindowsWork): number {
  if (work.kind === "product") return 2 * work.size ** 3;
  const { images, side, channels, window, filters } = WINDOWS;
  return 2 * images * (side - window + 1) ** 2 * window ** 2 * channels * filters;
}

/** The shapes between layers, the first of which takes images of a shape. */
export function placed(image: ImageShape, layers: readonly LayerShape[]): PlacedLayer[] {
  let from = image;
  return layers.map((layer) => {
    const [height, width, channels] = from;
    const to: ImageShape = "pool" in layer
      ? [Math.floor(height / layer.pool), Math.floor(width / layer.pool), channels]
      : layer.window === undefined
      ? [1, 1, layer.units]
      : [height - layer.window + 1, width - layer.window + 1, layer.units];
    const made = { ...layer, from, to };
    from = to;
    return made;
  });
}

/** How many numbers each unit of a layer sees. */
export function fanOf({ window, from }: WeightedShape & Pick<PlacedLayer, "from">): number {
  const [height, width, channels] = from;
  return (window ?? height) * (window ?? width) * channels;
}

/** The number of outputs of a network. */
export function classesOf({ layers }: Pick<NetworkFile, "layers">): number {
  return layers.at(-1)!.to[2];
}
