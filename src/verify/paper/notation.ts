import type { Activation, At } from "../../nn/activations/activation.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { byRows, type Matrix, rowOf } from "../../core/matrix/matrix.ts";
import { BACKPROPAGATION } from "../../engine/backward.ts";
import { DENSE_EQUATIONS, denseFrom } from "../../nn/layers/dense.ts";
import type { Layer } from "../../nn/layers/layer.ts";
import type { Variables } from "../prover/claim.ts";

// The paper's own objects: rows and columns of formulas, Jacobians written out. Training uses none.

/** A row or a column. */
export type Row<T> = readonly T[];

/** A matrix as the paper writes it, row by row. */
export type Rows<T> = readonly Row<T>[];

/** A function of a row over dual numbers; `still` turns a value into a constant. */
export type DualFunction<T> = (
  d: Arithmetic<Dual<T>>,
  x: Dual<T>[],
  still: (value: T) => Dual<T>,
) => readonly Dual<T>[];

export function variables<T>(m: Variables<T>, length: number, low?: number, high?: number): T[] {
  return Array.from({ length }, () => m.variable(low, high));
}

export function variableRows<T>(m: Variables<T>, rows: number, columns: number): T[][] {
  return Array.from({ length: rows }, () => variables(m, columns));
}

/** Positive variables: exponentials of variables. */
export function positives<T>(m: Variables<T>, length: number): T[] {
  return variables(m, length).map((exponent) => m.exp(exponent));
}

/** A B. */
export function product<T>(m: Arithmetic<T>, a: Rows<T>, b: Rows<T>): T[][] {
  const columns = transposed(b);
  return a.map((row) => columns.map((column) => inner(m, row, column)));
}

/** rᵀ A, the product of a row vector and a matrix. */
export function rowTimes<T>(m: Arithmetic<T>, row: Row<T>, a: Rows<T>): T[] {
  return product(m, [row], a)[0]!;
}

/** Aᵀ. */
export function transposed<T>(a: Rows<T>): T[][] {
  return a[0]!.map((_, j) => a.map((row) => row[j]!));
}

export function diagonal<T>(m: Arithmetic<T>, entries: Row<T>): T[][] {
  return entries.map((entry, i) => entries.map((_, j) => i === j ? entry : m.zero));
}

/** A row cut into the rows of a matrix: what (49) does to (48). */
export function stacked<T>(row: Row<T>, columns: number): T[][] {
  const rows = row.length / columns;
  return Array.from({ length: rows }, (_, i) => row.slice(i * columns, (i + 1) * columns));
}

/** Σ xⱼ yⱼ. */
export function inner<T>(m: Arithmetic<T>, x: Row<T>, y: Row<T>): T {
  return sum(m, x.map((xj, j) => m.mul(xj, y[j]!)));
}

/** The mean of matrices, entry by entry. */
export function mean<T>(m: Arithmetic<T>, matrices: readonly Rows<T>[]): T[][] {
  const count = m.constant(matrices.length);
  return matrices[0]!.map((row, i) =>
    row.map((_, j) => m.div(sum(m, matrices.map((matrix) => matrix[i]![j]!)), count))
  );
}

/** (3): zᵢ = Σ aₖ wᵢₖ + bᵢ, one unit at a time. */
export function weightedSums<T>(m: Arithmetic<T>, w: Rows<T>, a: Row<T>, b: Row<T>): T[] {
  return w.map((row, i) => m.add(inner(m, a, row), b[i]!));
}

/** ∂f/∂x by dual numbers: one row for each output, one column for each input, (36). */
export function jacobian<T>(m: Arithmetic<T>, x: Row<T>, f: DualFunction<T>): T[][] {
  const still = (value: T) => new Dual(value, m.zero);
  return transposed(x.map((_, j) => {
    const moving = x.map((entry, k) => new Dual(entry, j === k ? m.one : m.zero));
    return f(dual(m), moving, still).map(({ slope }) => slope);
  }));
}

/** The derivative of a scalar, a row vector as in (21). */
export function gradient<T>(
  m: Arithmetic<T>,
  x: Row<T>,
  f: (...of: Parameters<DualFunction<T>>) => Dual<T>,
): T[] {
  return jacobian(m, x, (...of) => [f(...of)])[0]!;
}

/** A differentiable function at one point x. */
interface AnyFunction<T> {
  /** ∂f/∂x. */
  readonly jacobian: Rows<T>;
  /** f(x + x′ε) = f(x) + J x′ ε. */
  readonly at: (x: Row<Dual<T>>) => Dual<T>[];
}

/**
 * An arbitrary differentiable function.
 *
 * A derivative depends only on the value and the Jacobian of a function. With variables for both, what
 * is proved of this function is proved of every function.
 */
export function anyFunction<T>(m: Variables<T>, inputs: number, outputs: number): AnyFunction<T> {
  const value = variables(m, outputs), jacobian = variableRows(m, outputs, inputs);
  const at = (x: Row<Dual<T>>) => {
    const slopes = x.map(({ slope }) => slope);
    return value.map((entry, i) => new Dual(entry, inner(m, jacobian[i]!, slopes)));
  };
  return { jacobian, at };
}

/** Rows as a matrix of the engine. */
export function matrixOf<T>(m: Arithmetic<T>, rows: Rows<T>): Matrix<T> {
  return byRows(m, rows.length, rows[0]!.length, (i) => rows[i]!);
}

/** A matrix of the engine as rows. */
export function rowsOf<T>(matrix: Matrix<T>): T[][] {
  return Array.from({ length: matrix.rows }, (_, i) => rowOf(matrix, i));
}

/** The engine's Δ^(l−1): BP2.2, (58), both factors. */
export function hiddenErrors<T>(
  m: Arithmetic<T>,
  layer: Layer<T>,
  errors: Matrix<T>,
  below: Layer<T>,
  at: At<Matrix<T>>,
): Matrix<T> {
  const carried = DENSE_EQUATIONS.inputErrors(m, layer.parameters.weights!, errors);
  return BACKPROPAGATION.hiddenErrors(m, below, at, carried, layer);
}

/** A dense layer of the engine. */
export function layerOf<T>(
  m: Arithmetic<T>,
  activation: Activation,
  w: Rows<T>,
  b: Row<T>,
): Layer<T> {
  return denseFrom(activation, matrixOf(m, w), matrixOf(m, [b]));
}
