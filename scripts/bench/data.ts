import {
  classification,
  type Dataset,
  loadMnist,
  loadStrokes,
  MnistUnavailableError,
  type TrainAndTest,
} from "../../mod.ts";
import { randomKey, uniform } from "../../src/core/random/random.ts";

/** Handwritten digits, and what they are called. */
export interface Digits extends TrainAndTest {
  readonly name: "MNIST" | "strokes";
}

/** The names that `--dataset` takes. */
export const DATASETS = ["mnist", "strokes"] as const;

/** What to look for, and where. */
export interface DigitsWanted {
  /** MNIST if it can be had, if left out. */
  readonly dataset?: typeof DATASETS[number] | undefined;
  /** Where MNIST's files are. */
  readonly directory?: string | undefined;
}

/** MNIST where it is at hand or can be fetched, else digits that the library draws. */
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

/**
 * Inputs without a zero, and classes that a few steps can tell apart: a pattern for each, in noise.
 *
 * @param inputs How many numbers an example has.
 * @param train How many examples to train on.
 * @param test How many to test on.
 */
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

/** How strong patterns are in noise of 1: so weak that no network tells all examples apart. */
const PATTERN = 0.2;
