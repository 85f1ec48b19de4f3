import type { Lanes } from "./lanes.ts";

/**
 * A polynomial by Horner's rule: one multiply-add for each coefficient but the highest.
 *
 * @param x The variable, held, as it is read once for each coefficient.
 * @param coefficients The lowest power first.
 */
export function polynomial<X>(
  { madd, constant }: Lanes<X>,
  x: X,
  coefficients: readonly number[],
): X {
  return coefficients.map(constant)
    .reduceRight((higher, coefficient) => madd(higher, x, coefficient));
}
