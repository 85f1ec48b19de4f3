import { Bounded, bounded, certainlyDiffer } from "../../core/arithmetic/bounded.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { deriveKey, PURPOSE, randomKey } from "../../core/random/random.ts";
import { derivative } from "../numeric/finite_differences.ts";
import { type Captured, drawVariables, movingIn, numberOf, readRoots } from "./captured.ts";
import { type Claim, type Counterexample, numbers, shadows } from "./claim.ts";
import { findPoint } from "./find_point.ts";
import type { Decision } from "./regions.ts";

const SEARCHES = 32;
/** Values with a smaller relative difference may differ by rounding alone. */
const ROUNDING = 1e-9;
/** A difference from finite differences counts if it is at least this many times their error. */
const BEYOND = 100;
/** How far variables are drawn, in turns: a mistake may show far out only. */
const STRETCHES = [1, 1, 4, 16];

/** At most this many numbers of a place are shown. */
const LONGEST = 12;

/** Searches in float64 for a place where a claim does not hold, as the claim says or by its operations. */
export function counterexampleOf(
  claim: Claim,
  captured: Captured | undefined,
  seed: number,
): Counterexample | undefined {
  if (claim.counterexample !== undefined) return claim.counterexample(seed);
  if (captured === undefined) return undefined;
  for (let n = 0; n < SEARCHES; n++) {
    const key = deriveKey(randomKey(seed), PURPOSE.proof, n);
    const at = drawVariables(captured, numbers(key, shadows(key, undefined, stretchOf(n))));
    const found = counterexampleAt(captured, at);
    if (found !== undefined) return found;
  }
}

/** The same on a region, given by its signs. */
export function counterexampleOn(
  captured: Captured,
  decisions: readonly Decision[],
  seed: number,
): Counterexample | undefined {
  const at = findPoint(captured, decisions, deriveKey(randomKey(seed), PURPOSE.proof));
  return at && counterexampleAt(captured, at, true);
}

/**
 * An entry that is wrong at numbers, beyond the bounds of rounding.
 *
 * A derivative must also differ from finite differences, beyond their own error: these know nothing of
 * the rules by which it was computed.
 *
 * @param alone Whether they suffice where those rules give no number: the derivative of log 0 is none
 *   even where e^log 0 is 0, and flat.
 */
function counterexampleAt(
  captured: Captured,
  at: readonly number[],
  alone = false,
): Counterexample | undefined {
  const { got, expected, derivatives, subject } = captured;
  const values = readRoots([...got, ...expected], float64, at);
  const exact = readRoots([...got, ...expected], bounded, at.map((x) => new Bounded(x)));
  for (let i = 0; i < got.length; i++) {
    const found = values[i]!, other = values[got.length + i]!;
    const isWrong = certainlyDiffer(exact[i]!, exact[got.length + i]!);
    const along = derivatives[i];
    if (along === undefined) {
      const bound = ROUNDING * Math.max(1e-300, Math.abs(found), Math.abs(other));
      if (!isWrong || !Number.isFinite(other) || Math.abs(found - other) <= bound) continue;
      return { where: `entry ${i} of ${subject}`, got: found, expected: other };
    }
    const moving = movingIn(captured);
    const k = numberOf(along.by);
    const estimate = derivative((moved) => {
      const [value] = readRoots([along.of], float64, at.with(k, moved));
      return Number.isFinite(value) ? value : undefined;
    }, at[k]!);
    if (estimate === undefined || Math.abs(found - estimate.value) <= BEYOND * estimate.error) {
      continue;
    }
    if (!isWrong && !(alone && Number.isNaN(other))) continue;
    const point = moving.map((each) => at[numberOf(each)]!.toFixed(3));
    const name = along.name ?? `entry ${moving.indexOf(along.by)}`;
    const shown = point.length > LONGEST ? [...point.slice(0, LONGEST), "…"] : point;
    const where = `by ${name} of (${shown.join(", ")})`;
    return { where, got: found, expected: estimate.value };
  }
}

/** How far out the variables of the n-th draw lie. */
export function stretchOf(n: number): number {
  return STRETCHES[n % STRETCHES.length]!;
}
