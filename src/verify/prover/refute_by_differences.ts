import { certainlyDiffer } from "../../core/arithmetic/bounded.ts";
import {
  type Claim,
  type Counterexample,
  numbers,
  shadows,
  type Variables,
  withBounds,
} from "./claim.ts";
import { searches } from "./counterexample.ts";
import { derivative } from "../numeric/finite_differences.ts";

/** A function of a row, with what is claimed to be its gradient. */
interface ClaimedGradient {
  readonly at: readonly number[];
  readonly got: readonly number[];
  readonly f: (row: readonly number[]) => number;
}

/** A difference counts if it is at least this many times the estimated error. */
const BEYOND = 100;

/**
 * Searches for a place where a gradient is refuted by finite differences, beyond their own error, and
 * by dual numbers, beyond the bounds of their rounding: a kink nearby disturbs the former alone, and
 * cancellation does not count as a difference.
 *
 * @param sides The claim, whose variables are drawn in the same order.
 * @param draw Draws a function and its claimed gradient.
 * @param regions A value of the first variable in each region, if known.
 */
export function refuteByDifferences(
  seed: number,
  sides: Claim["sides"],
  draw: (m: Variables<number>) => ClaimedGradient,
  regions?: readonly number[],
): Counterexample | undefined {
  for (const { key, first, stretch } of searches(seed, regions)) {
    const variables = () => numbers(key, shadows(key, first, stretch));
    const { at, got, f } = draw(variables());
    const exact = sides(withBounds(shadows(key, first, stretch)));
    const isWrong = (j: number) => certainlyDiffer(exact.got[j]!, exact.expected[j]!);
    for (const [j, x] of at.entries()) {
      const estimate = derivative((moved) => {
        const value = f(at.with(j, moved));
        return Number.isFinite(value) ? value : undefined;
      }, x);
      if (estimate === undefined) continue;
      const { value, error } = estimate;
      if (!(Math.abs(got[j]! - value) <= BEYOND * error) && isWrong(j)) {
        return {
          where: `by entry ${j} of (${at.map((z) => z.toFixed(3)).join(", ")})`,
          got: got[j]!,
          expected: value,
        };
      }
    }
  }
}
