import type { Code, Local } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4, i32x4, v128 } from "../emitter/instructions.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import { clamp } from "./clamp.ts";
import { exponential } from "./exponential.ts";

/** Below it eˣ rounds to 0. */
const LEAST = -104;
/** Above it eˣ rounds to ∞. */
const MOST = 89;
/** Twice the bias of a float32's exponent, for two powers of 2. */
const BIAS = 2 * 127;
const EXPONENT_BITS = 0x7f800000;

/**
 * eˣ in each lane.
 *
 * Off by less than 1.1 units in the last place, gradually to 0 and up to ∞; NaN at NaN.
 */
export function exp(f: FunctionBuilder, fused: MultiplyAdd, x: Code<"v128">): Local<"v128"> {
  const clamped = clamp(f, x, LEAST, MOST);
  const { exponent, part } = exponential(f, fused, clamped, BIAS);
  // 2ⁿ in two factors, as float32 cannot hold every n: only the last product may round.
  const half = clamped, rest = exponent, result = part;
  f.set(half, v128.and(i32x4.shl(exponent, 22), i32x4.constant(EXPONENT_BITS)));
  f.set(rest, i32x4.sub(i32x4.shl(exponent, 23), half));
  f.set(result, f32x4.mul(fused.madd(part, half, half), rest));
  f.release(half, rest);
  return result;
}
