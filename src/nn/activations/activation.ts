import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import type { Initializer } from "../initializers/initializer.ts";
import { byEntries, byRows, type Matrix, rowOf } from "../../core/matrix/matrix.ts";
import { checkFormulas } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";

/** A weighted sum and its activation: what a slope may be evaluated on. */
export interface At<T> {
  /** z, the weighted sum (3). */
  readonly z: T;
  /** a = f(z), the activation (4). */
  readonly a: T;
}

/** Another formula for the same function. */
export interface Equivalent<Value> {
  /** The number of its equation in the paper, as `"(84)"`, or what it is. */
  readonly equation: string;
  /** The formula; it may overflow where the activation's own does not. */
  readonly value: Value;
}

/** An activation that maps each weighted sum by itself: a = f(z). */
export interface ElementwiseActivation {
  /** The name, unique among the activations of a network file. */
  readonly name: string;
  /** Each entry by itself. */
  readonly kind: "elementwise";
  /** f(z), over any arithmetic. */
  readonly value: <T>(m: Arithmetic<T>, z: T) => T;
  /** f′(z), over any arithmetic. */
  readonly slope: <T>(m: Arithmetic<T>, at: At<T>) => T;
  /** The places where the slope jumps; there it is the convention that `slope` returns. */
  readonly kinks: readonly number[];
  /** The places where the slope does not jump, but a higher derivative does. */
  readonly bends: readonly number[];
  /** Other formulas for `value`, shown equal to it by the tests. */
  readonly equivalents: readonly Equivalent<<T>(m: Arithmetic<T>, z: T) => T>[];
  /** How weights that feed this activation are drawn; Glorot's way if left out. */
  readonly initializer?: Initializer;
}

/** An activation of a whole layer: each output may depend on all weighted sums of its example. */
export interface RowwiseActivation {
  /** The name, unique among the activations of a network file. */
  readonly name: string;
  /** All entries of a row together. */
  readonly kind: "rowwise";
  /** **f**(z) of one example, over any arithmetic. */
  readonly value: <T>(m: Arithmetic<T>, z: readonly T[]) => T[];
  /** The transposed Jacobian times an error, J(z)ᵀ e, of one example; J itself is never stored. */
  readonly pullback: <T>(m: Arithmetic<T>, at: At<readonly T[]>, error: readonly T[]) => T[];
  /** Places where a slope jumps: none are supported here. */
  readonly kinks: readonly number[];
  /** Places where a higher derivative jumps: none are supported here. */
  readonly bends: readonly number[];
  /** Other formulas for `value`, shown equal to it by the tests. */
  readonly equivalents: readonly Equivalent<<T>(m: Arithmetic<T>, z: readonly T[]) => T[]>[];
  /** How weights that feed this activation are drawn; Glorot's way if left out. */
  readonly initializer?: Initializer;
}

/** An activation function: an interchangeable component, known by its value and its pullback. */
export type Activation = ElementwiseActivation | RowwiseActivation;

/** What {@linkcode elementwise} makes an activation from. */
export interface ElementwiseFormulas {
  /** The name, unique among the activations of a network file. */
  readonly name: string;
  /** f(z), over any arithmetic. */
  readonly value: ElementwiseActivation["value"];
  /** f′(z); dual numbers supply it if left out. */
  readonly slope?: ElementwiseActivation["slope"];
  /** The places where the slope jumps; none if left out. */
  readonly kinks?: readonly number[];
  /** The places where only a higher derivative jumps; differences keep clear of them, too. */
  readonly bends?: readonly number[];
  /** Other formulas for the same function. */
  readonly equivalents?: ElementwiseActivation["equivalents"];
  /** How weights that feed this activation are drawn; Glorot's way if left out. */
  readonly initializer?: Initializer;
}

