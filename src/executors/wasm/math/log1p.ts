import type { Code, Local } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4, i32x4, v128 } from "../emitter/instructions.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import { atTheEdges, logarithm, parts } from "./logarithm.ts";

/** From here on the rounding of 1 + x does not affect its logarithm. */
const LARGE = 2 ** 26;
const SIGN_BIT = 0x80000000 | 0;
const EXPONENT_BITS = 0xff800000 | 0;

/**
 * log(1 + x) in each lane, with all its digits near 0.
 *
 * Off by less than 1.5 units in the last place; −0 at −0, −∞ at −1, NaN below, ∞ at ∞, NaN at NaN.
 */
export function log1p(f: FunctionBuilder, fused: MultiplyAdd, x: Code<"v128">): Local<"v128"> {
  const one = f32x4.constant(1);
  const given = f.local("v128", x);
  const sum = f.local("v128", f32x4.add(given, one));
  const { exponent: k, fraction } = parts(f, sum);
  // The rounding error of the sum, scaled as its fraction: 2⁻ᵏ (x − ((1 + x) − 1)). It only matters
  // where float32 can hold 2⁻ᵏ.
  const lost = f.local("v128", f32x4.sub(given, f32x4.sub(sum, one)));
  const scale = i32x4.sub(one, v128.and(k, i32x4.constant(EXPONENT_BITS)));
  const matters = f32x4.less(given, f32x4.constant(LARGE));
  f.set(lost, v128.and(f32x4.mul(lost, scale), matters));
  f.set(fraction, f32x4.add(f32x4.sub(fraction, one), lost));
  f.set(k, f32x4.convert(i32x4.shrSigned(k, 23)));
  f.release(lost);
  const result = logarithm(f, fused, k, fraction);
  f.set(result, atTheEdges(result, sum));
  // The sign is that of x, also at −0.
  f.set(result, v128.or(result, v128.and(given, i32x4.constant(SIGN_BIT))));
  f.release(given, sum, k, fraction);
  return result;
}
