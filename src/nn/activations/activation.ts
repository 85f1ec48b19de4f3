import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import type { Initializer } from "../initializers/initializer.ts";
import { byEntries, byRows, type Matrix, rowOf } from "../../core/matrix/matrix.ts";
import { checkFormulas } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * A weighted sum and its activation, on which a slope is evaluated.
 * @category Activations
 */
export interface At<T> {
  /** z, the weighted sum (3). */
  readonly z: T;
  /** a = f(z), the activation (4). */
  readonly a: T;
}

/**
 * Another formula for the same function.
 * @category Activations
 */
export interface Equivalent<Value> {
  /** The number of its equation in the paper, such as `"(84)"`, or a description. */
  readonly equation: string;
  /** The formula, which may overflow where the activation's own does not. */
  readonly value: Value;
}

/**
 * An activation that maps each weighted sum independently: a = f(z).
 * @category Activations
 */
export interface ElementwiseActivation {
  /** The name, unique among the activations of a network file. */
  readonly name: string;
  /** Each entry by itself. */
  readonly kind: "elementwise";
  /** f(z), generic over the arithmetic. */
  readonly value: <T>(m: Arithmetic<T>, z: T) => T;
  /** f′(z), generic over the arithmetic. */
  readonly slope: <T>(m: Arithmetic<T>, at: At<T>) => T;
  /** Where the slope jumps, and is what `slope` returns by convention. */
  readonly kinks: readonly number[];
  /** Where the slope does not jump, but a higher derivative does. */
  readonly bends: readonly number[];
  /** Other formulas for `value`, shown equal to it by the tests. */
  readonly equivalents: readonly Equivalent<<T>(m: Arithmetic<T>, z: T) => T>[];
  /** The initializer of weights for this activation; defaults to `glorotUniform`. */
  readonly initializer?: Initializer;
}

/**
 * An activation of a whole layer: each output may depend on all weighted sums of its example.
 * @category Activations
 */
export interface RowwiseActivation {
  /** The name, unique among the activations of a network file. */
  readonly name: string;
  /** All entries of a row together. */
  readonly kind: "rowwise";
  /**
   * **f**(z) of one example, generic over the arithmetic. If it uses rows only by `map` and `reduce`, it
   * compiles to loops for rows of any width.
   */
  readonly value: <T>(m: Arithmetic<T>, z: readonly T[]) => T[];
  /** The transposed Jacobian times an error, J(z)ᵀ e, of one example; J itself is never stored. */
  readonly pullback: <T>(m: Arithmetic<T>, at: At<readonly T[]>, error: readonly T[]) => T[];
  /** Always empty, as kinks are not supported here. */
  readonly kinks: readonly number[];
  /** Always empty, as bends are not supported here. */
  readonly bends: readonly number[];
  /** Other formulas for `value`, shown equal to it by the tests. */
  readonly equivalents: readonly Equivalent<<T>(m: Arithmetic<T>, z: readonly T[]) => T[]>[];
  /** The initializer of weights for this activation; defaults to `glorotUniform`. */
  readonly initializer?: Initializer;
}

/**
 * An activation function.
 * @category Activations
 */
export type Activation = ElementwiseActivation | RowwiseActivation;

/**
 * The formulas of an {@linkcode elementwise} activation; all but the name and the value are optional.
 * @category Activations
 */
export type ElementwiseFormulas =
  & Pick<ElementwiseActivation, "name" | "value">
  & Partial<Omit<ElementwiseActivation, "kind">>;

/**
 * Makes an activation from formulas for one weighted sum.
 *
 * By default, dual numbers compute the slope, and it has no kinks or bends. Finite differences avoid
 * both.
 *
 * @throws {TypeError} If the name is empty, a formula is not a function, or a place is not a number.
 *
 * @example A custom activation, with a slope computed by dual numbers
 * ```ts
 * import { elementwise, float64 } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const square = elementwise({ name: "square", value: (m, z) => m.mul(z, z) });
 * assertEquals(square.value(float64, 3), 9);
 * assertEquals(square.slope(float64, { z: 3, a: 9 }), 6);
 * ```
 * @category Activations
 */
export function elementwise(formulas: ElementwiseFormulas): ElementwiseActivation {
  const others: ElementwiseFormulas & Partial<ElementwiseActivation> = formulas; // `{ ...tanh }` is one
  const names = "name value slope kinks bends equivalents initializer kind";
  const given = checkOptions("elementwise()", others, names);
  const { name, value, slope, kinks = [], bends = [], equivalents = [], ...rest } = given;
  checkFormulas("activation", name, { value, ...(slope === undefined ? {} : { slope }) });
  for (const places of [kinks, bends] as unknown[]) {
    if (Array.isArray(places) && places.every(Number.isFinite)) continue;
    throw new TypeError(
      `kinks and bends of activation ${name} must be finite numbers, but found ${describe(places)}`,
    );
  }
  return Object.freeze({
    ...rest,
    name,
    kind: "elementwise" as const,
    value,
    slope: slope ??
      (<T>(m: Arithmetic<T>, { z }: At<T>) => value(dual(m), new Dual(z, m.one)).slope),
    kinks: Object.freeze([...kinks]),
    bends: Object.freeze([...bends]),
    equivalents: Object.freeze([...equivalents]),
  });
}

