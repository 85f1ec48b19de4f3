import type { Code, Local } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4, i32x4, v128 } from "../emitter/instructions.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import { exp } from "./exp.ts";
import { polynomial } from "./polynomial.ts";

/** Up to here, the power series in x² suffices. */
export const NEAR = 0.927734375;
/** From about 3.92 on erf rounds to 1. */
export const MOST = 4;
const SIGN_BIT = 0x80000000 | 0;
/** erf(x) / x − 1 in powers of x² where |x| ≤ 0.93: `deno task minimax --of erf`. */
export const COEFFICIENTS: readonly number[] = [
  0.128379151,
  -0.376124918,
  0.112817667,
  -0.0267643165,
  0.00498936605,
  -0.000596991449,
];
/** log(1 − erf x) / x + 1 in powers of x where 0.93 ≤ x ≤ 4: `deno task minimax --of erfc`. */
export const COMPLEMENT: readonly number[] = [
  -0.128652915,
  -0.635133386,
  -0.106266461,
  0.0237874798,
  -0.00365444389,
  0.00032574308,
  -0.0000115241019,
];

/**
 * The error function in each lane, 2/√π ∫ e^−t² from 0 to x.
 *
 * Off by less than 1.4 units in the last place and exactly odd; ±1 far out, NaN at NaN. x + x P(x²)
 * near 0, and 1 − e^(x Q(x) − x) beyond, where a fifth of the exponential's error remains: the formulas
 * of N. Juffa, "erff with a maximum error below 1 ulp" (2018), with our own coefficients.
 */
export function erf(f: FunctionBuilder, fused: MultiplyAdd, x: Code<"v128">): Local<"v128"> {
  const given = f.local("v128", x);
  const size = f.local("v128", f32x4.pseudoMin(f32x4.abs(given), f32x4.constant(MOST)));
  const product = f32x4.mul(size, polynomial(fused, size, COMPLEMENT));
  const far = f.local("v128", f32x4.sub(product, size));
  const power = exp(f, fused, far);
  f.set(far, f32x4.sub(f32x4.constant(1), power));
  const square = power, near = size;
  const isNear = f.local("v128", f32x4.less(size, f32x4.constant(NEAR)));
  f.set(square, f32x4.mul(size, size));
  f.set(near, fused.madd(polynomial(fused, square, COEFFICIENTS), size, size));
  const result = far;
  f.set(result, v128.select(near, far, isNear));
  f.set(result, v128.or(result, v128.and(given, i32x4.constant(SIGN_BIT))));
  f.release(given, size, power, isNear);
  return result;
}
