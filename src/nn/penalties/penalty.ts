import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import { checkFormulas } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";

/** What each weight adds to the cost by itself, whatever the examples are. */
export interface Penalty {
  /** The name, for reports. */
  readonly name: string;
  /** p(w), over any arithmetic. */
  readonly value: <T>(m: Arithmetic<T>, weight: T) => T;
  /** p′(w), over any arithmetic. */
  readonly slope: <T>(m: Arithmetic<T>, weight: T) => T;
  /** The places where the slope jumps; there it is the convention that `slope` returns. */
  readonly kinks: readonly number[];
}

/** What {@linkcode penalty} makes a penalty from. */
export interface PenaltyFormulas {
  /** The name, for reports. */
  readonly name: string;
  /** p(w), over any arithmetic. */
  readonly value: Penalty["value"];
  /** p′(w); dual numbers supply it if left out. */
  readonly slope?: Penalty["slope"];
  /** The places where the slope jumps; none if left out. */
  readonly kinks?: readonly number[];
}

/**
 * Makes a penalty from formulas for one weight: the cost is C + Σ p(w) over all weights, no biases.
 *
 * @param formulas The name and the formulas, written once over any arithmetic.
 * @returns The penalty, for `fit`, `gradients` and `cost`; `verifyGradients` proves its slope.
 * @throws {TypeError} If the name is empty or a formula is no function.
 *
 * @example Weights that are drawn to 1
 * ```ts
 * import { float64, penalty } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const nearOne = penalty({
 *   name: "near one",
 *   value: (m, w) => m.mul(m.sub(w, m.one), m.sub(w, m.one)),
 * });
 * assertEquals([nearOne.value(float64, 3), nearOne.slope(float64, 3)], [4, 4]);
 * ```
 */
export function penalty({ name, value, slope, kinks = [] }: PenaltyFormulas): Penalty {
  checkFormulas("penalty", name, { value, ...(slope === undefined ? {} : { slope }) });
  return Object.freeze<Penalty>({
    name,
    value,
    slope: slope ??
      (<T>(m: Arithmetic<T>, weight: T) => value(dual(m), new Dual(weight, m.one)).slope),
    kinks: Object.freeze([...kinks]),
  });
}

/**
 * Throws unless `value` is a penalty.
 *
 * @param value What was passed.
 * @throws {TypeError} If `value` is not a penalty.
 */
export function checkPenalty(value: Penalty): void {
  if (typeof value?.value !== "function" || typeof value.slope !== "function") {
    throw new TypeError(
      `penalty must be one such as l2(1e-4) or penalty({ name, value }), ` +
        `but found ${describe(value)}`,
    );
  }
}
