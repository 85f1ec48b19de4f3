import { Bounded, bounded, certainlyDiffer } from "../../core/arithmetic/bounded.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { deriveKey, PURPOSE, randomKey } from "../../core/random/random.ts";
import { derivative } from "../numeric/finite_differences.ts";
import { type Captured, drawVariables, movingIn, numberOf, readRoots } from "./captured.ts";
import { type Claim, type Counterexample, numbers, stretchOf } from "./claim.ts";
import { bendAt } from "./conventions.ts";
import { findPoint } from "./find_point.ts";
import type { Decision } from "./regions.ts";

const SEARCHES = 32;
/** Values with a smaller relative difference may differ by rounding alone. */
const ROUNDING = 1e-9;
/** A difference from finite differences counts if it is at least this many times their error. */
const BEYOND = 100;
/** A bend of this part of a difference may explain it. */
const BENT = 16;
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
    const at = drawVariables(captured, numbers(key, stretchOf(n)));
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
  return at && counterexampleAt(captured, at, { alone: true });
}

/**
 * An entry that is wrong at numbers, beyond the bounds of rounding.
 *
 * A derivative must also differ from finite differences, beyond their own error: these know nothing of
 * the rules by which it was computed.
 *
 * @param how `alone`: whether they suffice where those rules give NaN, as at log 0, even in e^log 0,
 *   which is 0; `isSpecial`: whether the function may bend there; `roughly`: whether bounds of rounding
 *   do not matter, so that nothing is certain; `entries`: which ones, all by default.
 */
export function counterexampleAt(
  captured: Captured,
  at: readonly number[],
  { alone = false, isSpecial = captured.whole !== undefined, roughly = false, entries }: {
    readonly alone?: boolean;
    readonly roughly?: boolean;
    readonly isSpecial?: boolean;
    readonly entries?: readonly number[];
  } = {},
): Counterexample | undefined {
  const { got, expected, subject, whole = captured } = captured;
  const point = captured.at === undefined ? at : readRoots(captured.at, float64, at);
  const sides = [...got, ...expected];
  const values = readRoots(sides, float64, at);
  const exact = readRoots(sides, bounded, at.map((x) => new Bounded(x)));
  for (const i of entries ?? got.keys()) {
    const found = values[i]!, other = values[got.length + i]!;
    const isWrong = certainlyDiffer(exact[i]!, exact[got.length + i]!);
    const along = whole.derivatives[i];
    if (along === undefined) {
      const bound = ROUNDING * Math.max(1e-300, Math.abs(found), Math.abs(other));
      if (!isWrong || !Number.isFinite(other) || Math.abs(found - other) <= bound) continue;
      return { where: `entry ${i} of ${subject}`, got: found, expected: other };
    }
    if (!isWrong && !roughly && !(alone && Number.isNaN(other))) continue;
    const moving = movingIn(whole);
    const k = numberOf(along.by), roots = [along.of];
    const estimate = derivative((moved) => {
      const [value] = readRoots(roots, float64, point.with(k, moved));
      return Number.isFinite(value) ? value : undefined;
    }, point[k]!);
    if (estimate === undefined || Math.abs(found - estimate.value) <= BEYOND * estimate.error) {
      continue;
    }
    if (isSpecial) {
      // Where the function bends, a gradient is a convention.
      const bend = bendAt(whole, along.of, point, randomKey(i));
      if (bend > Math.abs(found - estimate.value) / BENT) continue;
    }
    const place = moving.map((each) => point[numberOf(each)]!);
    const where = placeInWords(place, moving.indexOf(along.by), along.name);
    return { where, got: found, expected: estimate.value };
  }
}

/** A variable of a place, by its name or its number, in words. */
export function placeInWords(
  place: readonly number[],
  j: number,
  name: string = `entry ${j}`,
): string {
  const shown = place.slice(0, LONGEST).map((x) => x.toFixed(3));
  return `by ${name} of (${[...shown, ...(place.length > LONGEST ? ["…"] : [])].join(", ")})`;
}
