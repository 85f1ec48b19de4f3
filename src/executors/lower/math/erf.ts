import { exp } from "./exp.ts";
import type { Lanes } from "./lanes.ts";
import { polynomial } from "./polynomial.ts";

/** Up to here, the power series in x² suffices. */
export const NEAR = 0.927734375;
/** From about 3.92 on erf rounds to 1. */
export const MOST = 4;
const SIGN_BIT = 0x80000000 | 0;
/** erf(x) / x − 1 in powers of x² where |x| ≤ 0.93: `deno task minimax --of erf`. */
export const COEFFICIENTS: readonly number[] = [
  0.128379151,
  -0.376124918,
  0.112817667,
  -0.0267643165,
  0.00498936605,
  -0.000596991449,
];
/** log(1 − erf x) / x + 1 in powers of x where 0.93 ≤ x ≤ 4: `deno task minimax --of erfc`. */
export const COMPLEMENT: readonly number[] = [
  -0.128652915,
  -0.635133386,
  -0.106266461,
  0.0237874798,
  -0.00365444389,
  0.00032574308,
  -0.0000115241019,
];

/**
 * The error function in each lane, 2/√π ∫ e^−t² from 0 to x.
 *
 * Off by less than 1.4 units in the last place and exactly odd; ±1 far out, NaN at NaN. x + x P(x²)
 * near 0, and 1 − e^(x Q(x) − x) beyond, where a fifth of the exponential's error remains: the formulas
 * of N. Juffa, "erff with a maximum error below 1 ulp" (2018), with our own coefficients.
 */
export function erf<X>(m: Lanes<X>, x: X): X {
  const given = m.hold(x);
  const size = m.hold(m.least(m.abs(given), m.constant(MOST)));
  const product = m.mul(size, polynomial(m, size, COMPLEMENT));
  const far = m.sub(m.constant(1), exp(m, m.sub(product, size)));
  const square = m.hold(m.mul(size, size));
  const near = m.madd(polynomial(m, square, COEFFICIENTS), size, size);
  const result = m.select(near, far, m.less(size, m.constant(NEAR)));
  return m.or(result, m.and(given, m.bits(SIGN_BIT)));
}
