import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { Bounded, bounded } from "../../core/arithmetic/bounded.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { Interval, intervals, isPositive } from "../../core/arithmetic/interval.ts";
import type { Residue, ResidueArithmetic, Sign } from "../../core/arithmetic/residue/residue.ts";
import type { RandomKey } from "../../core/random/random.ts";
import { shadows, type Variables } from "../prover/claim.ts";
import type { Compared, Line } from "./line.ts";
import { type Pair, pairs } from "./pairs.ts";

/**
 * A line in every arithmetic that is needed to find the places where something is chosen on it.
 *
 * The variables that stay are the same in all of them. Arguments are those of `choose`, the first ones
 * of `xlogy` and `xdivy`, divisors, and those of logarithms and roots, whose domain ends where they
 * vanish. They are numbered as they are met, the same in every arithmetic as formulas are generic.
 */
export interface Reader {
  /** The kind of each argument. */
  readonly kinds: readonly ArgumentKind[];
  readonly residues: Reading<Residue>;
  readonly numbers: Reading<number>;
  readonly bounds: Reading<Bounded>;
  readonly intervals: Reading<Interval>;
  /** Whether anything is claimed at a number, which is so far at most from the one that is meant. */
  readonly isClaimed: (t: number, off: number) => boolean;
  /** The signs of all arguments at one number: a residue, and an interval that holds it. */
  readonly signsAt: (t: Residue, at: Interval) => CertainSigns;
}

/** The sign of each argument, 0 where it is not known. */
export type Signs = readonly (Sign | 0)[];

/** Signs, and the arguments of `choose`, logarithms and roots whose sign is not certain. */
interface CertainSigns {
  readonly signs: Signs;
  /** Those that are near 0. */
  readonly uncertain: readonly number[];
  /** Those that are undefined as residues, though they may be numbers. */
  readonly undefined: readonly number[];
}

/**
 * The role of an argument: `choose` depends on whether it is positive, as do the domains of `log`, of
 * `sqrt`, and of what is chosen instead of NaN; `xlogy` and `xdivy` on whether it is 0; or it is a divisor.
 */
export type ArgumentKind = "choice" | "domain" | "zero" | "divisor";

/** A line in one arithmetic. Where signs are given, they decide what is chosen. */
interface Reading<T> {
  /** What is compared. */
  readonly at: (t: T, signs?: Signs) => Compared<T>;
  /** The same, with derivatives along the line. */
  readonly along: (t: T, signs?: Signs) => Compared<Dual<T>>;
  /** The arguments, with derivatives along the line. */
  readonly arguments: (t: T, signs: Signs, narrow?: Narrow<Dual<T>>) => Dual<T>[];
  /** The n-th derivatives of the arguments. */
  readonly derivatives: (t: T, signs: Signs, n: number) => T[];
  /** What is compared, in an arithmetic of other values. */
  readonly by: <U>(m: Arithmetic<U>, t: U, lift: (x: T) => U, watching: Watching<U>) => Compared<U>;
}

/** Replaces an argument by what is known of it. */
type Narrow<T> = (x: T, index: number) => T;

/** Reads a line whose other variables are drawn from a key. */
export function readLine(line: Line, m: ResidueArithmetic, key: RandomKey): Reader {
  const draw = holding(key, (shadow) => m.draw(shadow));
  const range = holding(key, (shadow) => new Interval(shadow));
  const kinds: ArgumentKind[] = [];
  const isOutside = ({ fault }: Residue) => fault === "not a number";
  argumentsOf(line, m, draw(), m.draw(0), { kinds, isOutside });
  const both = pairs(m, intervals);
  const signsAt = (t: Residue, at: Interval): CertainSigns => {
    const signs: (Sign | 0)[] = [], uncertain: number[] = [], undefinedOnes: number[] = [];
    const [residue, interval] = [draw(), range()];
    const variable: Variable<Pair<Residue, Interval>> = (low, high) => {
      return [residue(low, high), interval(low, high)];
    };
    argumentsOf(line, both, variable, [t, at], {
      signOf: ([x, range], index) => {
        const isUndefined = x.fault !== undefined, isZero = !isUndefined && x.value === 0n;
        // An argument that is 0 at a random number is 0 everywhere.
        const sign = isZero || range.high <= 0 ? -1 : isPositive(range) ? 1 : 0;
        const matters = !isNaN(range.low) && isSigned(kinds[index]!);
        if (isUndefined && matters) undefinedOnes.push(index);
        else if (sign === 0 && matters) uncertain.push(index);
        return signs[index] = isUndefined ? 0 : sign;
      },
    });
    return { signs, uncertain, undefined: undefinedOnes };
  };
  return {
    kinds,
    residues: readingOf(line, m, draw),
    numbers: readingOf(line, float64, holding(key, (shadow) => shadow)),
    bounds: readingOf(line, bounded, holding(key, (shadow) => new Bounded(shadow))),
    intervals: readingOf(line, intervals, range),
    isClaimed: (t, off) => {
      const variable = holding(key, (shadow) => new Bounded(shadow))();
      const conditions = line.conditions?.({ ...bounded, variable }, new Bounded(t, off)) ?? [];
      return conditions.every(({ value, error }) => value > error);
    },
    signsAt,
  };
}

