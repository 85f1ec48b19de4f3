import {
  classesOf,
  type ExamplesFile,
  fanOf,
  type NetworkFile,
  type PlacedLayer,
  type TrainWork,
  type WeightedShape,
} from "../work.ts";
import { readBytes, readFloats, readIntegers } from "./serve.ts";

/** Rows of float32. */
export interface Arrays {
  /** (rows × inputs). */
  readonly inputs: Float32Array;
  /** One-hot (rows × classes). */
  readonly targets: Float32Array;
  readonly labels: Uint8Array;
  readonly rows: number;
}

/** The first inputs in float32, bytes as byte / 255. */
export function inputsOf({ inputs, format }: ExamplesFile, length: number): Float32Array {
  if (format === "float32") return readFloats(inputs).slice(0, length);
  return Float32Array.from(readBytes(inputs).subarray(0, length), (byte) => byte / 255);
}

/** Examples in float32, by default all. */
export function arraysOf(
  network: NetworkFile,
  file: ExamplesFile,
  wanted?: number,
): Arrays {
  const labels = readBytes(file.labels).subarray(0, wanted);
  const classes = classesOf(network);
  const targets = new Float32Array(labels.length * classes);
  labels.forEach((label, i) => targets[i * classes + label] = 1);
  const inputs = inputsOf(file, labels.length * network.inputs);
  return { inputs, targets, labels, rows: labels.length };
}

/** The parameters of a layer, W as (inputs × units), the layout of these libraries. */
export interface LayerArrays {
  readonly layer: WeightedShape & Pick<PlacedLayer, "from">;
  /** How many numbers each unit sees. */
  readonly inputs: number;
  readonly units: number;
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/** The parameters of the layers of a network that have some. */
export function parametersOf(network: NetworkFile): LayerArrays[] {
  const numbers = readFloats(network.parameters);
  let from = 0;
  return network.layers.filter((layer) => "units" in layer).map((shape) => {
    const { units } = shape, inputs = fanOf(shape);
    const weights = new Float32Array(inputs * units);
    for (let j = 0; j < units; j++) {
      for (let k = 0; k < inputs; k++) {
        weights[k * units + j] = numbers[from + j * inputs + k]!;
      }
    }
    from += inputs * units;
    const biases = numbers.slice(from, from += units);
    return { layer: shape, inputs, units, weights, biases };
  });
}

/** A batch, copied from rows that may lie anywhere. */
export interface BatchArrays {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly rows: number;
}

/** The batches of a training in order, each copied on demand. */
export function* batchesOf(
  work: TrainWork,
  { inputs, targets }: Arrays,
  order: Uint32Array,
): Generator<BatchArrays> {
  const { batchSize, examples, epochs, network } = work;
  const columns = network.inputs, classes = classesOf(network);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let from = 0; from < examples; from += batchSize) {
      const rows = Math.min(batchSize, examples - from);
      const x = new Float32Array(rows * columns),
        y = new Float32Array(rows * classes);
      for (let i = 0; i < rows; i++) {
        const row = order[epoch * examples + from + i]!;
        x.set(inputs.subarray(row * columns, (row + 1) * columns), i * columns);
        y.set(
          targets.subarray(row * classes, (row + 1) * classes),
          i * classes,
        );
      }
      yield { x, y, rows };
    }
  }
}

/** The order of the examples. */
export function orderOf({ order }: TrainWork): Uint32Array {
  return readIntegers(order);
}

/** Mean cross-entropy and accuracy, from the logarithms of outputs (rows × classes). */
export function measured(
  logOutputs: ArrayLike<number>,
  labels: Uint8Array,
  classes: number,
): { readonly crossEntropy: number; readonly accuracy: number } {
  let total = 0, right = 0;
  labels.forEach((label, i) => {
    const at = i * classes;
    total -= logOutputs[at + label]!;
    let best = 0;
    for (let j = 1; j < classes; j++) {
      if (logOutputs[at + j]! > logOutputs[at + best]!) best = j;
    }
    if (best === label) right++;
  });
  return {
    crossEntropy: total / labels.length,
    accuracy: right / labels.length,
  };
}
