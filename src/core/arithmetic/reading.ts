import type { Arithmetic } from "./arithmetic.ts";
import { float64 } from "./float64.ts";

/** Names the arithmetic that a generic function is to compute in. */
export interface Reading<T> {
  /** The arithmetic of the values, float64 by default. */
  readonly arithmetic?: Arithmetic<T>;
}

/**
 * The arithmetic that options ask for.
 *
 * A caller whose values are not numbers and who names no arithmetic gets float64, and then a
 * `TypeError` from the values themselves at the first operation.
 */
export function arithmeticOf<T>(options: Reading<T> | undefined): Arithmetic<T> {
  return options?.arithmetic ?? float64 as unknown as Arithmetic<T>;
}
