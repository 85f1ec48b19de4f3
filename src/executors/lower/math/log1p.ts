import type { Lanes } from "./lanes.ts";
import { atTheEdges, logarithm, parts } from "./logarithm.ts";

/** From here on the rounding of 1 + x does not affect its logarithm. */
const LARGE = 2 ** 26;
const SIGN_BIT = 0x80000000 | 0;
const EXPONENT_BITS = 0xff800000 | 0;

/**
 * log(1 + x) in each lane, with all its digits near 0.
 *
 * Off by less than 1.5 units in the last place; −0 at −0, −∞ at −1, NaN below, ∞ at ∞, NaN at NaN.
 */
export function log1p<X>(m: Lanes<X>, x: X): X {
  const one = m.constant(1);
  const given = m.hold(x);
  const sum = m.hold(m.rounded(m.add(given, one)));
  const { exponent, fraction } = parts(m, sum);
  // The rounding error of the sum, scaled as its fraction: 2⁻ᵏ (x − ((1 + x) − 1)). It only matters
  // where float32 can hold 2⁻ᵏ.
  const rounding = m.sub(given, m.sub(sum, one));
  const scale = m.subBits(one, m.and(exponent, m.bits(EXPONENT_BITS)));
  const matters = m.less(given, m.constant(LARGE));
  const lost = m.and(m.mul(rounding, scale), matters);
  const f = m.hold(m.add(m.sub(fraction, one), lost));
  const k = m.hold(m.convert(m.shiftRight(exponent, 23)));
  const result = atTheEdges(m, logarithm(m, k, f), sum);
  // The sign is that of x, also at −0.
  return m.or(result, m.and(given, m.bits(SIGN_BIT)));
}
