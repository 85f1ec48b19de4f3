import type { Expression } from "../../core/arithmetic/expression.ts";
import { nextRegion, type Sign } from "../../core/arithmetic/residue/residue.ts";
import { deriveKey, type RandomKey, uniformAt } from "../../core/random/random.ts";

/** A sign that was taken on a region. */
export interface Decision {
  readonly sign: Sign;
  /** Whether the other sign is a region of its own. */
  readonly isFree: boolean;
  /** The argument whose sign it is, where that is known. */
  readonly argument?: Expression;
  /** Whether it is the sign of 1 plus the argument, as log1p has it. */
  readonly plusOne?: boolean;
}

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

/** With more signs than this, regions are many. */
const FEW = 6;
/** Where regions are too many, each argument takes both signs, in at most this many of them, ... */
const MOST_FLIPS = 16;
/** ... and this many are drawn. */
const DRAWN = 16;

/** Compares the region of some first signs, all further ones being positive. */
type Run = (wanted: readonly Sign[]) => readonly Decision[];
type Counts = Omit<Coverage, "outside">;

/** Runs a computation on one region alone: where all arguments of choices are positive. */
export function runOneRegion(run: Run): Counts {
  return { covered: 1, total: 2 ** signsOf(run([])).length };
}

/**
 * Runs a computation on all its regions, or if there are more than `most`, on some of them.
 *
 * @param optional Whether it is not begun where regions are many.
 */
export function walkRegions(
  key: RandomKey,
  run: Run,
  { most, optional = false }: { readonly most: number; readonly optional?: boolean },
): Counts {
  const first = signsOf(run([]));
  if (optional && first.length > FEW) return { covered: 1, total: 2 ** first.length };
  let next = nextRegion(first), covered = 1;
  for (; next !== undefined && covered < most; covered++) next = nextRegion(signsOf(run(next)));
  if (next === undefined) return { covered, total: covered };
  // One argument flipped at a time, or if there are many, those with the same remainder.
  const flips = Math.min(first.length, MOST_FLIPS);
  for (let n = 0; n < flips; n++) run(first.map((_, k) => k % flips === n ? -1 : 1));
  for (let n = 0; n < DRAWN; n++) {
    const drawn = deriveKey(key, n);
    run(first.map((_, k) => uniformAt(drawn, k) < 0.5 ? 1 : -1));
  }
  return { covered: covered + flips + DRAWN, total: 2 ** first.length };
}

function signsOf(decisions: readonly Decision[]): Sign[] {
  return decisions.flatMap(({ sign, isFree }) => isFree ? [sign] : []);
}
