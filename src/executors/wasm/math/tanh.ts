import type { Code, Local } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4, i32x4 } from "../emitter/instructions.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import { clamp } from "./clamp.ts";
import { nearest } from "./exponential.ts";
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
export function tanh(f: FunctionBuilder, fused: MultiplyAdd, x: Code<"v128">): Local<"v128"> {
  const { nmadd } = fused, one = f32x4.constant(1);
  const clamped = clamp(f, x, -MOST, MOST);
  const { whole, bits } = nearest(f, fused, clamped, 2 * Math.LOG2E, BIAS);
  // ln 2 in one part: where n is not 0, the slope of tanh compensates for the digits that r loses.
  const r = clamped;
  f.set(r, nmadd(whole, f32x4.constant(Math.LN2 / 2), clamped));
  const square = whole;
  f.set(square, f32x4.mul(r, r));
  // A product and not a sum with r, for the sign of −0; and again below.
  const t = f.local("v128", f32x4.mul(r, polynomial(fused, square, COEFFICIENTS)));
  const s = bits, sum = square, difference = r;
  f.set(s, i32x4.shl(bits, 23));
  f.set(sum, f32x4.add(one, s));
  f.set(difference, f32x4.sub(one, s));
  // −0 − 0 = −0, where a sum would be 0.
  const numerator = f32x4.sub(f32x4.mul(sum, t), difference);
  const result = t;
  f.set(result, f32x4.div(numerator, nmadd(difference, t, sum)));
  f.release(clamped, whole, bits);
  return result;
}
