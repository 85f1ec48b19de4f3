import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { builder, byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { checkPositive } from "../../core/support/checks.ts";
import type { LayerErrors, Parameters, ParameterShapes } from "./layer.ts";
import type { Shape } from "./shape.ts";

/** Groups of entries of a matrix, by their indices in `data`; each group has its own mean. */
export type Groups = readonly (readonly number[])[];

/** ε, if it is a positive number: the root of the variance of what does not vary is positive then. */
export function checkedEpsilon(epsilon: unknown): number {
  checkPositive(epsilon as number, "epsilon");
  return epsilon as number;
}

/** A gain and an offset for each feature, the last side of the shape. */
export function affineShapes(inputs: Shape): ParameterShapes {
  const features = inputs.at(-1)!;
  return { gains: [1, features], biases: [1, features] };
}

/** The mean of some entries. */
export function meanOf<T>(m: Arithmetic<T>, entries: readonly T[]): T {
  return m.div(sum(m, entries), m.constant(entries.length));
}

/** The mean and the variance (of n, not n − 1) of a row. */
export function momentsOf<T>(m: Arithmetic<T>, x: readonly T[]): Moments<T> {
  const mean = meanOf(m, x);
  const squares = x.map((entry) => {
    const distance = m.sub(entry, mean);
    return m.mul(distance, distance);
  });
  return { mean, variance: meanOf(m, squares) };
}

/** Mean and variance of a row. */
export interface Moments<T> {
  readonly mean: T;
  readonly variance: T;
}

/** x̂ = (x − μ) / √(σ² + ε) of a row, and the root. */
export function standardized<T>(
  m: Arithmetic<T>,
  x: readonly T[],
  { mean, variance }: Moments<T>,
  epsilon: number,
): Standardized<T> {
  const deviation = deviationOf(m, variance, epsilon);
  return { standard: x.map((entry) => m.div(m.sub(entry, mean), deviation)), deviation };
}

/** √(σ² + ε). */
export function deviationOf<T>(m: Arithmetic<T>, variance: T, epsilon: number): T {
  return m.sqrt(m.add(variance, m.constant(epsilon)));
}

/** A row x̂, and the root that it was divided by. */
export interface Standardized<T> {
  readonly standard: readonly T[];
  readonly deviation: T;
}

/**
 * The pullback of x ↦ x̂ of a row, through its mean and variance:
 * (e − mean(e) − x̂ mean(e x̂)) / √(σ² + ε).
 */
export function standardizedPullback<T>(
  m: Arithmetic<T>,
  { standard, deviation }: Standardized<T>,
  e: readonly T[],
): readonly T[] {
  const error = meanOf(m, e), product = meanOf(m, e.map((each, i) => m.mul(each, standard[i]!)));
  return e.map((each, i) => {
    return m.div(m.sub(m.sub(each, error), m.mul(standard[i]!, product)), deviation);
  });
}

/** y = g x̂ + b for each feature. */
export function affine<T>(
  m: Arithmetic<T>,
  { gains, biases }: Parameters<T>,
  standard: Matrix<T>,
): Matrix<T> {
  const features = gains!.columns;
  return byEntries(m, standard, (i) => {
    const j = i % features;
    return m.add(m.mul(gains!.data[j]!, standard.data[i]!), biases!.data[j]!);
  });
}

/** The pullback of {@linkcode affine}: by x̂, and by gains and offsets, means over the batch. */
export function affinePullback<T>(
  m: Arithmetic<T>,
  { gains, biases }: Parameters<T>,
  standard: Matrix<T>,
  errors: Matrix<T>,
): { readonly standard: Matrix<T>; readonly parameters: LayerErrors<T>["parameters"] } {
  const features = gains!.columns, examples = m.constant(errors.rows);
  const perFeature = (term: (i: number) => T) => (j: number) => {
    const length = errors.data.length / features;
    return m.div(sum(m, Array.from({ length }, (_, k) => term(k * features + j))), examples);
  };
  return {
    standard: byEntries(m, errors, (i) => m.mul(errors.data[i]!, gains!.data[i % features]!)),
    parameters: {
      gains: byEntries(m, gains!, perFeature((i) => m.mul(errors.data[i]!, standard.data[i]!))),
      biases: byEntries(m, biases!, perFeature((i) => errors.data[i]!)),
    },
  };
}

/** The entries of each group. */
export function rowsOf<T>({ data }: Matrix<T>, groups: Groups): readonly T[][] {
  return groups.map((group) => group.map((i) => data[i]!));
}

/** A matrix from the entries of each group. */
export function fromRows<T>(
  m: Arithmetic<T>,
  { rows, columns }: Pick<Matrix, "rows" | "columns">,
  groups: Groups,
  each: readonly (readonly T[])[],
): Matrix<T> {
  const made = builder(m, rows, columns);
  groups.forEach((group, g) => group.forEach((i, k) => made.data[i] = each[g]![k]!));
  return Object.freeze(made);
}

/** One number for each group, (1 × groups). */
export function perGroup<T>(m: Arithmetic<T>, values: readonly T[]): Matrix<T> {
  return byEntries(m, { rows: 1, columns: values.length }, (g) => values[g]!);
}
