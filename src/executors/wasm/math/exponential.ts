import type { Code, Local } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4 } from "../emitter/instructions.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import { polynomial } from "./polynomial.ts";

/** Adding it rounds to an integer, which the lowest bits of the sum hold. */
const WHOLE = 1.5 * 2 ** 23;
/** ln 2 in two parts (Cephes, `expf.c`): the products of the first with the integers in use are exact. */
export const LN2_HIGH = 0.693359375, LN2_LOW = -2.12194440054690583e-4;
/** (eʳ − 1 − r) / r² where |r| ≤ ln(2) / 2: `deno task minimax --of exp`. */
const COEFFICIENTS = [0.49999997, 0.166665465, 0.0416674428, 0.00836625136, 0.00138699566];

/**
 * Rounds x y to integers, half to even, by adding {@linkcode WHOLE}, which is faster than conversion.
 *
 * @param x |x y| < 2²¹.
 * @param bias Added to the bits, such as 127 for the exponent of a float32.
 * @returns Two variables to release: the integers as numbers, and, plus the bias, in the lowest nine bits;
 * higher bits are meaningless.
 */
export function nearest(
  f: FunctionBuilder,
  { madd }: MultiplyAdd,
  x: Code<"v128">,
  y: number,
  bias: number,
): Readonly<Record<"whole" | "bits", Local<"v128">>> {
  const shift = f32x4.constant(WHOLE + bias);
  const bits = f.local("v128", madd(x, f32x4.constant(y), shift));
  return { bits, whole: f.local("v128", f32x4.sub(bits, shift)) };
}

/**
 * Splits eˣ = 2ⁿ (1 + p): x = n ln 2 + r, and p = eʳ − 1 by a polynomial.
 *
 * @param x |x| at most 150.
 * @param bias Added to n.
 * @returns Two variables to release: n plus the bias in the lowest nine bits, below meaningless ones, and
 * p between √½ − 1 and √2 − 1, with all its digits near 0.
 */
export function exponential(
  f: FunctionBuilder,
  fused: MultiplyAdd,
  x: Local<"v128">,
  bias: number,
): Readonly<Record<"exponent" | "part", Local<"v128">>> {
  const { madd, nmadd } = fused;
  const { bits, whole } = nearest(f, fused, x, Math.LOG2E, bias);
  const high = nmadd(whole, f32x4.constant(LN2_HIGH), x);
  const r = f.local("v128", nmadd(whole, f32x4.constant(LN2_LOW), high));
  const part = whole;
  f.set(part, f32x4.mul(r, r));
  f.set(part, madd(polynomial(fused, r, COEFFICIENTS), part, r));
  f.release(r);
  return { exponent: bits, part };
}
