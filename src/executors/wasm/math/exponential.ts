import type { Code, Local } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4 } from "../emitter/instructions.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import { polynomial } from "./polynomial.ts";

/** Numbers about this large are whole: adding it rounds to an integer, and the lowest bits hold that. */
const WHOLE = 1.5 * 2 ** 23;
/** ln 2 in two parts (Cephes, `expf.c`): the products of the first with the integers in use are exact. */
export const LN2_HIGH = 0.693359375;
/** What the first part leaves. */
export const LN2_LOW = -2.12194440054690583e-4;
/** (eʳ − 1 − r) / r² where |r| ≤ ln(2) / 2: `deno task minimax --of exp`. */
const COEFFICIENTS = [0.49999997, 0.166665465, 0.0416674428, 0.00836625136, 0.00138699566];

/** The nearest integers, in two forms. */
export interface Nearest {
  /** As a number. */
  readonly whole: Local<"v128">;
  /** In the lowest nine bits, with the bias added, below bits without a meaning. */
  readonly bits: Local<"v128">;
}

/**
 * Rounds x y to integers.
 *
 * The addition of {@linkcode WHOLE} rounds, half to even, faster than the conversions do.
 *
 * @param x A number of any size, so long as |x y| < 2²¹.
 * @param y A constant.
 * @param bias What is added to the bits, such as 127 to make them the exponent of a float32.
 * @returns Two variables to release.
 */
export function nearest(
  f: FunctionBuilder,
  { madd }: MultiplyAdd,
  x: Code<"v128">,
  y: number,
  bias: number,
): Nearest {
  const shift = f32x4.constant(WHOLE + bias);
  const bits = f.local("v128", madd(x, f32x4.constant(y), shift));
  return { bits, whole: f.local("v128", f32x4.sub(bits, shift)) };
}

/** eˣ = 2ⁿ (1 + p). */
export interface Exponential {
  /** n in the lowest nine bits, with the bias added, below bits without a meaning. */
  readonly exponent: Local<"v128">;
  /** p between √½ − 1 and √2 − 1, with all its digits near 0. */
  readonly part: Local<"v128">;
}

/**
 * Takes eˣ apart: x = n ln 2 + r, and p = eʳ − 1 by a polynomial.
 *
 * @param x A local, |x| at most 150.
 * @param bias What is added to n.
 * @returns Two variables to release.
 */
export function exponential(
  f: FunctionBuilder,
  fused: MultiplyAdd,
  x: Local<"v128">,
  bias: number,
): Exponential {
  const { madd, nmadd } = fused;
  const { bits, whole } = nearest(f, fused, x, Math.LOG2E, bias);
  const r = f.local(
    "v128",
    nmadd(whole, f32x4.constant(LN2_LOW), nmadd(whole, f32x4.constant(LN2_HIGH), x)),
  );
  const part = whole;
  f.set(part, f32x4.mul(r, r));
  f.set(part, madd(polynomial(fused, r, COEFFICIENTS), part, r));
  f.release(r);
  return { exponent: bits, part };
}
