import type { Lanes } from "./lanes.ts";

/** Clamps numbers between two bounds, keeping NaN. */
export function clamp<X>(m: Lanes<X>, x: X, least: number, most: number): X {
  return m.hold(m.least(m.most(x, m.constant(least)), m.constant(most)));
}
