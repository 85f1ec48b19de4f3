import type { Code, Local } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4, i32x4, v128 } from "../emitter/instructions.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import { exponential } from "./exponential.ts";

/** Below it eˣ − 1 rounds to −1, above the other to ∞. */
const LEAST = -20;
const MOST = 89;
/** Below it eˣ − 1 rounds to x. */
const TINY = 2 ** -25;

/**
 * eˣ − 1 in each lane, with all its digits near 0.
 *
 * @param f The function that computes it.
 * @param fused How products are added.
 * @param x The exponents.
 * @returns A variable; the caller releases it.
 */
export function expm1(f: FunctionBuilder, fused: MultiplyAdd, x: Code<"v128">): Local<"v128"> {
  const given = f.local("v128", x);
  const clamped = f.local(
    "v128",
    f32x4.pseudoMin(f32x4.pseudoMax(given, f32x4.constant(LEAST)), f32x4.constant(MOST)),
  );
  const { exponent, part } = exponential(f, fused, clamped);
  // 2ⁿ (1 + p) − 1 = 2 (2ⁿ⁻¹ p + (2ⁿ⁻¹ − ½)): halves, as 2¹²⁸ is no float32.
  const half = f32x4.constant(0.5), power = exponent, result = part;
  f.set(power, i32x4.add(exponent, half));
  f.set(result, fused.madd(part, power, f32x4.sub(power, half)));
  f.set(result, f32x4.add(result, result));
  const tiny = f32x4.less(f32x4.abs(given), f32x4.constant(TINY));
  f.set(result, v128.select(given, result, tiny));
  f.release(given, clamped, power);
  return result;
}