function readingOf<T>(line: Line, m: Arithmetic<T>, draw: () => Variable<T>): Reading<T> {
  const d = dual(m);
  const fixed = (): Variable<Dual<T>> => {
    const variable = draw();
    return (low, high) => new Dual(variable(low, high), m.zero);
  };
  const by: Reading<T>["by"] = (other, t, lift, watching) => {
    const variable = draw();
    return line.at(watch(other, (low, high) => lift(variable(low, high)), watching), t);
  };
  return {
    by,
    at: (t, signs) => by(m, t, (x) => x, signs ? following(signs) : {}),
    along: (t, signs) => {
      const watching = signs ? following(signs) : {};
      return line.at(watch(d, fixed(), watching), new Dual(t, m.one));
    },
    arguments: (t, signs, narrow) =>
      argumentsOf(line, d, fixed(), new Dual(t, m.one), { ...following(signs), narrow }),
    derivatives: (t, signs, n) => derivativesOf(line, m, draw(), t, following(signs), n),
  };
}

/** Whether the sign of an argument matters, not just whether it is 0. */
export function isSigned(kind: ArgumentKind): boolean {
  return kind === "choice" || kind === "domain";
}

function following(signs: Signs): Pick<Watching<unknown>, "signOf"> {
  return { signOf: (_, index) => signs[index] ?? 0 };
}

/** The n-th derivatives of all arguments, by dual numbers over dual numbers. */
function derivativesOf<T>(
  line: Line,
  m: Arithmetic<T>,
  variable: Variable<T>,
  t: T,
  watching: Pick<Watching<unknown>, "signOf">,
  n: number,
): T[] {
  if (n === 0) return argumentsOf(line, m, variable, t, watching);
  const fixed: Variable<Dual<T>> = (low, high) => new Dual(variable(low, high), m.zero);
  return derivativesOf(line, dual(m), fixed, new Dual(t, m.one), watching, n - 1)
    .map(({ slope }) => slope);
}

/**
 * What is compared in float64, and its bounds, with arguments taken for 0 that vanish up to rounding.
 *
 * @param off The distance of t from the number that is meant.
 */
export function compareAt({ numbers, bounds }: Reader, t: number, off: number) {
  const taken: Sign[] = [];
  const withBounds = bounds.by(bounded, new Bounded(t, off), (x) => x, {
    signOf: ({ value, error }, index) => taken[index] = value > error ? 1 : -1,
  });
  return { numbers: numbers.at(t, taken), bounds: withBounds };
}

type Variable<T> = Variables<T>["variable"];

/** Variables that are drawn once, and repeated in the same order from each new start. */
function holding<T>(key: RandomKey, draw: (shadow: number) => T): () => Variable<T> {
  const drawn: T[] = [];
  const shadow = shadows(key);
  return () => {
    let next = 0;
    return (low, high) => {
      if (next === drawn.length) drawn.push(draw(shadow(low, high)));
      return drawn[next++]!;
    };
  };
}

/** What is done with each argument as it is met. */
export interface Watching<T> {
  /** Its sign, which decides `choose` unless it is 0. */
  readonly signOf?: ((x: T, index: number) => Sign | 0) | undefined;
  readonly narrow?: Narrow<T> | undefined;
  /** Receives the arguments, and ... */
  readonly met?: T[];
  /** ... the kind of each. */
  readonly kinds?: ArgumentKind[];
  /** Whether a value that may be chosen is one outside the domain. */
  readonly isOutside?: (x: T) => boolean;
}

/** An arithmetic with variables that watches the arguments of choices, logarithms and divisions. */
function watch<T>(
  m: Arithmetic<T>,
  variable: Variable<T>,
  { signOf = () => 0, narrow = (x) => x, met, kinds, isOutside = () => false }: Watching<T>,
): Variables<T> {
  let count = 0;
  const look = (x: T, kind: ArgumentKind): readonly [x: T, sign: Sign | 0] => {
    const index = count++;
    const known = narrow(x, index);
    met?.push(x);
    kinds?.push(kind);
    return [known, signOf(known, index)];
  };
  const meet = (x: T, kind: ArgumentKind): T => look(x, kind)[0];
  return {
    ...m,
    variable,
    log: (x) => m.log(meet(x, "domain")),
    log1p: (x) => {
      meet(m.add(m.one, x), "domain");
      return m.log1p(x);
    },
    sqrt: (x) => m.sqrt(meet(x, "domain")),
    xlogy: (y, a) => m.xlogy(meet(y, "zero"), meet(a, "domain")),
    div: (x, y) => m.div(x, meet(y, "divisor")),
    xdivy: (y, a) => m.xdivy(meet(y, "zero"), meet(a, "divisor")),
    choose: (x, positive, otherwise) => {
      const [known, sign] = look(x, isOutside(otherwise) ? "domain" : "choice");
      if (sign === 0) return m.choose(known, positive, otherwise);
      return sign > 0 ? positive : otherwise;
    },
  };
}

/** The arguments of choices, logarithms, roots and divisions on a line. */
export function argumentsOf<T>(
  line: Line,
  m: Arithmetic<T>,
  variable: Variable<T>,
  t: T,
  watching: Watching<T> = {},
): T[] {
  const met: T[] = [];
  line.at(watch(m, variable, { ...watching, met }), t);
  return met;
}
