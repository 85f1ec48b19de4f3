import type { Lanes } from "./lanes.ts";
import { polynomial } from "./polynomial.ts";

/** ln 2 in two parts (Cephes, `expf.c`): the products of the first with the integers in use are exact. */
export const LN2_HIGH = 0.693359375, LN2_LOW = -2.12194440054690583e-4;
/** (eʳ − 1 − r) / r² where |r| ≤ ln(2) / 2: `deno task minimax --of exp`. */
const COEFFICIENTS = [0.49999997, 0.166665465, 0.0416674428, 0.00836625136, 0.00138699566];

/**
 * Splits eˣ = 2ⁿ (1 + p): x = n ln 2 + r, and p = eʳ − 1 by a polynomial.
 *
 * @param x |x| at most 150.
 * @param bias Added to n.
 * @returns n plus the bias in the lowest nine bits, below meaningless ones, and p between √½ − 1 and
 * √2 − 1, with all its digits near 0; both are held.
 */
export function exponential<X>(
  m: Lanes<X>,
  x: X,
  bias: number,
): Readonly<Record<"exponent" | "part", X>> {
  const { bits, whole } = m.nearest(x, Math.LOG2E, bias);
  const high = m.nmadd(whole, m.constant(LN2_HIGH), x);
  const r = m.hold(m.nmadd(whole, m.constant(LN2_LOW), high));
  const part = m.hold(m.madd(polynomial(m, r, COEFFICIENTS), m.mul(r, r), r));
  return { exponent: bits, part };
}
