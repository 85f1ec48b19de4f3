import { type Matrix, shapeOf } from "../core/matrix/matrix.ts";
import { checkOutcomes, checkWeights } from "../core/matrix/shape_checks.ts";
import { checkFormulas } from "../core/support/checks.ts";
import { describe } from "../core/support/describe.ts";
import { checkOptions } from "../core/support/options.ts";

/**
 * The state of a metric after the batches so far, a plain record.
 * @category Metrics
 */
export interface MetricState<Sum = unknown> {
  /** The number of examples. */
  readonly examples: number;
  /** The number of outputs; 0 before the first example. */
  readonly columns: number;
  /** The sum of the metric. */
  readonly sum: Sum;
}

/**
 * A measure of outputs against targets, over examples that arrive in batches of any size.
 * @category Metrics
 */
export interface Metric<Sum = unknown, Result = unknown> {
  /** The name, for messages and reports. */
  readonly name: string;
  /** Whether it takes weights of the examples; without this, it refuses them. */
  readonly weighted?: boolean | undefined;
  /** The state before the first example. */
  reset(): MetricState<Sum>;
  /**
   * The state after one more batch; arguments are neither changed nor kept. The decision threshold
   * of the loss separates two classes. Defaults to 0.5, as for probabilities. Weights say how much
   * each example counts, from 0; 1 by default.
   */
  update(
    state: MetricState<Sum>,
    outputs: Matrix,
    targets: Matrix,
    decisionThreshold?: number,
    weights?: ArrayLike<number>,
  ): MetricState<Sum>;
  /** The measure of all examples so far, however they were batched. */
  result(state: MetricState<Sum>): Result;
}

/**
 * Metrics by name.
 * @category Metrics
 */
export type Metrics = Readonly<Record<string, Metric>>;

/**
 * The results of metrics by the same names.
 * @category Metrics
 */
export type MetricResults<M extends Metrics> = {
  readonly [Name in keyof M]: M[Name] extends Metric<infer _, infer Result> ? Result : never;
};

/**
 * The formulas of a custom metric.
 * @category Metrics
 */
export interface MetricFormulas<Sum, Result> {
  /** The name, for messages and reports. */
  readonly name: string;
  /** The sum of no examples with so many outputs; 0 outputs before the first example. */
  readonly empty: (columns: number) => Sum;
  /**
   * A new sum with the examples of a batch, at least one, added in order. Decisions between two
   * classes use the decision threshold, by default 0.5. There are weights of the examples only if
   * some were given and the metric is `weighted`.
   */
  readonly add: (
    sum: Sum,
    outputs: Matrix,
    targets: Matrix,
    decisionThreshold?: number,
    weights?: ArrayLike<number>,
  ) => Sum;
  /** The measure. */
  readonly result: (sum: Sum) => Result;
  /** Whether `add` takes weights of the examples; defaults to false: they are refused. */
  readonly weighted?: boolean;
}

/**
 * Makes a metric, pure functions over a record, from a sum over examples.
 *
 * If `add` adds one example after the other, or only counts, the result is bit-identical for any
 * batches of the same examples. Empty batches, of any width, change nothing.
 *
 * @throws {TypeError} If the name is empty or a formula is not a function.
 *
 * @example A custom metric
 * ```ts
 * import { matrix, measure, metric } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const worst = metric({
 *   name: "worst",
 *   empty: () => 0,
 *   add: (sum, outputs, targets) =>
 *     Array.from(outputs.data).reduce((x, a, i) => Math.max(x, Math.abs(a - targets.data[i]!)), sum),
 *   result: (sum) => sum,
 * });
 * assertEquals(measure(worst, matrix([[1], [2]]), matrix([[1], [5]])), 3);
 * ```
 * @category Metrics
 */
export function metric<Sum, Result>(formulas: MetricFormulas<Sum, Result>): Metric<Sum, Result> {
  const { name, empty, add, result, weighted } = checkOptions(
    "metric()",
    formulas,
    "name empty add result weighted",
  );
  checkFormulas("metric", name, { empty, add, result });
  return Object.freeze<Metric<Sum, Result>>({
    name,
    ...(weighted && { weighted }),
    reset: () => ({ examples: 0, columns: 0, sum: empty(0) }),
    update: ({ examples, columns, sum }, outputs, targets, decisionThreshold, weights) => {
      checkOutcomes(outputs, targets);
      if (weights !== undefined) {
        checkTakesWeights({ name, weighted });
        checkWeights(weights, outputs.rows, "weights");
      }
      const { rows } = outputs;
      if (rows === 0) return { examples, columns, sum };
      if (examples > 0 && columns !== outputs.columns) {
        throw new TypeError(
          `outputs (${shapeOf(outputs)}) must have ${columns} columns, as in the batches before`,
        );
      }
      const before = examples > 0 ? sum : empty(outputs.columns);
      return {
        examples: examples + rows,
        columns: outputs.columns,
        sum: add(before, outputs, targets, decisionThreshold, weights),
      };
    },
    result: ({ sum }) => result(sum),
  });
}

