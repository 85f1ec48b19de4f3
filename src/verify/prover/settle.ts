import type { Residue, ResidueArithmetic } from "../../core/arithmetic/residue/residue.ts";
import { deriveKey, type RandomKey } from "../../core/random/random.ts";
import type { Sides } from "./claim.ts";

/** How often a run is drawn again where a root's argument has no square root modulo the prime. */
export const MOST_REDRAWS = 63;
/** Derives the keys of such runs. */
export const ANEW = 1;
/** Finer parts than this would leave too large a chance of a false pass. */
const MOST_PARTS = 2 ** 20;

/**
 * Runs until no root is missing, as those of half the values are, and no finer parts of exponents are
 * wanted; or as often as is allowed. The tests of a run that wants finer parts are counted, too.
 */
export function settle<Run extends Sides<Residue> & { readonly m: ResidueArithmetic }>(
  trial: RandomKey,
  parts: number,
  run: (key: RandomKey, parts: number) => Run,
) {
  let relations = 0, comparisons = 0;
  for (let redraws = 0;;) {
    const done = run(redraws === 0 ? trial : deriveKey(trial, ANEW, redraws), parts);
    relations += done.m.relations, comparisons += done.m.comparisons;
    const { wantedParts } = done.m;
    if (wantedParts !== parts && wantedParts <= MOST_PARTS) {
      parts = wantedParts;
      continue;
    }
    if (!isWithoutRoot(done) || redraws === MOST_REDRAWS) {
      return { ...done, parts, redraws, relations, comparisons };
    }
    relations = 0, comparisons = 0, redraws++;
  }
}

/** Whether a root is missing on either side. */
export function isWithoutRoot({ got, expected }: Sides<Residue>): boolean {
  return [...got, ...expected].some(({ fault }) => fault === "no square modulo the prime");
}
