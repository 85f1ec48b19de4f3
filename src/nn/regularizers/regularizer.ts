import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import { checkFormulas } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";

/** What each weight adds to the cost by itself, whatever the examples are. */
export interface Regularizer {
  /** The name, for reports. */
  readonly name: string;
  /** p(w), over any arithmetic. */
  readonly value: <T>(m: Arithmetic<T>, weight: T) => T;
  /** p′(w), over any arithmetic. */
  readonly slope: <T>(m: Arithmetic<T>, weight: T) => T;
  /** The places where the slope jumps; there it is the convention that `slope` returns. */
  readonly kinks: readonly number[];
}

/** What {@linkcode regularizer} makes a regularizer from. */
export interface RegularizerFormulas {
  /** The name, for reports. */
  readonly name: string;
  /** p(w), over any arithmetic. */
  readonly value: Regularizer["value"];
  /** p′(w); dual numbers supply it if left out. */
  readonly slope?: Regularizer["slope"];
  /** The places where the slope jumps; none if left out. */
  readonly kinks?: readonly number[];
}

/**
 * Makes a regularizer from formulas for one weight: the cost is C + Σ p(w) over all weights, no biases.
 *
 * @param formulas The name and the formulas, written once over any arithmetic.
 * @returns The regularizer, for `fit`, `gradients` and `cost`; `verifyGradients` proves its slope.
 * @throws {TypeError} If the name is empty or a formula is no function.
 *
 * @example Weights that are drawn to 1
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
 */
export function regularizer({ name, value, slope, kinks = [] }: RegularizerFormulas): Regularizer {
  checkFormulas("regularizer", name, { value, ...(slope === undefined ? {} : { slope }) });
  return Object.freeze<Regularizer>({
    name,
    value,
    slope: slope ??
      (<T>(m: Arithmetic<T>, weight: T) => value(dual(m), new Dual(weight, m.one)).slope),
    kinks: Object.freeze([...kinks]),
  });
}

/**
 * Throws unless `value` is a regularizer.
 *
 * @param value What was passed.
 * @throws {TypeError} If `value` is not a regularizer.
 */
export function checkRegularizer(value: Regularizer): void {
  if (typeof value?.value !== "function" || typeof value.slope !== "function") {
    throw new TypeError(
      `regularizer must be one such as l2(1e-4) or regularizer({ name, value }), ` +
        `but found ${describe(value)}`,
    );
  }
}
