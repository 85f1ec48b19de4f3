/**
 * The operations a formula may use.
 *
 * The mathematics of this library is generic over this interface: read as numbers it computes, read
 * as dual numbers it differentiates itself. Values that are not JavaScript numbers must throw a
 * `TypeError` from `Symbol.toPrimitive` (see {@linkcode OpaqueValue}), so that `z > 0` or
 * `Math.tanh(z)` in a formula fails loudly instead of deciding on a value it cannot see.
 *
 * @typeParam T The values: `number` for float64, `Dual<T>` for dual numbers.
 *
 * @example A formula, read as numbers
 * ```ts
 * import { type Arithmetic, float64 } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * function square<T>(m: Arithmetic<T>, z: T): T {
 *   return m.mul(z, z);
 * }
 * assertEquals(square(float64, 3), 9);
 * ```
 * @category Arithmetic
 */
export interface Arithmetic<T> {
  /** The neutral element of {@linkcode add}. */
  readonly zero: T;
  /** The neutral element of {@linkcode mul}. */
  readonly one: T;
  /** The shortest decimal that denotes `x`, exactly: 0.1 is 1/10. */
  constant(x: number): T;
  /** `x + y`. */
  add(x: T, y: T): T;
  /** `x − y`. */
  sub(x: T, y: T): T;
  /** `x y`. */
  mul(x: T, y: T): T;
  /** `x / y`. */
  div(x: T, y: T): T;
  /** `−x`. */
  neg(x: T): T;
  /** `eˣ`. */
  exp(x: T): T;
  /** `eˣ − 1`, with all its digits near 0. */
  expm1(x: T): T;
  /** The natural logarithm of `x`. */
  log(x: T): T;
  /** `log(1 + x)`, with all its digits near 0. */
  log1p(x: T): T;
  /** The hyperbolic tangent, an operation of its own because (84) and (86) lose digits near 0. */
  tanh(x: T): T;
  /** The square root, not negative; undefined for a negative number. */
  sqrt(x: T): T;
  /** The error function, 2/√π ∫ e^−t² from 0 to x. */
  erf(x: T): T;
  /** `y log a`, and 0 where y = 0, unless a is NaN. */
  xlogy(y: T, a: T): T;
  /** `y / a`, and 0 where y = 0, unless a is NaN. */
  xdivy(y: T, a: T): T;
  /**
   * `positive` where x > 0, else `otherwise`, also at 0; NaN where x is NaN. Both arms are evaluated.
   */
  choose(x: T, positive: T, otherwise: T): T;
}

/**
 * A value that cannot be converted to a number, a string or a boolean.
 *
 * @example
 * ```ts
 * import { expressions } from "@backproof/backproof";
 * import { assertThrows } from "@std/assert";
 *
 * const z = expressions().variable("z");
 * assertThrows(() => Math.tanh(z as unknown as number), TypeError, "Cannot convert");
 * ```
 * @category Arithmetic
 */
export abstract class OpaqueValue {
  /** Throws a `TypeError`, always. */
  [Symbol.toPrimitive](hint: string): never {
    throw new TypeError(
      `Cannot convert a ${this.constructor.name} to a ${hint === "default" ? "primitive" : hint} ` +
        `as a formula must use the operations of its arithmetic: m.add(x, y) for x + y, ` +
        `m.choose(x, positive, otherwise) for x > 0 ? positive : otherwise`,
    );
  }
}
