import type { Code, Local } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4, i32x4, v128 } from "../emitter/instructions.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import { clamp } from "./clamp.ts";
import { exponential } from "./exponential.ts";

/** Below it eˣ − 1 rounds to −1. */
const LEAST = -20;
/** Above it eˣ − 1 rounds to ∞. */
const MOST = 89;
/** Closer to 0, eˣ − 1 rounds to x. */
const TINY = 2 ** -25;
/** One less than the bias of a float32's exponent: the power is half of 2ⁿ. */
const BIAS = 127 - 1;

/**
 * eˣ − 1 in each lane, with all its digits near 0.
 *
 * Off by less than 1.7 units in the last place; −0 at −0, −1 at −∞, ∞ at ∞ and NaN at NaN.
 */
export function expm1(f: FunctionBuilder, fused: MultiplyAdd, x: Code<"v128">): Local<"v128"> {
  const given = f.local("v128", x);
  const clamped = clamp(f, given, LEAST, MOST);
  const { exponent, part } = exponential(f, fused, clamped, BIAS);
  // 2ⁿ (1 + p) − 1 = 2 (2ⁿ⁻¹ p + (2ⁿ⁻¹ − ½)): halves, as float32 cannot hold 2¹²⁸.
  const power = exponent, result = part;
  f.set(power, i32x4.shl(exponent, 23));
  f.set(result, fused.madd(part, power, f32x4.sub(power, f32x4.constant(0.5))));
  f.set(result, f32x4.add(result, result));
  const tiny = f32x4.less(f32x4.abs(given), f32x4.constant(TINY));
  f.set(result, v128.select(given, result, tiny));
  f.release(given, clamped, power);
  return result;
}
