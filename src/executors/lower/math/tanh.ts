import { clamp } from "./clamp.ts";
import type { Lanes } from "./lanes.ts";
import { polynomial } from "./polynomial.ts";

/** From about 9 on, tanh rounds to 1. */
const MOST = 10;
const BIAS = 127;
/** tanh(r) / r in powers of r² where |r| ≤ ln(2) / 4: `deno task minimax --of tanh`, after a 1. */
const COEFFICIENTS = [1, -0.33331272, 0.131106362];

/**
 * The hyperbolic tangent in each lane.
 *
 * Off by less than 2.8 units in the last place and exactly odd; ±1 far out, NaN at NaN.
 *
 * With x = n ln(2)/2 + r, t = tanh r and s = 2ⁿ, as e²ˣ = s (1 + t) / (1 − t):
 * tanh x = ((s + 1) t + (s − 1)) / ((s − 1) t + (s + 1)).
 */
export function tanh<X>(m: Lanes<X>, x: X): X {
  const one = m.constant(1);
  const clamped = clamp(m, x, -MOST, MOST);
  const { whole, bits } = m.nearest(clamped, 2 * Math.LOG2E, BIAS);
  // ln 2 in one part: where n is not 0, the slope of tanh compensates for the digits that r loses.
  const r = m.hold(m.nmadd(whole, m.constant(Math.LN2 / 2), clamped));
  const square = m.hold(m.mul(r, r));
  // A product and not a sum with r, for the sign of −0; and again below.
  const t = m.hold(m.mul(r, polynomial(m, square, COEFFICIENTS)));
  const s = m.hold(m.shiftLeft(bits, 23));
  const sum = m.hold(m.add(one, s)), difference = m.hold(m.sub(one, s));
  // −0 − 0 = −0, where a sum would be 0.
  const numerator = m.sub(m.mul(sum, t), difference);
  return m.div(numerator, m.nmadd(difference, t, sum));
}
