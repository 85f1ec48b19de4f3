import type { ResidueArithmetic, Sign } from "../../core/arithmetic/residue/residue.ts";
import type { Reader } from "./arguments.ts";

/** All sides of at most this many different arguments are compared. */
const MOST = 6;

/**
 * Whether a function is the same whichever side of some arguments it chooses: the logarithm of a sum of
 * powers does not depend on which term is taken off as the largest. Then nothing jumps where they vanish,
 * wherever that is.
 *
 * For all signs of the others, what is compared must be the same formulas, and so must all other
 * arguments, but for divisors and arguments of logarithms and roots of one sign, as sums of powers of e.
 */
export function areImmaterial(
  reader: Reader,
  m: ResidueArithmetic,
  indices: readonly number[],
): boolean {
  const choices = [...reader.kinds.keys()].filter((index) => reader.kinds[index] === "choice");
  // Where one moves the place of another, which is immaterial, too, all are.
  return [indices, choices].some((some) => areSoTogether(reader, m, some)) &&
    indices.every((index) => choices.includes(index));
}

function areSoTogether(
  { kinds, residues }: Reader,
  m: ResidueArithmetic,
  indices: readonly number[],
): boolean {
  const t = m.draw(0);
  const argumentsBy = (signs: readonly Sign[]) => {
    return residues.arguments(t, signs).map(({ value }) => value);
  };
  const first = argumentsBy([]);
  const isChoice = (index: number) => kinds[index] === "choice";
  /** Arguments that are equal have one sign. */
  const met = [...new Set(first.flatMap(({ value }, k) => isChoice(k) ? [value] : []))];
  const classOf = (index: number) => met.indexOf(first[index]!.value);
  const isOpen = (index: number) => isChoice(index) && open.has(classOf(index));
  const open = new Set(indices.map(classOf));
  if (met.length > MOST || !indices.every(isChoice)) return false;

  const known = new Map<number, readonly unknown[]>();
  const closed = met.reduce((bits, _, k) => open.has(k) ? bits : bits | 1 << k, 0);
  for (let sides = 0; sides < 2 ** met.length; sides++) {
    const signOf = (index: number): Sign => sides >> classOf(index) & 1 ? 1 : -1;
    const signs = kinds.map((_, index) => isChoice(index) ? signOf(index) : 1);
    const found = argumentsBy(signs), { value, derivative, slope } = residues.at(t, signs);
    const compared = [...value, ...derivative, ...slope];
    const others = found.filter(({ sign }, index) =>
      !isOpen(index) && (sign === 0 || kinds[index] === "choice" || kinds[index] === "zero")
    );
    const entries = [...compared, ...others].map(({ value }) => value);
    const same = known.get(sides & closed) ?? entries;
    known.set(sides & closed, same);
    const areNumbers = compared.every(({ fault }) => fault === undefined);
    const areEqual = entries.length === same.length && entries.every((x, k) => x === same[k]);
    const areOne = found.every((x, index) =>
      !isChoice(index) ||
      m.equal(x, found[first.findIndex((_, k) => isChoice(k) && classOf(k) === classOf(index))]!)
    );
    if (!areNumbers || !areEqual || !areOne) return false;
  }
  return true;
}