/**
 * The result of a metric for one batch, outputs and targets (examples × outputs).
 *
 * @param options Weights of the examples.
 * @throws {TypeError} If `metric` is not a metric or takes no weights, or the shapes differ.
 * @throws {RangeError} If a target is NaN or infinite, or a weight is negative or not finite.
 *
 * @example
 * ```ts
 * import { accuracy, matrix, measure } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.9, 0.1], [0.8, 0.2]]);
 * const targets = matrix([[1, 0], [0, 1]]);
 * assertEquals(measure(accuracy(), outputs, targets), 0.5);
 * assertEquals(measure(accuracy(), outputs, targets, { weights: [3, 1] }), 0.75);
 * ```
 * @category Metrics
 */
export function measure<Result>(
  metric: Metric<unknown, Result>,
  outputs: Matrix,
  targets: Matrix,
  options: MeasureOptions = {},
): Result {
  const { weights } = checkOptions("measure()", options, "weights");
  checkMetric(metric, "metric");
  if (weights !== undefined) checkTakesWeights(metric);
  return metric.result(metric.update(metric.reset(), outputs, targets, undefined, weights));
}

/**
 * Options of {@linkcode measure}.
 * @category Metrics
 */
export interface MeasureOptions {
  /** How much each example counts, from 0; 1 by default. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** Throws a `TypeError` unless a metric takes weights of the examples. */
export function checkTakesWeights({ name, weighted }: Pick<Metric, "name" | "weighted">): void {
  if (weighted) return;
  throw new TypeError(
    `The metric ${name} takes no weights of examples: leave it out, or leave out the weights; ` +
      `a custom one says weighted: true and takes them in add`,
  );
}

/** The metric of the same sums with another result. */
export function readAs<Sum, Before, Result>(
  name: string,
  metric: Metric<Sum, Before>,
  read: (result: Before) => Result,
): Metric<Sum, Result> {
  const result = (state: MetricState<Sum>) => read(metric.result(state));
  return Object.freeze<Metric<Sum, Result>>({ ...metric, name, result });
}

/**
 * Several metrics as one, whose result is a record of theirs.
 *
 * @throws {TypeError} If a member is not a metric.
 *
 * @example
 * ```ts
 * import { combineMetrics, mae, matrix, measure, rmse } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const both = combineMetrics({ mae: mae(), rmse: rmse() });
 * assertEquals(measure(both, matrix([[1], [5]]), matrix([[1], [1]])), { mae: 2, rmse: Math.sqrt(8) });
 * ```
 * @category Metrics
 */
export function combineMetrics<M extends Metrics>(
  metrics: M,
): Metric<Readonly<Record<string, MetricState>>, MetricResults<M>> {
  if (
    typeof metrics !== "object" || metrics === null || Array.isArray(metrics) || isMetric(metrics)
  ) {
    throw new TypeError(
      "metrics must be an object with a name for each, such as { f1: f1() }, but found " +
        (isMetric(metrics) ? "a metric alone" : describe(metrics)),
    );
  }
  for (const [name, each] of Object.entries(metrics)) checkMetric(each, `metrics.${name}`);
  const all = <T>(make: (metric: Metric, name: string) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(metrics).map(([name, each]) => [name, make(each, name)]));
  return metric({
    name: "combineMetrics",
    weighted: true, // or else one of them refuses
    empty: () => all(({ reset }) => reset()),
    add: (states, ...[outputs, targets, decisionThreshold, weights]) =>
      all((each, name) => {
        if (weights !== undefined) checkTakesWeights(each);
        return each.update(states[name]!, outputs, targets, decisionThreshold, weights);
      }),
    result: (states) => all(({ result }, name) => result(states[name]!)) as MetricResults<M>,
  });
}

function isMetric(value: unknown): boolean {
  const { reset, update, result } = Object(value);
  return [reset, update, result].every((member) => typeof member === "function");
}

function checkMetric(value: Metric, name: string): void {
  if (isMetric(value)) return;
  const wanted = "a metric such as rocAuc() or metric({ … })";
  throw new TypeError(`${name} must be ${wanted}, but found ${describe(value)}`);
}
