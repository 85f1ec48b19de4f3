import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import { checkFormulas } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * A term that each weight adds to the cost, independently of the examples.
 * @category Regularizers
 */
export interface Regularizer {
  /** The name, for reports. */
  readonly name: string;
  /** p(w), generic over the arithmetic. */
  readonly value: <T>(m: Arithmetic<T>, weight: T) => T;
  /** p′(w), generic over the arithmetic. */
  readonly slope: <T>(m: Arithmetic<T>, weight: T) => T;
  /** Where the slope jumps, and is what `slope` returns by convention. */
  readonly kinks: readonly number[];
}

/**
 * The formulas of a {@linkcode regularizer}; all but the name and the value are optional.
 * @category Regularizers
 */
export type RegularizerFormulas = Pick<Regularizer, "name" | "value"> & Partial<Regularizer>;

/**
 * Makes a regularizer from formulas for one weight: the cost is C + Σ p(w) over all weights, not biases.
 *
 * By default, dual numbers compute the slope, and it has no kinks.
 *
 * @returns The regularizer, for `fit`, `gradients` and `cost`; `verifyGradients` proves its slope.
 * @throws {TypeError} If the name is empty or a formula is not a function.
 *
 * @example Attract weights to 1
 * ```ts
 * import { float64, regularizer } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const nearOne = regularizer({
 *   name: "near one",
 *   value: (m, w) => m.mul(m.sub(w, m.one), m.sub(w, m.one)),
 * });
 * assertEquals([nearOne.value(float64, 3), nearOne.slope(float64, 3)], [4, 4]);
 * ```
 * @category Regularizers
 */
export function regularizer(formulas: RegularizerFormulas): Regularizer {
  const given = checkOptions("regularizer()", formulas, "name value slope kinks");
  const { name, value, slope, kinks = [] } = given;
  checkFormulas("regularizer", name, { value, ...(slope === undefined ? {} : { slope }) });
  return Object.freeze<Regularizer>({
    name,
    value,
    slope: slope ??
      (<T>(m: Arithmetic<T>, weight: T) => value(dual(m), new Dual(weight, m.one)).slope),
    kinks: Object.freeze([...kinks]),
  });
}

/** Throws a TypeError unless `value` is a regularizer. */
export function checkRegularizer(value: Regularizer): void {
  if (typeof value?.value !== "function" || typeof value.slope !== "function") {
    throw new TypeError(
      `regularizer must be one such as l2(1e-4) or regularizer({ name, value }), ` +
        `but found ${describe(value)}`,
    );
  }
}
