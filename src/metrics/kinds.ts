import type { Matrix } from "../core/matrix/matrix.ts";
import { type Metric, metric } from "./metric.ts";

/** How far from 1 probabilities may sum: a softmax of thousands of classes in float32 is nearer. */
const ROUNDING = 1e-5;

/** Whether the outputs of every example are the probabilities of classes that exclude each other. */
export function outputsAreProbabilities(): Metric<boolean, boolean> {
  return metric({
    name: "outputsAreProbabilities",
    empty: () => true,
    add: (sofar, outputs) => sofar && holdsProbabilities(outputs),
    result: (sofar) => sofar,
  });
}

/** What all targets so far may be taken for. */
interface TargetKinds {
  /** Each is 0 or 1. */
  readonly zerosAndOnes: boolean;
  /** Each is −1 or 1. */
  readonly signs: boolean;
  /** Those of an example are probabilities of classes. */
  readonly probabilities: boolean;
}

/** Whether the targets are those of classes: zeros and ones, signs or probabilities, not any numbers. */
export function targetsAreClasses(): Metric<TargetKinds, boolean> {
  return metric<TargetKinds, boolean>({
    name: "targetsAreClasses",
    empty: () => ({ zerosAndOnes: true, signs: true, probabilities: true }),
    add: ({ zerosAndOnes, signs, probabilities }, _, targets) => ({
      zerosAndOnes: zerosAndOnes && holdsOnly(targets, 0),
      signs: signs && holdsOnly(targets, -1),
      probabilities: probabilities && holdsProbabilities(targets),
    }),
    result: ({ zerosAndOnes, signs, probabilities }) => zerosAndOnes || signs || probabilities,
  });
}

function holdsOnly({ data }: Matrix, negative: number): boolean {
  for (let index = 0; index < data.length; index++) {
    if (data[index] !== negative && data[index] !== 1) return false;
  }
  return true;
}

function holdsProbabilities({ rows, columns, data }: Matrix): boolean {
  if (columns < 2) return false;
  for (let i = 0; i < rows; i++) {
    let total = 0;
    for (let j = 0; j < columns; j++) {
      const a = data[i * columns + j]!;
      if (!(a >= 0)) return false;
      total += a;
    }
    if (!(Math.abs(total - 1) <= ROUNDING)) return false;
  }
  return true;
}
