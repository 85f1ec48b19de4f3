import { float64 } from "../../core/arithmetic/float64.ts";
import { deriveKey, PURPOSE, randomKey } from "../../core/random/random.ts";
import { readRoots } from "./captured.ts";
import { type Claim, FREE_NUMBERS, numbers, shadows, stretchOf, type Variables } from "./claim.ts";
import type { RegionFound } from "./compare_regions.ts";
import { findPoint } from "./find_point.ts";

/** How many random points are tried, and how often one is looked for on each region. */
const DRAWN = 32, ON_REGION = 4;
/** A larger relative difference is more than what rounded constants bring about. */
const ALIKE = 1e-6;

/**
 * Whether two readings of a claim, which differ by the rounding of constants, have the same numbers in
 * float64, at random and on each region where they differ for the prover: what cancels but for rounding
 * may be multiplied by 10¹⁷. Not where no numbers are found.
 */
export function readAlike(
  claim: Claim,
  other: Claim,
  regions: readonly RegionFound[],
  seed: number,
): boolean {
  const keyOf = (n: number) => deriveKey(randomKey(seed), PURPOSE.proof, n);
  const isAlike = (variables: () => Variables<number>) => {
    const [one, two] = [claim, other].map(({ sides }) => {
      const { got, expected } = sides({ ...FREE_NUMBERS, ...variables() });
      return [...got, ...expected];
    });
    return one!.every((x, i) => areAlike(x, two![i]!));
  };
  for (let n = 0; n < DRAWN; n++) {
    if (!isAlike(() => numbers(keyOf(n), stretchOf(n)))) return false;
  }
  const inRegions = claim.regions?.();
  const areAlikeThere = inRegions?.every((first, n) => {
    return isAlike(() => ({ ...float64, variable: shadows(keyOf(n), first) }));
  });
  if (areAlikeThere === false) return false;
  return regions.every(({ captured, decisions }) => {
    if (captured.vanishing !== undefined) return true;
    const found = Array.from({ length: ON_REGION }, (_, n) => {
      return findPoint(captured, decisions, keyOf(DRAWN + n)) ?? [];
    }).filter(({ length }) => length > 0);
    if (found.length === 0) return inRegions !== undefined;
    return found.every((numbers) => {
      const point = captured.at === undefined ? numbers : readRoots(captured.at, float64, numbers);
      return isAlike(() => {
        let k = 0;
        return { ...float64, variable: () => point[k++]! };
      });
    });
  });
}

function areAlike(x: number, y: number): boolean {
  return Object.is(x, y) || Math.abs(x - y) <= ALIKE * Math.max(1, Math.abs(x), Math.abs(y));
}
