import type { Matrix } from "../matrix/matrix.ts";

/** Measures counted over all decisions of all classes, independently of class. */
export interface MicroAverages {
  /** (TP + TN) / (TP + TN + FP + FN), (104). */
  readonly accuracy: number;
  /** TP / (TP + FP), (105); NaN where nothing was decided positive. */
  readonly precision: number;
  /** TP / (TP + FN), (106); NaN where nothing is positive. */
  readonly recall: number;
}

/**
 * The paper's micro-averaged accuracy, precision and recall, (104) to (106).
 *
 * @param decisions Zeros and ones (examples × classes), by `decide`.
 * @param targets (examples × classes); an entry above 0.5 is positive.
 */
export function microAverages(decisions: Matrix, targets: Matrix): MicroAverages {
  let truePositives = 0, falsePositives = 0, trueNegatives = 0, falseNegatives = 0;
  for (let index = 0; index < decisions.data.length; index++) {
    const positive = targets.data[index]! > 0.5;
    if (decisions.data[index] === 1) positive ? truePositives++ : falsePositives++;
    else positive ? falseNegatives++ : trueNegatives++;
  }
  return {
    accuracy: (truePositives + trueNegatives) / decisions.data.length,
    precision: truePositives / (truePositives + falsePositives),
    recall: truePositives / (truePositives + falseNegatives),
  };
}
