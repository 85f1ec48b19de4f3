import type { Residue, ResidueArithmetic } from "../../core/arithmetic/residue/residue.ts";
import { deriveKey, type RandomKey } from "../../core/random/random.ts";
import type { Sides, Variables } from "./claim.ts";
import { type Meant, roundingText, withMeantConstants } from "./rounded_constants.ts";
import { ANEW, isWithoutRoot, MOST_REDRAWS } from "./settle.ts";

/** Replaces some operations of an arithmetic. */
export type Change = (m: Variables<Residue>, residues: ResidueArithmetic) => Variables<Residue>;

/**
 * Which constants are rounded, if some entries are equal once these are what they stand for.
 *
 * @param read Reads the sides anew, as a root that was meant may not exist in the first arithmetic.
 */
export function roundingOf(
  key: RandomKey,
  entries: readonly number[],
  read: (key: RandomKey, change: Change) => Sides<Residue> & { readonly m: ResidueArithmetic },
): string | undefined {
  const isEqual = (met: Map<number, Meant>, only?: number) => {
    for (let n = 0; n < MOST_REDRAWS; n++) {
      const { m, got, expected } = read(deriveKey(key, ANEW, n), (variables, residues) => {
        return withMeantConstants(variables, residues.draw(Math.PI), met, only);
      });
      if (isWithoutRoot({ got, expected })) continue;
      return entries.every((i) => m.equal(got[i]!, expected[i]!));
    }
    return false;
  };
  const all = new Map<number, Meant>();
  if (!isEqual(all) || all.size === 0) return undefined;
  const alone = [...all].find(([x]) => isEqual(new Map(), x));
  return roundingText(alone === undefined ? all : new Map([alone]));
}
