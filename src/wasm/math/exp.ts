import type { Code, Local } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4, i32x4, v128 } from "../emitter/instructions.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import { exponential } from "./exponential.ts";

/** Below it eˣ rounds to 0, above the other to ∞. */
const LEAST = -104;
const MOST = 89;
const EXPONENT_BITS = 0xff800000 | 0;

/**
 * eˣ in each lane.
 *
 * @param f The function that computes it.
 * @param fused How products are added.
 * @param x The exponents.
 * @returns A variable; the caller releases it.
 */
export function exp(f: FunctionBuilder, fused: MultiplyAdd, x: Code<"v128">): Local<"v128"> {
  const clamped = f.local(
    "v128",
    f32x4.pseudoMin(f32x4.pseudoMax(x, f32x4.constant(LEAST)), f32x4.constant(MOST)),
  );
  const { exponent, part } = exponential(f, fused, clamped);
  // 2ⁿ in two steps, as n goes beyond what one float32 can hold: the last product alone may round.
  const one = f32x4.constant(1);
  const half = clamped, result = part;
  f.set(half, v128.and(i32x4.shrSigned(exponent, 1), i32x4.constant(EXPONENT_BITS)));
  const rest = exponent;
  f.set(rest, i32x4.add(i32x4.sub(exponent, half), one));
  f.set(half, i32x4.add(half, one));
  f.set(result, f32x4.mul(fused.madd(part, half, half), rest));
  f.release(half, rest);
  return result;
}
