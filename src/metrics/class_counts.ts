import type { Matrix } from "../core/matrix/matrix.ts";
import { decide, type DecideOptions } from "./decide.ts";
import { type Metric, metric } from "./metric.ts";

/** How many decisions were right and wrong, for and against: of one class, or of all. */
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

/** The counts of each class. */
export type ClassCounts = { readonly [Kind in keyof Counts]: ArrayLike<number> };

type Counters = { readonly [Kind in keyof Counts]: Float64Array };

/**
 * Counts the decisions for and against each class, what precision and recall are made of.
 *
 * @param options How outputs are decided: see `decide`. A target above 0.5 is positive.
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
 */
export function classCounts(options: DecideOptions = {}): Metric<ClassCounts, ClassCounts> {
  return countsOf(
    "classCounts",
    (outputs, decisionThreshold) => decide(outputs, options, decisionThreshold),
  );
}

/** Counts decisions, made of outputs and the decision threshold of the loss. */
export function countsOf(
  name: string,
  decided: (outputs: Matrix, decisionThreshold?: number) => Matrix,
): Metric<ClassCounts, ClassCounts> {
  return metric<ClassCounts, ClassCounts>({
    name,
    empty: (columns) => counters(() => new Float64Array(columns)),
    add: (sum, outputs, targets, decisionThreshold) => {
      const counts = counters((kind) => Float64Array.from(sum[kind]));
      countInto(counts, decided(outputs, decisionThreshold), targets);
      return counts;
    },
    result: (counts) => counts,
  });
}

/** The counts of each class as a record of its own. */
export function countsByClass(counts: ClassCounts): readonly Counts[] {
  return Array.from(counts.truePositives, (_, j) => ({
    truePositives: counts.truePositives[j]!,
    falsePositives: counts.falsePositives[j]!,
    trueNegatives: counts.trueNegatives[j]!,
    falseNegatives: counts.falseNegatives[j]!,
  }));
}

/** The counts of all classes as those of one. */
export function pooledCounts(counts: ClassCounts): Counts {
  const total = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((sum, n) => sum + n, 0);
  return {
    truePositives: total(counts.truePositives),
    falsePositives: total(counts.falsePositives),
    trueNegatives: total(counts.trueNegatives),
    falseNegatives: total(counts.falseNegatives),
  };
}

function counters(make: (kind: keyof Counts) => Float64Array): Counters {
  return {
    truePositives: make("truePositives"),
    falsePositives: make("falsePositives"),
    trueNegatives: make("trueNegatives"),
    falseNegatives: make("falseNegatives"),
  };
}

function countInto(counts: Counters, { columns, data }: Matrix, targets: Matrix): void {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = counts;
  for (let index = 0; index < data.length; index++) {
    const positive = targets.data[index]! > 0.5;
    const counter = data[index] === 1
      ? positive ? truePositives : falsePositives
      : positive
      ? falseNegatives
      : trueNegatives;
    counter[index % columns]!++;
  }
}
