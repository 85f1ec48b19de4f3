import { certainlyDiffer } from "../../core/arithmetic/bounded.ts";
import { deriveKey, PURPOSE, randomKey } from "../../core/random/random.ts";
import { type Claim, type Counterexample, numbers, shadows, withBounds } from "./claim.ts";

const SEARCHES = 32;
/** Sides with a smaller relative difference may differ by rounding alone. */
const ROUNDING = 1e-9;
/** How far variables are drawn, in turns: a mistake may show far out only. */
const STRETCHES = [1, 1, 4, 16];

/**
 * Searches in float64 for a place where a claim does not hold, as the claim says or by comparing its
 * sides.
 */
export function counterexampleOf(claim: Claim, seed: number): Counterexample | undefined {
  if (claim.counterexample !== undefined) return claim.counterexample(seed);
  for (const { key, first, stretch } of searches(seed, claim.regions)) {
    const { got, expected } = claim.sides(numbers(key, shadows(key, first, stretch)));
    const sizes = [...expected, ...got].filter(Number.isFinite).map(Math.abs);
    const bound = ROUNDING * Math.max(1e-300, ...sizes);
    const differ = got.flatMap((entry, i) => {
      return Number.isFinite(expected[i]) && !(Math.abs(entry - expected[i]!) <= bound) ? [i] : [];
    });
    if (differ.length === 0) continue;
    // The remainder of terms that cancel may be all rounding.
    const exact = claim.sides(withBounds(shadows(key, first, stretch)));
    const at = differ.find((i) => certainlyDiffer(exact.got[i]!, exact.expected[i]!)) ?? -1;
    if (at >= 0) return { where: `entry ${at}`, got: got[at]!, expected: expected[at]! };
  }
}

/**
 * The draws that are searched: at least one for each known region, given by a value of its first
 * variable, the rest farther and farther out.
 */
export function searches(seed: number, regions: readonly number[] = []) {
  return Array.from({ length: Math.max(SEARCHES, regions.length) }, (_, n) => {
    const key = deriveKey(randomKey(seed), PURPOSE.proof, n);
    const first = n < regions.length ? regions[n] : undefined;
    return { key, stretch: stretchOf(n), ...(first !== undefined && { first }) };
  });
}

/** How far out the variables of the n-th draw lie. */
export function stretchOf(n: number): number {
  return STRETCHES[n % STRETCHES.length]!;
}
