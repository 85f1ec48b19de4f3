import { clamp } from "./clamp.ts";
import { exponential } from "./exponential.ts";
import type { Lanes } from "./lanes.ts";

/** Below it eˣ rounds to 0. */
const LEAST = -104;
/** Above it eˣ rounds to ∞. */
const MOST = 89;
/** Twice the bias of a float32's exponent, for two powers of 2. */
const BIAS = 2 * 127;
const EXPONENT_BITS = 0x7f800000;

/**
 * eˣ in each lane.
 *
 * Off by less than 1.1 units in the last place, gradually to 0 and up to ∞; NaN at NaN.
 */
export function exp<X>(m: Lanes<X>, x: X): X {
  const { exponent, part } = exponential(m, clamp(m, x, LEAST, MOST), BIAS);
  // 2ⁿ in two factors, as float32 cannot hold every n: only the last product may round.
  const half = m.hold(m.and(m.shiftLeft(exponent, 22), m.bits(EXPONENT_BITS)));
  const rest = m.subBits(m.shiftLeft(exponent, 23), half);
  return m.mul(m.madd(part, half, half), rest);
}
