import { float64 } from "../../core/arithmetic/float64.ts";
import { type Claim, FREE_NUMBERS, type Variables } from "./claim.ts";
import { meantByOthers } from "./derived_constants.ts";
import { isLong, type Meant, meantBy } from "./meant_numbers.ts";

/** A claim, and the names of what constants are replaced by in it. */
interface AsMeant {
  readonly claim: Claim;
  readonly constants: Readonly<Record<string, string>>;
}

/**
 * A claim in which constants that look rounded are what they stand for: first fractions alone, then roots,
 * logarithms, powers of e and multiples of π of small ones, too. So `constant(2 / 3)`, which is exactly
 * 0.6666666666666666, is 2/3.
 *
 * As a decimal is what a double stands for, so is such a number: it has that double, but for four
 * roundings. What is proved of it is proved of numbers whose rounding is that of the code.
 */
export function asMeant(claim: Claim): AsMeant[] {
  return replacementsFor((m) => claim.sides({ ...m, ...FREE_NUMBERS }))
    .map(({ constants, reading }) => ({
      claim: { ...claim, sides: (m) => claim.sides(reading(m)) },
      constants,
    }));
}

/** An arithmetic in which constants are what they stand for, and their names. */
export interface Replacement {
  readonly constants: Readonly<Record<string, string>>;
  readonly reading: <V extends Variables<T>, T>(m: V) => V;
}

/** The long decimals of a claim of which it is not known what they are rounded from. */
export function unexplainedIn(claim: Claim): number[] {
  const known = constantsIn((m) => claim.sides({ ...m, ...FREE_NUMBERS }));
  const derived = new Map(derivedIn(known));
  return [...known.keys()].filter((x) => isOpen(x, known.get(x)) && !derived.has(x));
}

/** The constants that a function uses, and what they were meant to be by themselves. */
function constantsIn(use: (m: Variables<number>) => unknown): Known {
  const known = new Map<number, Meant | undefined>();
  const constant = (x: number) => {
    if (!known.has(x)) known.set(x, meantBy(x));
    return x;
  };
  use({ ...float64, variable: () => 1, constant });
  return known;
}

/** The replacements of constants that a function of an arithmetic uses, by fractions alone first. */
export function replacementsFor(use: (m: Variables<number>) => unknown): Replacement[] {
  const known = constantsIn(use);
  const all = meanings(known);
  const fractions = all.filter(([, { isFraction }]) => isFraction);
  const derived = derivedIn(known);
  const replacements = [
    fractions,
    ...fractions.length < all.length ? [all] : [],
    ...derived.length > 0 ? [[...all, ...derived]] : [],
  ];
  return replacements.filter(({ length }) => length > 0).map((replaced) => ({
    constants: Object.fromEntries(replaced.map(([x, { name }]) => [`${x}`, name])),
    reading: (m) => readBy(replaced, m),
  }));
}

type Known = ReadonlyMap<number, Meant | undefined>;
type Meanings = readonly (readonly [number, Meant])[];

/** An arithmetic in which constants are what they stand for. */
function readBy<V extends Variables<T>, T>(meanings: Meanings, m: V): V {
  const meantBy = new Map(meanings);
  return { ...m, constant: (x: number) => meantBy.get(x)?.value(m) ?? m.constant(x) };
}

function meanings(known: Known): Meanings {
  return [...known].flatMap(([x, meant]) => meant === undefined ? [] : [[x, meant] as const]);
}

/**
 * What constants without a meaning of their own are as 1 and something, or by others: those that have a
 * meaning or need none, and those that came before.
 */
function derivedIn(known: Known): Meanings {
  const open = [...known].flatMap(([x, meant]) => isOpen(x, meant) ? [x] : []);
  const found = new Map<number, Meant>();
  for (const isByOthers of [false, true]) {
    const others = [...known.keys()].filter((x) => !open.includes(x) || found.has(x));
    for (const x of open) {
      const read: Meanings = [...meanings(known), ...found];
      const derived = found.has(x) ? undefined : meantByOthers(x, isByOthers ? others : []);
      if (derived) found.set(x, { ...derived, value: (m) => derived.value(readBy(read, m)) });
      if (!others.includes(x)) others.push(x);
    }
  }
  return [...found];
}

function isOpen(x: number, meant: Meant | undefined): boolean {
  return meant === undefined && x !== Math.PI && isLong(x);
}
