import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import type { Residue, ResidueArithmetic } from "../../core/arithmetic/residue/residue.ts";
import type { Reader, Signs } from "./arguments.ts";
import type { Compared } from "./line.ts";

/**
 * Reads a line with the arguments that vanish at a place replaced by 0, wherever they stand: both sides
 * of relu x meet where x vanishes, whatever x is and wherever that may be.
 *
 * The number of the line stays free, so that what is equal is equal at the place, but not the other way
 * round.
 *
 * @param vanishing The arguments, by number.
 */
export function readAssumingZero(
  m: ResidueArithmetic,
  { residues }: Reader,
  vanishing: readonly number[],
): (t: Residue, signs: Signs) => Compared<Residue> {
  return (t, signs) => {
    const met = residues.arguments(t, signs);
    const zeros = vanishing.flatMap((index) => {
      const { value } = met[index]!;
      return [value, m.neg(value)];
    });
    const orZero = (x: Residue) => zeros.some((zero) => m.equal(x, zero)) ? m.zero : x;
    const assuming = Object.fromEntries(
      Object.entries(m).map(([name, operation]) => [
        name,
        typeof operation === "function" ? (...x: Residue[]) => orZero(operation(...x)) : operation,
      ]),
    ) as unknown as Arithmetic<Residue>;
    return residues.by(assuming, t, (x) => x, { signOf: (_, index) => signs[index] ?? 0 });
  };
}
