import type { Residue, ResidueArithmetic, Sign } from "../../core/arithmetic/residue/residue.ts";
import type { Reader } from "./arguments.ts";

/** At most this many different arguments are tried on all sides. */
const MOST = 6;

/**
 * Whether a function is the same whatever it chooses: the logarithm of a sum of powers does not depend on
 * which term is taken off as the largest. Then nothing jumps where arguments of choices vanish, wherever
 * that is.
 *
 * What is compared must be the same formulas for all signs, and so must all other arguments, but for
 * divisors and arguments of logarithms and roots of one sign, as sums of powers of e.
 */
export function isImmaterial({ kinds, residues }: Reader, m: ResidueArithmetic): boolean {
  const choices = [...kinds.keys()].filter((k) => kinds[k] === "choice"), t = m.draw(0);
  const read = (signs: readonly Sign[]) => residues.arguments(t, signs).map(({ value }) => value);
  const inside = kinds.map((): Sign => 1), first = read(inside);
  /** Arguments that are equal have one sign. */
  const groupOf = (k: number) => choices.findIndex((other) => m.equal(first[other]!, first[k]!));
  const groups = [...new Set(choices.map(groupOf))];
  let same: readonly Residue[] | undefined;
  return groups.length <= MOST && Array.from({ length: 2 ** groups.length }).every((_, sides) => {
    const signs = inside.map((sign, k): Sign => {
      return kinds[k] === "choice" && sides >> groups.indexOf(groupOf(k)) & 1 ? -1 : sign;
    });
    const { value, derivative, slope } = residues.at(t, signs), met = read(signs);
    const others = met.filter(({ sign }, k) => {
      return kinds[k] !== "choice" && (sign === 0 || kinds[k] === "zero");
    });
    const entries = [...value, ...derivative, ...slope, ...others];
    const known = same ??= entries;
    return entries.length === known.length && entries.every((x, k) => m.equal(x, known[k]!)) &&
      choices.every((k) => m.equal(met[k]!, met[choices[groupOf(k)]!]!));
  });
}
