import type { Code, Local } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4, i32x4, v128 } from "../emitter/instructions.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import { LN2_HIGH, LN2_LOW } from "./exponential.ts";
import { polynomial } from "./polynomial.ts";

/** The bits of √½ as a float32. */
const SQRT_HALF_BITS = 0x3f3504f3;
const FRACTION_BITS = 0x007fffff;
/** (log(1 + f) − f + f²/2) / f³ where √½ ≤ 1 + f < √2: `deno task minimax --of log`. */
// deno-fmt-ignore
const COEFFICIENTS = [
  0.333333313, -0.250008196, 0.200012416, -0.166234091,
  0.142015815, -0.131596133, 0.127621993, -0.0763639957,
];

/**
 * Splits positive, normal numbers x = 2ᵏ m, where √½ ≤ m < √2, into two variables to release: k in the
 * bits of a float32's exponent, above meaningless bits, and m.
 */
export function parts(
  f: FunctionBuilder,
  x: Local<"v128">,
): Readonly<Record<"exponent" | "fraction", Local<"v128">>> {
  const least = i32x4.constant(SQRT_HALF_BITS);
  const exponent = f.local("v128", i32x4.sub(x, least));
  const bits = v128.and(exponent, i32x4.constant(FRACTION_BITS));
  const fraction = f.local("v128", i32x4.add(bits, least));
  return { exponent, fraction };
}

/**
 * k ln 2 + log(1 + f), by a polynomial: a variable to release.
 *
 * @param fraction f between √½ − 1 and √2 − 1.
 */
export function logarithm(
  f: FunctionBuilder,
  fused: MultiplyAdd,
  k: Local<"v128">,
  fraction: Local<"v128">,
): Local<"v128"> {
  const { madd, nmadd } = fused;
  const square = f.local("v128", f32x4.mul(fraction, fraction));
  const sum = f.local("v128", polynomial(fused, fraction, COEFFICIENTS));
  // The smallest terms first: f³ P(f) + k ln 2's lower part − f²/2 + f + k ln 2's upper part.
  f.set(sum, f32x4.mul(f32x4.mul(sum, fraction), square));
  f.set(sum, madd(k, f32x4.constant(LN2_LOW), sum));
  f.set(sum, nmadd(square, f32x4.constant(0.5), sum));
  f.set(sum, madd(k, f32x4.constant(LN2_HIGH), f32x4.add(fraction, sum)));
  f.release(square);
  return sum;
}

/**
 * Corrects the logarithm of x at special values: −∞ at 0, NaN below, ∞ at ∞ and NaN at NaN.
 *
 * @param result The logarithm elsewhere, anything finite there.
 */
export function atTheEdges(result: Code<"v128">, x: Local<"v128">): Code<"v128"> {
  const zero = f32x4.constant(0), infinity = f32x4.constant(Infinity);
  const minusInfinityAtZero = f32x4.sub(result, v128.and(f32x4.equal(x, zero), infinity));
  const itself = v128.andNot(x, f32x4.less(x, infinity));
  return v128.or(f32x4.add(minusInfinityAtZero, itself), f32x4.less(x, zero));
}
