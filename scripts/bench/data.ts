import {
  classification,
  type Dataset,
  loadMnist,
  loadStrokes,
  MnistUnavailableError,
  type TrainAndTest,
} from "../../data.ts";
import { randomKey, uniform } from "../../src/core/random/random.ts";

/** Handwritten digits, and their name. */
export interface Digits extends TrainAndTest {
  readonly name: "MNIST" | "strokes";
}

/** The names that `--dataset` takes. */
export const DATASETS = ["mnist", "strokes"] as const;

export interface DigitsWanted {
  /** Defaults to MNIST if it is available. */
  readonly dataset?: typeof DATASETS[number] | undefined;
  /** The directory of MNIST's files. */
  readonly directory?: string | undefined;
}

/** MNIST if it is stored or can be downloaded, else drawn digits. */
export async function digits({ dataset, directory }: DigitsWanted): Promise<Digits> {
  if (dataset === "strokes") return { name: "strokes", ...loadStrokes() };
  try {
    const data = await loadMnist({ ...(directory !== undefined && { directory }) });
    return { name: "MNIST", ...data };
  } catch (error) {
    if (!(error instanceof MnistUnavailableError) || (dataset ?? directory) !== undefined) {
      throw error;
    }
    return { name: "strokes", ...loadStrokes() };
  }
}

/** The first digits. */
export function firstOf({ inputs, labels }: Dataset, rows: number): Dataset {
  const data = Uint8Array.from(inputs.data).subarray(0, rows * inputs.columns);
  const first = { rows, columns: inputs.columns, data, scale: 1 / 255 };
  return classification(first, Array.from(labels!).slice(0, rows), CLASSES);
}

/** Inputs without zeros, and classes that a few steps can separate: a pattern for each, in noise. */
export function drawnExamples(inputs: number, train: number, test: number): TrainAndTest {
  const patterns = uniform(randomKey(10), CLASSES * inputs, -PATTERN, PATTERN);
  const part = (seed: number, rows: number): Dataset => {
    const labels = Array.from({ length: rows }, (_, i) => i % CLASSES);
    const data = Float32Array.from(
      uniform(randomKey(seed), rows * inputs, -1, 1),
      (noise, at) => noise + patterns[labels[Math.floor(at / inputs)]! * inputs + at % inputs]!,
    );
    return classification({ rows, columns: inputs, data }, labels, CLASSES);
  };
  return { train: part(11, train), test: part(12, test) };
}

const CLASSES = 10;

/** The strength of patterns in noise of 1: so weak that no network separates all examples. */
const PATTERN = 0.2;
