import { nextRegion, type Sign } from "../../core/arithmetic/residue/residue.ts";
import { deriveKey, type RandomKey, uniformAt } from "../../core/random/random.ts";

/** Forces the sign of the index-th distinct argument of `choose`. */
export type Pattern = (index: number) => Sign;

/** How much of a formula's regions was walked through. */
export interface Coverage {
  /** Regions that were compared. */
  readonly covered: number;
  /** How many there are: 2 to the power of the distinct arguments, if not all were walked through. */
  readonly total: number;
  /** Regions that lie outside the domain of a loss; they are among the covered. */
  readonly outside: number;
}

/** Up to so many distinct arguments, all patterns of their signs are walked through. */
const MOST_ARGUMENTS = 6;
/** Beyond that, each argument is taken both ways, in so many patterns at most, ... */
const MOST_FLIPS = 16;
/** ... and so many patterns are drawn. */
const DRAWN_PATTERNS = 16;

/**
 * Runs a computation on one region alone: where all arguments of choices are positive.
 *
 * @param _ No stream is drawn from.
 * @param run Runs the computation with forced signs, and returns those that were taken.
 * @returns One region, of how many.
 */
export function runOneRegion(
  _: RandomKey,
  run: (pattern: Pattern) => readonly Sign[],
): Omit<Coverage, "outside"> {
  return { covered: 1, total: 2 ** run(() => 1).length };
}

/** How many patterns are drawn where a few regions are to do. */
const FEW_PATTERNS = 4;

/**
 * Runs a computation on a few regions: where all arguments of choices are positive, and on some that
 * are drawn.
 *
 * @param key The stream that patterns are drawn from.
 * @param run Runs the computation with forced signs, and returns those that were taken.
 * @returns How many regions were run, of how many.
 */
export function runFewRegions(
  key: RandomKey,
  run: (pattern: Pattern) => readonly Sign[],
): Omit<Coverage, "outside"> {
  const total = 2 ** run(() => 1).length;
  if (total <= FEW_PATTERNS) return walkRegions(key, run);
  drawPatterns(key, FEW_PATTERNS, run);
  return { covered: 1 + FEW_PATTERNS, total };
}

function drawPatterns(key: RandomKey, count: number, run: (pattern: Pattern) => unknown): void {
  for (let n = 0; n < count; n++) {
    const drawn = deriveKey(key, n);
    run((index) => uniformAt(drawn, index) < 0.5 ? 1 : -1);
  }
}

/**
 * Runs a computation on its regions: on all of them where there are few, else on some.
 *
 * @param key The stream that patterns are drawn from.
 * @param run Runs the computation with forced signs, and returns those that were taken.
 * @returns How many regions were run, of how many.
 */
export function walkRegions(
  key: RandomKey,
  run: (pattern: Pattern) => readonly Sign[],
): Omit<Coverage, "outside"> {
  const taken = run(() => 1);
  if (taken.length <= MOST_ARGUMENTS) {
    let covered = 1;
    for (let next = nextRegion(taken); next !== undefined; covered++) {
      const signs: readonly Sign[] = next;
      next = nextRegion(run((index) => signs[index] ?? 1));
    }
    return { covered, total: covered };
  }
  // One argument the other way at a time, or where there are many, those that share a remainder.
  const flips = Math.min(taken.length, MOST_FLIPS);
  for (let n = 0; n < flips; n++) run((index) => index % flips === n ? -1 : 1);
  drawPatterns(key, DRAWN_PATTERNS, run);
  return { covered: 1 + flips + DRAWN_PATTERNS, total: 2 ** taken.length };
}
