import type { Counts } from "./class_counts.ts";

/** Quotients of counts, of one class or of all pooled; NaN where the divisor is 0. */
export const QUOTIENTS = {
  /** (104): the share of correct decisions. */
  accuracy: ({ truePositives, trueNegatives, falsePositives, falseNegatives }: Counts): number =>
    (truePositives + trueNegatives) /
    (truePositives + trueNegatives + falsePositives + falseNegatives),

  /** (105): the share of positive decisions that are correct. */
  precision: ({ truePositives, falsePositives }: Counts): number =>
    truePositives / (truePositives + falsePositives),

  /** (106): the share of positive targets that were decided so. */
  recall: ({ truePositives, falseNegatives }: Counts): number =>
    truePositives / (truePositives + falseNegatives),

  /** The harmonic mean of precision and recall, 2 P R / (P + R), where both are defined. */
  f1: ({ truePositives, falsePositives, falseNegatives }: Counts): number =>
    2 * truePositives / (2 * truePositives + falsePositives + falseNegatives),
} as const;
