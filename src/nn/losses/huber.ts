import { mean } from "../../core/arithmetic/reductions.ts";
import { type Family, family } from "../../core/support/family.ts";
import { checkOptions } from "../../core/support/options.ts";
import { errorsOf, shares } from "./errors.ts";
import { type Loss, loss } from "./loss.ts";

/**
 * Options of {@linkcode huber}.
 * @category Losses
 */
export interface HuberOptions {
  /** The error beyond which the loss is linear, in the outputs' unit; defaults to 1. */
  readonly delta?: number;
}

const DELTA = 1;

/** Huber's losses of all δ. */
const HUBERS: Family<Loss> = /* @__PURE__ */ family(
  "huber",
  DELTA,
  (delta) => delta > 0 && delta < Infinity,
  (name, δ) =>
    loss({
      name,
      value: (m, outcome) => {
        const half = m.constant(0.5), delta = m.constant(δ);
        const terms = errorsOf(m, outcome).map((error) => {
          const size = m.choose(error, error, m.neg(error));
          const far = m.mul(delta, m.sub(size, m.mul(half, delta)));
          return m.choose(m.sub(size, delta), far, m.mul(half, m.mul(error, error)));
        });
        return mean(m, terms);
      },
      gradient: (m, outcome) => {
        const delta = m.constant(δ);
        const clipped = errorsOf(m, outcome).map((error) => {
          const size = m.choose(error, error, m.neg(error));
          const far = m.choose(error, delta, m.neg(delta));
          return m.choose(m.sub(size, delta), far, error);
        });
        return shares(m, clipped);
      },
      kinks: (m, outcome) =>
        errorsOf(m, outcome).flatMap((error) => {
          return [m.sub(error, m.constant(δ)), m.add(error, m.constant(δ))];
        }),
    }),
);

/**
 * Huber's loss: the mean over the outputs of ½ e² where |e| ≤ δ, else δ (|e| − ½ δ), with e = a − y.
 *
 * Its gradient, e clipped to ±δ, is continuous. P. J. Huber: Robust estimation of a location parameter.
 * Annals of Mathematical Statistics 35 (1964).
 *
 * @returns The loss, the same record for the same δ.
 * @throws {RangeError} If δ is not positive and finite.
 *
 * @example
 * ```ts
 * import { float64, huber } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const loss = huber({ delta: 2 });
 * assertEquals(loss.value(float64, { a: [1], y: [0] }), 0.5);
 * assertEquals(loss.value(float64, { a: [5], y: [0] }), 8);
 * ```
 * @category Losses
 */
export function huber(options: HuberOptions = {}): Loss {
  const { delta = DELTA } = checkOptions("huber()", options, "delta");
  return HUBERS.of(delta);
}
