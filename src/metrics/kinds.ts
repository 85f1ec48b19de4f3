import type { Matrix } from "../core/matrix/matrix.ts";
import { type Metric, metric } from "./metric.ts";

/** The tolerance of the sum of probabilities: a softmax of thousands of classes in float32 is nearer. */
const ROUNDING = 1e-5;

/** Whether the outputs of every example are the probabilities of exclusive classes. */
export function outputsAreProbabilities(): Metric<boolean, boolean> {
  return metric({
    name: "outputsAreProbabilities",
    weighted: true, // on which it does not depend
    empty: () => true,
    add: (sofar, outputs) => sofar && holdsProbabilities(outputs),
    result: (sofar) => sofar,
  });
}

/** Whether all targets so far are 0 or 1, −1 or 1, or probabilities of classes. */
interface TargetKinds {
  readonly zerosAndOnes: boolean;
  readonly signs: boolean;
  readonly probabilities: boolean;
}
/** Whether the targets are those of classes: zeros and ones, signs or probabilities. */
export function targetsAreClasses(): Metric<TargetKinds, boolean> {
  return metric<TargetKinds, boolean>({
    name: "targetsAreClasses",
    weighted: true, // on which it does not depend
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
