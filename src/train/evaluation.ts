import type { Matrix } from "../core/matrix/matrix.ts";
import { accuracyOf, confusionMatrix } from "../metrics/confusion.ts";
import type { DecideOptions } from "../metrics/decide.ts";
import { outputsAreProbabilities, targetsAreClasses } from "../metrics/kinds.ts";
import { include, meanOf, NO_NUMBERS } from "../metrics/mean.ts";
import { combineMetrics, type MetricResults, type Metrics } from "../metrics/metric.ts";
import { microAverages } from "../metrics/micro_averages.ts";
import { type RegressionReport, regressionReport } from "../metrics/regression.ts";

/**
 * The performance of a network on a data set.
 * @category Training
 */
export interface Evaluation<M extends Metrics = Record<never, never>> {
  /** The number of examples. */
  readonly examples: number;
  /** C, the mean of weighted losses (19); NaN if an output lies outside the domain of the loss. */
  readonly cost: number;
  /**
   * The mean categorical cross-entropy in nats; absent unless it is the loss, or the outputs are
   * probabilities of at least two classes and the targets are classes.
   */
  readonly crossEntropy?: number;
  /** The share of examples whose largest output is right; NaN if the targets are not classes. */
  readonly accuracy: number;
  /** The paper's accuracy, (104), which counts true negatives; NaN if there are no classes. */
  readonly microAccuracy: number;
  /** Precision over all classes, (105); NaN where nothing was decided positive, or without classes. */
  readonly microPrecision: number;
  /** Recall over all classes, (106); NaN where nothing is positive, or without classes. */
  readonly microRecall: number;
  /** Counts (classes × classes), true by decided class; (0 × 0) if the targets are not classes. */
  readonly confusion: Matrix;
  /** MAE, RMSE and R², if the targets are numbers, not classes. */
  readonly regression?: RegressionReport;
  /** The results of further metrics, by name. */
  readonly metrics: MetricResults<M>;
}

/** A batch that has passed through a network. */
export interface MeasuredBatch {
  /** Ŷ (batch × outputs). */
  readonly outputs: Matrix;
  /** Y (batch × outputs). */
  readonly targets: Matrix;
  /** The loss of each example. */
  readonly losses: readonly number[];
  /** The categorical cross-entropy of each example. */
  readonly crossEntropies: readonly number[];
  /** How much each example counts; 1 by default. */
  readonly weights?: ArrayLike<number>;
}

/** What to measure apart from the losses. */
export interface EvaluationPlan<M extends Metrics> {
  readonly lossIsCrossEntropy: boolean;
  /** How to decide, if not by the threshold of the loss. */
  readonly decision: DecideOptions;
  /** The threshold of the loss. */
  readonly decisionThreshold?: number | undefined;
  readonly metrics: M;
}

/** The results if there are no classes. */
const NO_CLASSES = {
  micro: { accuracy: NaN, precision: NaN, recall: NaN },
  confusion: { rows: 0, columns: 0, data: [] },
} as const;

/** Evaluates batches; the result does not depend on how examples are split into batches. */
export async function evaluationOf<M extends Metrics>(
  batches: AsyncIterable<MeasuredBatch> | Iterable<MeasuredBatch>,
  { lossIsCrossEntropy, decision, decisionThreshold, metrics }: EvaluationPlan<M>,
): Promise<Evaluation<M>> {
  const measures = combineMetrics({
    micro: microAverages(decision),
    confusion: confusionMatrix(decision),
    regression: regressionReport(),
    probabilities: outputsAreProbabilities(),
    classes: targetsAreClasses(),
    metrics: combineMetrics(metrics),
  });
  let state = measures.reset(), cost = NO_NUMBERS, crossEntropy = NO_NUMBERS;
  for await (const { outputs, targets, losses, crossEntropies, weights } of batches) {
    state = measures.update(state, outputs, targets, decisionThreshold, weights);
    cost = include(cost, weights ? losses.map((value, i) => weights[i]! * value) : losses);
    crossEntropy = include(crossEntropy, crossEntropies, weights);
  }
  const results = measures.result(state);
  const { classes, probabilities } = results;
  const { micro, confusion } = classes ? results : NO_CLASSES;
  return {
    examples: state.examples,
    cost: meanOf(cost),
    ...(lossIsCrossEntropy || (classes && probabilities)
      ? { crossEntropy: meanOf(crossEntropy) }
      : {}),
    accuracy: accuracyOf(confusion),
    microAccuracy: micro.accuracy,
    microPrecision: micro.precision,
    microRecall: micro.recall,
    confusion,
    ...(classes ? {} : { regression: results.regression }),
    metrics: results.metrics,
  };
}
