import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { mean, sum } from "../../core/arithmetic/reductions.ts";
import { builder, byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { checkPositive } from "../../core/support/checks.ts";
import type { ChannelValues } from "./compiled_form.ts";
import type { LayerErrors, LayerValues, Parameters, ParameterShapes } from "./layer.ts";
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

/** The mean and the variance (of n, not n − 1) of a row. */
export function momentsOf<T>(m: Arithmetic<T>, x: readonly T[]): Moments<T> {
  const center = mean(m, x);
  const squares = x.map((entry) => {
    const distance = m.sub(entry, center);
    return m.mul(distance, distance);
  });
  return { mean: center, variance: mean(m, squares) };
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
  const deviation = m.sqrt(m.add(variance, m.constant(epsilon)));
  return { standard: x.map((entry) => m.div(m.sub(entry, mean), deviation)), deviation };
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
  const error = mean(m, e), product = mean(m, e.map((each, i) => m.mul(each, standard[i]!)));
  return e.map((each, i) => {
    return m.div(m.sub(m.sub(each, error), m.mul(standard[i]!, product)), deviation);
  });
}

/** y = g x̂ + b of some entries, each with its gain and its bias. */
export function scaled<T>(
  m: Arithmetic<T>,
  standard: readonly T[],
  { gains, biases }: ChannelValues<T>,
): readonly T[] {
  return standard.map((entry, i) => m.add(m.mul(gains![i]!, entry), biases![i]!));
}

/** The pullback of {@linkcode scaled} of a channel: by x̂, and the sums by its gain and its bias. */
export function scaledPullback<T>(
  m: Arithmetic<T>,
  standard: readonly T[],
  { gains }: ChannelValues<T>,
  errors: readonly T[],
): { readonly standard: readonly T[]; readonly gains: T; readonly biases: T } {
  return {
    standard: errors.map((error, i) => m.mul(error, gains![i]!)),
    gains: sum(m, errors.map((error, i) => m.mul(error, standard[i]!))),
    biases: sum(m, errors),
  };
}

/** The pullback of {@linkcode scaled} for all channels: gains and biases are means over the batch. */
export function affinePullback<T>(
  m: Arithmetic<T>,
  parameters: Parameters<T>,
  standard: Matrix<T>,
  errors: Matrix<T>,
): { readonly standard: Matrix<T>; readonly parameters: LayerErrors<T>["parameters"] } {
  const channels = channelsOf(errors, parameters.gains!.columns);
  const standards = rowsOf(standard, channels), examples = m.constant(errors.rows);
  const each = rowsOf(errors, channels).map((e, j) => {
    return scaledPullback(m, standards[j]!, channelValues(parameters, j, e.length), e);
  });
  const means = (sums: readonly T[]) => perGroup(m, sums.map((each) => m.div(each, examples)));
  return {
    standard: fromRows(m, errors, channels, each.map(({ standard }) => standard)),
    parameters: {
      gains: means(each.map(({ gains }) => gains)),
      biases: means(each.map(({ biases }) => biases)),
    },
  };
}

/** The outputs of a normalization whose groups have these moments, and what its pullback needs. */
export function normalized<T>(
  m: Arithmetic<T>,
  { options, parameters }: LayerValues<T, { readonly epsilon: number }>,
  inputs: Matrix<T>,
  groups: Groups,
  moments: readonly Moments<T>[],
): { readonly outputs: Matrix<T>; readonly standard: Matrix<T>; readonly deviations: Matrix<T> } {
  const each = rowsOf(inputs, groups).map((x, g) => {
    return standardized(m, x, moments[g]!, options.epsilon);
  });
  const standard = fromRows(m, inputs, groups, each.map((row) => row.standard));
  const channels = channelsOf(inputs, parameters.gains!.columns);
  const outputs = rowsOf(standard, channels).map((row, j) => {
    return scaled(m, row, channelValues(parameters, j, row.length));
  });
  return {
    outputs: fromRows(m, inputs, channels, outputs),
    standard,
    deviations: perGroup(m, each.map(({ deviation }) => deviation)),
  };
}

/**
 * The pullback of {@linkcode normalized}.
 *
 * @param pullback That of x ↦ x̂ of a group.
 */
export function normalizedPullback<T>(
  m: Arithmetic<T>,
  parameters: Parameters<T>,
  { standard, deviations }: Parameters<T>,
  errors: Matrix<T>,
  groupsOf: GroupsOf,
  pullback: typeof standardizedPullback = standardizedPullback,
): LayerErrors<T> {
  const back = affinePullback(m, parameters, standard!, errors);
  return {
    inputs: () => {
      const groups = groupsOf(errors, parameters.gains!.columns);
      const standards = rowsOf(standard!, groups);
      const each = rowsOf(back.standard, groups).map((e, g) => {
        return pullback(m, { standard: standards[g]!, deviation: deviations!.data[g]! }, e);
      });
      return fromRows(m, errors, groups, each);
    },
    parameters: back.parameters,
  };
}

/** The groups of a matrix whose examples, or their positions, have so many features. */
export type GroupsOf = (matrix: Pick<Matrix, "rows" | "columns">, features: number) => Groups;

/** The entries of each channel, over all examples and positions. */
export function channelsOf(
  { rows, columns }: Pick<Matrix, "rows" | "columns">,
  channels: number,
): Groups {
  const length = rows * columns / channels;
  return Array.from({ length: channels }, (_, j) => {
    return Array.from({ length }, (_, k) => k * channels + j);
  });
}

/** The gain and the bias of a channel, each as many equal values. */
function channelValues<T>(
  { gains, biases }: Parameters<T>,
  j: number,
  length: number,
): ChannelValues<T> {
  const equal = ({ data }: Matrix<T>) => Array.from({ length }, () => data[j]!);
  return { gains: equal(gains!), biases: equal(biases!) };
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
