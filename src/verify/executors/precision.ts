import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { type Bounded, boundedIn, type Precision } from "../../core/arithmetic/bounded.ts";

/** u, half the distance from 1 to the next float32; a little more, as the bounds are float64. */
export const ROUNDING = 2 ** -24 + 2 ** -48;

/** The least float32 above 0. */
const LEAST = 2 ** -149;

/**
 * Float32 as the executor has it, granted what its elementary functions are held to; stage 5 measures
 * them. Sums of products are taken in whatever order the kernels like.
 */
export const FLOAT32: Precision = /* @__PURE__ */ Object.freeze<Precision>({
  rounding: ROUNDING,
  underflow: LEAST,
  constant: (x) => Math.abs(x - Math.fround(x)),
  ulps: { exp: 2, expm1: 2, log: 2, log1p: 2, tanh: 4, sqrt: 2, erf: 2 },
  sums: "in any order",
});

/** Reads formulas in float64 with a bound of what the executor may be off. */
export const executed: Arithmetic<Bounded> = /* @__PURE__ */ boundedIn(FLOAT32);
