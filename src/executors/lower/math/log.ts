import type { Lanes } from "./lanes.ts";
import { atTheEdges, logarithm, parts } from "./logarithm.ts";

const LEAST_NORMAL = 2 ** -126;
const SCALE_BITS = 23;

/**
 * The natural logarithm in each lane.
 *
 * Off by less than 0.9 units in the last place; −∞ at 0, NaN below, ∞ at ∞ and NaN at NaN.
 */
export function log<X>(m: Lanes<X>, x: X): X {
  const given = m.hold(x);
  // Denormal numbers are scaled into the normal range.
  const denormal = m.hold(m.less(given, m.constant(LEAST_NORMAL)));
  const large = m.mul(given, m.constant(2 ** SCALE_BITS));
  const { exponent, fraction } = parts(m, m.select(large, given, denormal));
  const added = m.and(denormal, m.constant(SCALE_BITS));
  const k = m.hold(m.sub(m.convert(m.shiftRight(exponent, 23)), added));
  const f = m.hold(m.sub(fraction, m.constant(1)));
  return atTheEdges(m, logarithm(m, k, f), given);
}
