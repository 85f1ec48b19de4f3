import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { type Family, family } from "../../core/support/family.ts";
import { isNatural } from "../../core/support/checks.ts";
import { checkOptions } from "../../core/support/options.ts";
import { sigmoid } from "../activations/sigmoid.ts";
import { binaryCrossEntropyFromLogits } from "./binary_cross_entropy_from_logits.ts";
import { type Loss, loss } from "./loss.ts";
import { LABELS } from "./targets.ts";

/**
 * Options of {@linkcode focal}.
 * @category Losses
 */
export interface FocalOptions {
  /** γ, how much easy examples are played down: a whole number from 0 to 16; defaults to 2. */
  readonly gamma?: number;
}

const GAMMA = 2;

/** The focal losses of all γ. */
const FOCALS: Family<Loss> = /* @__PURE__ */ family(
  "focal",
  GAMMA,
  (gamma) => isNatural(gamma) && gamma <= 16,
  (name, γ) =>
    loss({
      name,
      value: (m, { a, y }) => {
        const terms = a.map((aj, j) => {
          const { ease, entropy } = partsOf(m, aj, y[j]!);
          return m.mul(power(m, ease, γ), entropy);
        });
        return sum(m, terms);
      },
      // (p − y) wᵞ + γ wᵞ⁻¹ w′ L, where w′ = (1 − 2 y) p (1 − p)
      gradient: (m, { a, y }) =>
        a.map((aj, j) => {
          const { p, q, ease, entropy } = partsOf(m, aj, y[j]!);
          const slope = m.mul(m.sub(p, y[j]!), power(m, ease, γ));
          if (γ === 0) return slope;
          const turn = m.mul(m.sub(m.one, m.add(y[j]!, y[j]!)), m.mul(p, q));
          const factor = m.mul(m.constant(γ), power(m, ease, γ - 1));
          return m.add(slope, m.mul(m.mul(factor, turn), entropy));
        }),
      targets: LABELS,
      signed: true,
      decisionThreshold: 0,
    }),
);

/** p = σ(a), q = 1 − p, w = p (1 − y) + q y, and the binary cross-entropy of a logit. */
function partsOf<T>(m: Arithmetic<T>, a: T, y: T) {
  const p = sigmoid.value(m, a), q = sigmoid.value(m, m.neg(a));
  const ease = m.add(m.mul(p, m.sub(m.one, y)), m.mul(q, y));
  return { p, q, ease, entropy: binaryCrossEntropyFromLogits.value(m, { a: [a], y: [y] }) };
}

function power<T>(m: Arithmetic<T>, base: T, exponent: number): T {
  return Array.from({ length: exponent }, () => base).reduce(
    (product, x) => m.mul(product, x),
    m.one,
  );
}

/**
 * The focal loss of logits: binary cross-entropy times (1 − pₜ)ᵞ, summed over the outputs, in nats.
 *
 * pₜ is the probability of the label, so that examples that are nearly right count little. T.-Y. Lin,
 * P. Goyal, R. Girshick, K. He, P. Dollár: Focal loss for dense object detection. ICCV 2017, equation
 * (4), with 1 − pₜ = p (1 − y) + (1 − p) y for labels between 0 and 1. With γ = 0 it is
 * `binaryCrossEntropyFromLogits`.
 *
 * @returns The loss, the same record for the same γ.
 * @throws {RangeError} If γ is not an integer from 0 to 16.
 *
 * @example
 * ```ts
 * import { float64, focal } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // (1 − ¾)² · −log ¾
 * assertAlmostEquals(focal().value(float64, { a: [Math.log(3)], y: [1] }), -Math.log(0.75) / 16, 1e-15);
 * ```
 * @category Losses
 */
export function focal(options: FocalOptions = {}): Loss {
  const { gamma = GAMMA } = checkOptions("focal()", options, "gamma");
  return FOCALS.of(gamma);
}
