import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { type Bounded, boundedIn, type Precision } from "../../core/arithmetic/bounded.ts";

/** u, half the distance from 1 to the next float32, and a little more, as bounds are in float64. */
export const ROUNDING = 2 ** -24 + 2 ** -48;

/** The least float32 above 0. */
const LEAST = 2 ** -149;

/**
 * The executor's float32: its elementary functions within their tolerances, which stage 5 measures, and
 * sums of products in any order.
 */
export const FLOAT32: Precision = /* @__PURE__ */ Object.freeze<Precision>({
  rounding: ROUNDING,
  underflow: LEAST,
  constant: (x) => Math.abs(x - Math.fround(x)),
  ulps: { exp: 2, expm1: 2, log: 2, log1p: 2, tanh: 4, sqrt: 2, erf: 2 },
  sums: "in any order",
});

/**
 * The float32 of WGSL, whose quotients are off by 2.5 units in the last place (WGSL, section 15.7.4): one
 * is in tanh. √x is the reciprocal, again a quotient, of 1/√x within 2 units: 4.5 relative to the value's
 * own size are at most 9.
 */
export const WGSL: Precision = /* @__PURE__ */ Object.freeze<Precision>({
  ...FLOAT32,
  ulps: { exp: 2, expm1: 2, log: 2, log1p: 2, tanh: 6, sqrt: 9, erf: 2 },
  quotient: 2.5,
});

/** Evaluates formulas in float64, with a bound on the error of WGSL. */
export const executedInWgsl: Arithmetic<Bounded> = /* @__PURE__ */ boundedIn(WGSL);

/** Evaluates formulas in float64, with a bound on the executor's error. */
export const executed: Arithmetic<Bounded> = /* @__PURE__ */ boundedIn(FLOAT32);
