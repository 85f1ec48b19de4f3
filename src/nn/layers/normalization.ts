import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { builder, byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { checkPositive } from "../../core/support/checks.ts";
import type { LayerErrors, Parameters, ParameterShapes, Shape } from "./layer.ts";

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

/** The mean and the variance (of n, not n − 1) of each group, both (1 × groups). */
export function momentsOf<T>(m: Arithmetic<T>, { data }: Matrix<T>, groups: Groups) {
  const shape = { rows: 1, columns: groups.length };
  const means = byEntries(m, shape, (g) => meanOf(m, groups[g]!.map((i) => data[i]!)));
  const variances = byEntries(m, shape, (g) => {
    const squares = groups[g]!.map((i) => {
      const distance = m.sub(data[i]!, means.data[g]!);
      return m.mul(distance, distance);
    });
    return meanOf(m, squares);
  });
  return { means, variances };
}

/** √(σ² + ε) of each group. */
export function deviationsOf<T>(m: Arithmetic<T>, variances: Matrix<T>, epsilon: number) {
  const added = m.constant(epsilon);
  return byEntries(m, variances, (g) => m.sqrt(m.add(variances.data[g]!, added)));
}

/** x̂ = (x − μ) / √(σ² + ε), given μ and the root of each group. */
export function normalized<T>(
  m: Arithmetic<T>,
  x: Matrix<T>,
  groups: Groups,
  { means, deviations }: { readonly means: Matrix<T>; readonly deviations: Matrix<T> },
): Matrix<T> {
  return byGroups(m, x, groups, (i, g) => {
    return m.div(m.sub(x.data[i]!, means.data[g]!), deviations.data[g]!);
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

/**
 * The pullback of x ↦ x̂ through mean and variance of each group:
 * (e − mean(e) − x̂ mean(e x̂)) / √(σ² + ε).
 */
export function normalizedPullback<T>(
  m: Arithmetic<T>,
  { standard, deviations }: Parameters<T>,
  groups: Groups,
  { data: e, ...shape }: Matrix<T>,
): Matrix<T> {
  const x = standard!.data;
  const means = groups.map((group) => ({
    error: meanOf(m, group.map((i) => e[i]!)),
    product: meanOf(m, group.map((i) => m.mul(e[i]!, x[i]!))),
  }));
  return byGroups(m, shape, groups, (i, g) => {
    const { error, product } = means[g]!;
    return m.div(m.sub(m.sub(e[i]!, error), m.mul(x[i]!, product)), deviations!.data[g]!);
  });
}

/** A matrix whose entries are made group by group. */
export function byGroups<T>(
  m: Arithmetic<T>,
  { rows, columns }: Pick<Matrix, "rows" | "columns">,
  groups: Groups,
  entry: (i: number, g: number) => T,
): Matrix<T> {
  const made = builder(m, rows, columns);
  groups.forEach((group, g) => group.forEach((i) => made.data[i] = entry(i, g)));
  return Object.freeze(made);
}
