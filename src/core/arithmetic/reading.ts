import type { Arithmetic } from "./arithmetic.ts";
import { float64 } from "./float64.ts";

/**
 * Chooses the arithmetic that a generic function computes in.
 * @category Arithmetic
 */
export interface Reading<T> {
  /** The arithmetic of the values, float64 by default. */
  readonly arithmetic?: Arithmetic<T>;
}

/**
 * The arithmetic of options, float64 by default: other values then throw at the first operation.
 */
export function arithmeticOf<T>(options: Reading<T> | undefined): Arithmetic<T> {
  return options?.arithmetic ?? float64 as unknown as Arithmetic<T>;
}