/**
 * Makes an activation from formulas for one weighted sum.
 *
 * @param formulas The name and the formulas, written once over any arithmetic.
 * @returns The activation, ready for `dense`.
 * @throws {TypeError} If the name is empty or a formula is no function.
 *
 * @example An activation of one's own, its slope supplied by dual numbers
 * ```ts
 * import { elementwise, float64 } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const square = elementwise({ name: "square", value: (m, z) => m.mul(z, z) });
 * assertEquals(square.value(float64, 3), 9);
 * assertEquals(square.slope(float64, { z: 3, a: 9 }), 6);
 * ```
 */
export function elementwise(formulas: ElementwiseFormulas): ElementwiseActivation {
  const { name, value, slope, kinks = [], bends = [], equivalents = [], ...rest } = formulas;
  checkFormulas("activation", name, { value, ...(slope === undefined ? {} : { slope }) });
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

/** What {@linkcode rowwise} makes an activation from. */
export interface RowwiseFormulas {
  /** The name, unique among the activations of a network file. */
  readonly name: string;
  /**
   * **f**(z) of one example, over any arithmetic. Where it uses rows by `map` and `reduce` alone, it
   * compiles to loops, however wide the rows are.
   */
  readonly value: RowwiseActivation["value"];
  /** J(z)ᵀ e; dual numbers supply it if left out, at the price of one pass for each entry. */
  readonly pullback?: RowwiseActivation["pullback"];
  /** Other formulas for the same function. */
  readonly equivalents?: RowwiseActivation["equivalents"];
  /** How weights that feed this activation are drawn; Glorot's way if left out. */
  readonly initializer?: Initializer;
}

/**
 * Makes an activation of a whole layer, as softmax is one.
 *
 * @param formulas The name and the formulas for the weighted sums of one example.
 * @returns The activation, ready for `dense`.
 * @throws {TypeError} If the name is empty or a formula is no function.
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
 */
export function rowwise(formulas: RowwiseFormulas): RowwiseActivation {
  const { name, value, pullback, equivalents = [], ...rest } = formulas;
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

/** The pullback of a row's formula, a column of the Jacobian at a time, by dual numbers. */
function pullbackOf(value: RowwiseActivation["value"]): RowwiseActivation["pullback"] {
  return <T>(m: Arithmetic<T>, { z }: At<readonly T[]>, error: readonly T[]): T[] =>
    z.map((zj, j) => {
      const along = z.map((entry) => new Dual(entry, m.zero)).with(j, new Dual(zj, m.one));
      return sum(m, value(dual(m), along).map(({ slope }, i) => m.mul(slope, error[i]!)));
    });
}

/**
 * A = f(Z), (11) and (17).
 *
 * @param m The arithmetic of the entries.
 * @param activation f.
 * @param z Z (batch × units).
 * @returns A (batch × units).
 */
export function activate<T>(m: Arithmetic<T>, activation: Activation, z: Matrix<T>): Matrix<T> {
  if (activation.kind === "elementwise") {
    return byEntries(m, z, (index) => activation.value(m, z.data[index]!));
  }
  return byRows(m, z.rows, z.columns, (i) => activation.value(m, rowOf(z, i)));
}

/**
 * Carries errors back through an activation: each row times the transposed Jacobian of its example.
 *
 * The factor J(z)ᵀ of (57) and (58).
 *
 * @param m The arithmetic of the entries.
 * @param activation f.
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
 * Carries the error of one example back through an activation: J(z)ᵀ e.
 *
 * Where J is diagonal, this is the Hadamard product of (41).
 *
 * @param m The arithmetic of the entries.
 * @param activation f.
 * @param at The weighted sums and the activations of the example.
 * @param error ∂L/∂a of the example.
 * @returns ∂L/∂z of the example.
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

/**
 * Throws unless `value` is an activation.
 *
 * @param value What was passed.
 * @throws {TypeError} If `value` is not an activation.
 */
export function checkActivation(value: Activation): void {
  if (value?.kind !== "elementwise" && value?.kind !== "rowwise") {
    throw new TypeError(
      `An activation such as tanh or elementwise({ name, value }) is needed, ` +
        `but found ${describe(value)}`,
    );
  }
}
