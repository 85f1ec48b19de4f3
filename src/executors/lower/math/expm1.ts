import { clamp } from "./clamp.ts";
import { exponential } from "./exponential.ts";
import type { Lanes } from "./lanes.ts";

/** Below it eˣ − 1 rounds to −1. */
const LEAST = -20;
/** Above it eˣ − 1 rounds to ∞. */
const MOST = 89;
/** Closer to 0, eˣ − 1 rounds to x. */
const TINY = 2 ** -25;
/** One less than the bias of a float32's exponent: the power is half of 2ⁿ. */
const BIAS = 127 - 1;

/**
 * eˣ − 1 in each lane, with all its digits near 0.
 *
 * Off by less than 1.7 units in the last place; −0 at −0, −1 at −∞, ∞ at ∞ and NaN at NaN.
 */
export function expm1<X>(m: Lanes<X>, x: X): X {
  const given = m.hold(x);
  const { exponent, part } = exponential(m, clamp(m, given, LEAST, MOST), BIAS);
  // 2ⁿ (1 + p) − 1 = 2 (2ⁿ⁻¹ p + (2ⁿ⁻¹ − ½)): halves, as float32 cannot hold 2¹²⁸.
  const power = m.hold(m.shiftLeft(exponent, 23));
  const half = m.hold(m.madd(part, power, m.sub(power, m.constant(0.5))));
  const tiny = m.less(m.abs(given), m.constant(TINY));
  return m.select(given, m.add(half, half), tiny);
}
