import type { Arithmetic } from "../../engine.ts";

/** x² */
export function square<T>(m: Arithmetic<T>, x: T): T {
  return m.mul(x, x);
}

/** 2x */
export function twice<T>(m: Arithmetic<T>, x: T): T {
  return m.mul(m.constant(2), x);
}