/**
 * The formulas of a {@linkcode rowwise} activation; all but the name and the value are optional.
 * @category Activations
 */
export type RowwiseFormulas =
  & Pick<RowwiseActivation, "name" | "value">
  & Partial<Omit<RowwiseActivation, "kind" | "kinks" | "bends">>;

/**
 * Makes an activation of a whole layer, such as softmax, from formulas for one example.
 *
 * By default, dual numbers compute the pullback, with one pass for each entry.
 *
 * @throws {TypeError} If the name is empty or a formula is not a function.
 *
 * @example Weighted sums over their total
 * ```ts
 * import { float64, rowwise } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const share = rowwise({
 *   name: "share",
 *   value: (m, z) => z.map((x) => m.div(x, z.reduce((sum, y) => m.add(sum, y)))),
 * });
 * assertEquals(share.value(float64, [1, 3]), [0.25, 0.75]);
 * ```
 * @category Activations
 */
export function rowwise(formulas: RowwiseFormulas): RowwiseActivation {
  const others: RowwiseFormulas & Partial<RowwiseActivation> = formulas; // `{ ...softmax }` is one
  const names = "name value pullback equivalents initializer kind kinks bends";
  const given = checkOptions("rowwise()", others, names);
  const { name, value, pullback, equivalents = [], ...rest } = given;
  checkFormulas("activation", name, { value, ...(pullback === undefined ? {} : { pullback }) });
  return Object.freeze({
    ...rest,
    name,
    kind: "rowwise" as const,
    value,
    pullback: pullback ?? pullbackOf(value),
    kinks: [],
    bends: [],
    equivalents,
  });
}

/** The pullback of a row's formula by dual numbers, one column of the Jacobian at a time. */
function pullbackOf(value: RowwiseActivation["value"]): RowwiseActivation["pullback"] {
  return <T>(m: Arithmetic<T>, { z }: At<readonly T[]>, error: readonly T[]): T[] =>
    z.map((zj, j) => {
      const along = z.map((entry) => new Dual(entry, m.zero)).with(j, new Dual(zj, m.one));
      return sum(m, value(dual(m), along).map(({ slope }, i) => m.mul(slope, error[i]!)));
    });
}

/** A = f(Z), (11) and (17), both (batch × units). */
export function activate<T>(m: Arithmetic<T>, activation: Activation, z: Matrix<T>): Matrix<T> {
  if (activation.kind === "elementwise") {
    return byEntries(m, z, (index) => activation.value(m, z.data[index]!));
  }
  return byRows(m, z.rows, z.columns, (i) => activation.value(m, rowOf(z, i)));
}

/**
 * Propagates errors back through an activation: each row times the transposed Jacobian of its example.
 *
 * The factor J(z)ᵀ of (57) and (58).
 *
 * @param at Z and A (batch × units).
 * @param errors ∂L/∂A (batch × units).
 * @returns ∂L/∂Z (batch × units).
 */
export function pullBack<T>(
  m: Arithmetic<T>,
  activation: Activation,
  { z, a }: At<Matrix<T>>,
  errors: Matrix<T>,
): Matrix<T> {
  return byRows(m, errors.rows, errors.columns, (i) => {
    return pullBackRow(m, activation, { z: rowOf(z, i), a: rowOf(a, i) }, rowOf(errors, i));
  });
}

/**
 * Propagates the error ∂L/∂a of one example back through an activation: ∂L/∂z = J(z)ᵀ e.
 *
 * If J is diagonal, this is the Hadamard product of (41).
 */
export function pullBackRow<T>(
  m: Arithmetic<T>,
  activation: Activation,
  { z, a }: At<readonly T[]>,
  error: readonly T[],
): T[] {
  if (activation.kind === "rowwise") return activation.pullback(m, { z, a }, error);
  return error.map((e, j) => m.mul(e, activation.slope(m, { z: z[j]!, a: a[j]! })));
}

/** Throws a TypeError unless `value` is an activation. */
export function checkActivation(value: Activation): void {
  if (value?.kind !== "elementwise" && value?.kind !== "rowwise") {
    throw new TypeError(
      `An activation such as tanh or elementwise({ name, value }) is needed, ` +
        `but found ${describe(value)}`,
    );
  }
}
