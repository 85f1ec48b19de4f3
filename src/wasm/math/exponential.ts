import type { Code, Local } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4, i32x4 } from "../emitter/instructions.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import { polynomial } from "./polynomial.ts";

/** Numbers this large are whole: adding it rounds to an integer, and its lowest bits hold that. */
const SHIFTER = 1.5 * 2 ** 23;
/** ln 2 in two parts (Cephes, `expf.c`): the products of the first with the integers in use are exact. */
export const LN2_HIGH = 0.693359375;
/** What the first part leaves. */
export const LN2_LOW = -2.12194440054690583e-4;
/** (eʳ − 1 − r) / r² where |r| ≤ ln(2) / 2, to 2⁻²⁶ (`deno task minimax --of exp`). */
const COEFFICIENTS = [0.49999997, 0.166665465, 0.0416674428, 0.00836625136, 0.00138699566];

/** eˣ = 2ⁿ (1 + p). */
export interface Exponential {
  /** n at the place of a float32's exponent, as an integer: n 2²³. */
  readonly exponent: Local<"v128">;
  /** p between √½ − 1 and √2 − 1, with all its digits near 0. */
  readonly part: Local<"v128">;
}

/**
 * Takes eˣ apart: x = n ln 2 + r, and 1 + p = eʳ by a polynomial.
 *
 * @param x The exponent: a local, |x| at most 150.
 * @returns Two variables to release.
 */
export function exponential(f: FunctionBuilder, fused: MultiplyAdd, x: Local<"v128">): Exponential {
  const { madd, nmadd } = fused;
  const shifter = f32x4.constant(SHIFTER);
  const exponent = f.local("v128", madd(x, f32x4.constant(Math.LOG2E), shifter));
  const n = f.local("v128", f32x4.sub(exponent, shifter));
  f.set(exponent, i32x4.shl(exponent, 23));
  const r = n;
  f.set(r, nmadd(n, f32x4.constant(LN2_LOW), nmadd(n, f32x4.constant(LN2_HIGH), x)));
  const part = f.local("v128", f32x4.mul(r, r));
  f.set(part, madd(polynomial(fused, r, COEFFICIENTS), part, r));
  f.release(r);
  return { exponent, part };
}
