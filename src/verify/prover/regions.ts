import { nextRegion, type Sign } from "../../core/arithmetic/residue/residue.ts";
import { deriveKey, type RandomKey, uniformAt } from "../../core/random/random.ts";

/** Forces the sign of the index-th distinct argument of `choose`. */
export type Pattern = (index: number) => Sign;

/**
 * How many of a formula's regions were compared.
 * @category Proofs
 */
export interface Coverage {
  /** Regions that were compared. */
  readonly covered: number;
  /** All regions; 2 to the power of the distinct arguments, if some were not compared. */
  readonly total: number;
  /** Those outside the domain of a loss; they are among the covered. */
  readonly outside: number;
}

/** Up to this many distinct arguments, all patterns of signs are compared. */
const MOST_ARGUMENTS = 6;
/** Beyond that, each argument takes both signs, in at most this many patterns, ... */
const MOST_FLIPS = 16;
/** ... and this many patterns are drawn, or ... */
const DRAWN_PATTERNS = 16;
/** ... this many if a few regions suffice. */
const FEW_PATTERNS = 4;
/** Runs a computation with forced signs, and returns those that were taken. */
type Run = (pattern: Pattern) => readonly Sign[];
type Counts = Omit<Coverage, "outside">;

/** Runs a computation on one region alone: where all arguments of choices are positive. */
export function runOneRegion(_: RandomKey, run: Run): Counts {
  return { covered: 1, total: 2 ** run(() => 1).length };
}

/** Runs a computation on that region and on a few that are drawn. */
export function runFewRegions(key: RandomKey, run: Run): Counts {
  const total = 2 ** run(() => 1).length;
  if (total <= FEW_PATTERNS) return walkRegions(key, run);
  drawPatterns(key, FEW_PATTERNS, run);
  return { covered: 1 + FEW_PATTERNS, total };
}

function drawPatterns(key: RandomKey, count: number, run: Run): void {
  for (let n = 0; n < count; n++) {
    const drawn = deriveKey(key, n);
    run((index) => uniformAt(drawn, index) < 0.5 ? 1 : -1);
  }
}

/** Runs a computation on all its regions if they are few, else on some. */
export function walkRegions(key: RandomKey, run: Run): Counts {
  const taken = run(() => 1);
  if (taken.length <= MOST_ARGUMENTS) {
    let covered = 1;
    for (let next = nextRegion(taken); next !== undefined; covered++) {
      const signs: readonly Sign[] = next;
      next = nextRegion(run((index) => signs[index] ?? 1));
    }
    return { covered, total: covered };
  }
  // One argument flipped at a time, or if there are many, those with the same remainder.
  const flips = Math.min(taken.length, MOST_FLIPS);
  for (let n = 0; n < flips; n++) run((index) => index % flips === n ? -1 : 1);
  drawPatterns(key, DRAWN_PATTERNS, run);
  return { covered: 1 + flips + DRAWN_PATTERNS, total: 2 ** taken.length };
}
