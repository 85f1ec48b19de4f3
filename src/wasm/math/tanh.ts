import type { Code, Local } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4 } from "../emitter/instructions.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import { polynomial } from "./polynomial.ts";

/** From here on the quotient stays, at what rounds to 1. */
const MOST = 8.6;
/** tanh x = x P(x²) / Q(x²) where |x| ≤ 8.6, to 2⁻²⁵·⁹ (`deno task minimax --of tanh`). */
const NUMERATOR = [1, 0.13409549, 0.00352951931, 2.11713359e-5, 1.41456491e-8];
const DENOMINATOR = [1, 0.467428744, 0.0260059088, 0.000334126904, 8.09749054e-7];

/**
 * The hyperbolic tangent in each lane.
 *
 * @param f The function that computes it.
 * @param fused How products are added.
 * @param x The arguments.
 * @returns A variable; the caller releases it.
 */
export function tanh(f: FunctionBuilder, fused: MultiplyAdd, x: Code<"v128">): Local<"v128"> {
  const clamped = f.local(
    "v128",
    f32x4.pseudoMin(f32x4.pseudoMax(x, f32x4.constant(-MOST)), f32x4.constant(MOST)),
  );
  const square = f.local("v128", f32x4.mul(clamped, clamped));
  const numerator = f32x4.mul(polynomial(fused, square, NUMERATOR), clamped);
  const result = clamped;
  f.set(result, f32x4.div(numerator, polynomial(fused, square, DENOMINATOR)));
  f.release(square);
  return result;
}
