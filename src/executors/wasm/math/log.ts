import type { Code, Local } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4, i32x4, v128 } from "../emitter/instructions.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import { atTheEdges, logarithm, parts } from "./logarithm.ts";

const LEAST_NORMAL = 2 ** -126;
const SCALE_BITS = 23;

/**
 * The natural logarithm in each lane.
 *
 * Off by less than 0.9 units in the last place; −∞ at 0, NaN below, ∞ at ∞ and NaN at NaN.
 */
export function log(f: FunctionBuilder, fused: MultiplyAdd, x: Code<"v128">): Local<"v128"> {
  const given = f.local("v128", x);
  // Denormal numbers are scaled into the normal range.
  const denormal = f.local("v128", f32x4.less(given, f32x4.constant(LEAST_NORMAL)));
  const large = f32x4.mul(given, f32x4.constant(2 ** SCALE_BITS));
  const scaled = f.local("v128", v128.select(large, given, denormal));
  const { exponent: k, fraction } = parts(f, scaled);
  const added = v128.and(denormal, f32x4.constant(SCALE_BITS));
  f.set(k, f32x4.sub(f32x4.convert(i32x4.shrSigned(k, 23)), added));
  f.set(fraction, f32x4.sub(fraction, f32x4.constant(1)));
  f.release(denormal, scaled);
  const result = logarithm(f, fused, k, fraction);
  f.set(result, atTheEdges(result, given));
  f.release(given, k, fraction);
  return result;
}
