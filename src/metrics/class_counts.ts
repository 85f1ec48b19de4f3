import type { Matrix } from "../core/matrix/matrix.ts";
import { decide, type DecideOptions } from "./decide.ts";
import { type Metric, metric } from "./metric.ts";
import { checkOptions } from "../core/support/options.ts";

/**
 * Correct and wrong decisions, of one class or of all.
 * @category Classification
 */
export interface Counts {
  /** TP: decided positive, and positive. */
  readonly truePositives: number;
  /** FP: decided positive, but negative. */
  readonly falsePositives: number;
  /** TN: decided negative, and negative. */
  readonly trueNegatives: number;
  /** FN: decided negative, but positive. */
  readonly falseNegatives: number;
}

/**
 * The counts of each class.
 * @category Classification
 */
export type ClassCounts = { readonly [Kind in keyof Counts]: ArrayLike<number> };

type ByKind<T> = { readonly [Kind in keyof Counts]: T };
/**
 * Counts the decisions for and against each class, from which precision and recall are computed.
 *
 * @param options The threshold of {@linkcode decide}. A target above 0.5 is positive.
 * @returns The metric; its result has TP, FP, TN and FN of each class.
 *
 * @example
 * ```ts
 * import { classCounts, matrix, measure } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.9, 0.1], [0.8, 0.2]]);
 * const counts = measure(classCounts(), outputs, matrix([[1, 0], [0, 1]]));
 * assertEquals(Array.from(counts.truePositives), [1, 0]);
 * assertEquals(Array.from(counts.falseNegatives), [0, 1]);
 * ```
 * @category Classification
 */
export function classCounts(options: DecideOptions = {}): Metric<ClassCounts, ClassCounts> {
  checkOptions("classCounts()", options, "threshold");
  return countsOf("classCounts", (outputs, threshold) => decide(outputs, options, threshold));
}

/** Counts decisions, made from outputs and the decision threshold of the loss. */
export function countsOf(
  name: string,
  decided: (outputs: Matrix, decisionThreshold?: number) => Matrix,
): Metric<ClassCounts, ClassCounts> {
  return metric<ClassCounts, ClassCounts>({
    name,
    weighted: true,
    empty: (columns) => byKind(() => new Float64Array(columns)),
    add: (sum, outputs, targets, decisionThreshold, weights) => {
      const counts = byKind((kind) => Float64Array.from(sum[kind]));
      countInto(counts, decided(outputs, decisionThreshold), targets, weights);
      return counts;
    },
    result: (counts) => counts,
  });
}

/** The counts of each class as a separate record. */
export function countsByClass(counts: ClassCounts): readonly Counts[] {
  return Array.from(counts.truePositives, (_, j) => byKind((kind) => counts[kind][j]!));
}

/** The sums of the counts of all classes. */
export function pooledCounts(counts: ClassCounts): Counts {
  return byKind((kind) => Array.from(counts[kind]).reduce((sum, n) => sum + n, 0));
}

function byKind<T>(make: (kind: keyof Counts) => T): ByKind<T> {
  return {
    truePositives: make("truePositives"),
    falsePositives: make("falsePositives"),
    trueNegatives: make("trueNegatives"),
    falseNegatives: make("falseNegatives"),
  };
}

function countInto(
  counts: ByKind<Float64Array>,
  { columns, data }: Matrix,
  targets: Matrix,
  weights?: ArrayLike<number>,
): void {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = counts;
  for (let index = 0; index < data.length; index++) {
    const ifPositive = data[index] === 1 ? truePositives : falseNegatives;
    const ifNegative = data[index] === 1 ? falsePositives : trueNegatives;
    const counter = targets.data[index]! > 0.5 ? ifPositive : ifNegative;
    counter[index % columns]! += weights?.[Math.floor(index / columns)] ?? 1;
  }
}
