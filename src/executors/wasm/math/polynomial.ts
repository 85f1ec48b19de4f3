import type { Code } from "../emitter/code.ts";
import { f32x4 } from "../emitter/instructions.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";

/**
 * A polynomial by Horner's rule: one multiply-add for each coefficient but the highest.
 *
 * @param x The variable, preferably a local, as it is read once for each coefficient.
 * @param coefficients The lowest power first.
 */
export function polynomial(
  { madd }: MultiplyAdd,
  x: Code<"v128">,
  coefficients: readonly number[],
): Code<"v128"> {
  return coefficients
    .map((coefficient) => f32x4.constant(coefficient))
    .reduceRight((higher, coefficient) => madd(higher, x, coefficient));
}
