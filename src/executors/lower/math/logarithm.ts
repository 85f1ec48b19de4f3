import { LN2_HIGH, LN2_LOW } from "./exponential.ts";
import type { Lanes } from "./lanes.ts";
import { polynomial } from "./polynomial.ts";

/** The bits of √½ as a float32. */
const SQRT_HALF_BITS = 0x3f3504f3;
const FRACTION_BITS = 0x007fffff;
/** (log(1 + f) − f + f²/2) / f³ where √½ ≤ 1 + f < √2: `deno task minimax --of log`. */
// deno-fmt-ignore
const COEFFICIENTS = [
  0.333333313, -0.250008196, 0.200012416, -0.166234091,
  0.142015815, -0.131596133, 0.127621993, -0.0763639957,
];

/**
 * Splits positive, normal numbers x = 2ᵏ m, where √½ ≤ m < √2: k in the bits of a float32's exponent,
 * above meaningless bits, held, and m.
 */
export function parts<X>(m: Lanes<X>, x: X): Readonly<Record<"exponent" | "fraction", X>> {
  const least = m.bits(SQRT_HALF_BITS);
  const exponent = m.hold(m.subBits(x, least));
  return { exponent, fraction: m.addBits(m.and(exponent, m.bits(FRACTION_BITS)), least) };
}

/**
 * k ln 2 + log(1 + f), by a polynomial.
 *
 * @param k Held.
 * @param fraction f between √½ − 1 and √2 − 1, held.
 */
export function logarithm<X>(m: Lanes<X>, k: X, fraction: X): X {
  const square = m.hold(m.mul(fraction, fraction));
  // The smallest terms first: f³ P(f) + k ln 2's lower part − f²/2 + f + k ln 2's upper part.
  const cube = m.mul(m.mul(polynomial(m, fraction, COEFFICIENTS), fraction), square);
  const low = m.madd(k, m.constant(LN2_LOW), cube);
  const sum = m.nmadd(square, m.constant(0.5), low);
  return m.madd(k, m.constant(LN2_HIGH), m.add(fraction, sum));
}

/**
 * Corrects the logarithm of x at special values: −∞ at 0, NaN below, ∞ at ∞ and NaN at NaN.
 *
 * @param result The logarithm elsewhere, anything finite there.
 * @param x Held.
 */
export function atTheEdges<X>(m: Lanes<X>, result: X, x: X): X {
  const zero = m.constant(0), infinity = m.constant(Infinity);
  const minusInfinityAtZero = m.sub(result, m.and(m.equal(x, zero), infinity));
  const itself = m.andNot(x, m.less(x, infinity));
  return m.or(m.add(minusInfinityAtZero, itself), m.less(x, zero));
}
