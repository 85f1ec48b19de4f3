import { deriveKey, PURPOSE, randomKey } from "../random/random.ts";
import { type Counterexample, numbers, type Variables } from "./claim.ts";
import { derivative } from "./finite_differences.ts";

/** A function of a row, with what is claimed to be its gradient. */
export interface ClaimedGradient {
  /** Where. */
  readonly at: readonly number[];
  /** What is claimed. */
  readonly got: readonly number[];
  /** The function, at any row. */
  readonly f: (row: readonly number[]) => number;
}

/** How many draws are searched for a counterexample. */
const SEARCHES = 32;
/** A difference that is this many times the estimated error, and more, is one. */
const BEYOND = 100;

/**
 * Looks for a place where finite differences refute a gradient, beyond their own error.
 *
 * @param seed Where the draws start.
 * @param draw Draws a function and its claimed gradient.
 */
export function refuteByDifferences(
  seed: number,
  draw: (m: Variables<number>) => ClaimedGradient,
): Counterexample | undefined {
  for (let n = 0; n < SEARCHES; n++) {
    const { at, got, f } = draw(numbers(deriveKey(randomKey(seed), PURPOSE.proof, n)));
    for (const [j, x] of at.entries()) {
      const estimate = derivative((moved) => {
        const value = f(at.with(j, moved));
        return Number.isFinite(value) ? value : undefined;
      }, x);
      if (estimate === undefined) continue;
      const { value, error } = estimate;
      if (!(Math.abs(got[j]! - value) <= BEYOND * error)) {
        return {
          where: `by entry ${j} of (${at.map((z) => z.toFixed(3)).join(", ")})`,
          got: got[j]!,
          expected: value,
        };
      }
    }
  }
}
