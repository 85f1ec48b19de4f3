import {
  classification,
  type Dataset,
  loadMnist,
  loadStrokes,
  MnistUnavailableError,
  type TrainAndTest,
} from "../../mod.ts";
import { randomKey, uniform } from "../../src/random/random.ts";

/** Handwritten digits, and what they are called. */
export interface Digits extends TrainAndTest {
  readonly name: "MNIST" | "strokes";
}

/** MNIST where it is at hand or can be fetched, else digits that the library draws. */
export async function digits(directory?: string): Promise<Digits> {
  try {
    const data = await loadMnist({ ...(directory !== undefined && { directory }) });
    return { name: "MNIST", ...data };
  } catch (error) {
    if (!(error instanceof MnistUnavailableError) || directory !== undefined) throw error;
    return { name: "strokes", ...loadStrokes() };
  }
}

/**
 * Inputs without a zero, and classes that can be learnt from them: the largest of ten random sums.
 *
 * @param inputs How many numbers an example has.
 * @param train How many examples to train on.
 * @param test How many to test on.
 */
export function drawnExamples(inputs: number, train: number, test: number): TrainAndTest {
  const rules = uniform(randomKey(10), CLASSES * inputs, -1, 1);
  const part = (seed: number, rows: number): Dataset => {
    const data = Float32Array.from(uniform(randomKey(seed), rows * inputs, -1, 1));
    const labels = Array.from({ length: rows }, (_, i) => {
      const sums = Array.from({ length: CLASSES }, (_, j) => {
        let sum = 0;
        for (let k = 0; k < inputs; k++) sum += data[i * inputs + k]! * rules[j * inputs + k]!;
        return sum;
      });
      return sums.indexOf(Math.max(...sums));
    });
    return classification({ rows, columns: inputs, data }, labels, CLASSES);
  };
  return { train: part(11, train), test: part(12, test) };
}

const CLASSES = 10;
