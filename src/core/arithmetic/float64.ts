import type { Arithmetic } from "./arithmetic.ts";
import { erf } from "./erf.ts";

/**
 * Reads formulas as IEEE 754 double-precision numbers: the reading that trains.
 *
 * @example
 * ```ts
 * import { float64 } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(float64.choose(-2, float64.one, float64.zero), 0);
 * assertEquals(float64.choose(NaN, float64.one, float64.zero), NaN);
 * assertEquals(float64.xlogy(0, 0), 0);
 * ```
 * @category Arithmetic
 */
export const float64: Arithmetic<number> = /* @__PURE__ */ Object.freeze({
  zero: 0,
  one: 1,
  constant: (x: number) => x,
  add: (x: number, y: number) => x + y,
  sub: (x: number, y: number) => x - y,
  mul: (x: number, y: number) => x * y,
  div: (x: number, y: number) => x / y,
  neg: (x: number) => -x,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  sqrt: Math.sqrt,
  erf,
  xlogy: (y: number, a: number) => y === 0 && a === a ? 0 : y * Math.log(a),
  xdivy: (y: number, a: number) => y === 0 && a === a ? 0 : y / a,
  choose: (x: number, positive: number, otherwise: number) =>
    x > 0 ? positive : x <= 0 ? otherwise : NaN,
});

/**
 * {@linkcode float64}, whose small matrices are cut from shared memory: a typed array of its own takes V8
 * some microseconds, more than what a small layer computes. For values that nobody keeps or transfers, as
 * those of a finite difference.
 */
export const scratch64: Arithmetic<number> = /* @__PURE__ */ Object.freeze({ ...float64 });
