import type { Arithmetic } from "../../arithmetic/arithmetic.ts";
import { Bounded, bounded } from "../../arithmetic/bounded.ts";
import { Dual, dual } from "../../arithmetic/dual.ts";
import { float64 } from "../../arithmetic/float64.ts";
import { Interval, intervals } from "../../arithmetic/interval.ts";
import type { Residue, ResidueArithmetic } from "../../arithmetic/residue.ts";
import type { RandomKey } from "../../random/random.ts";
import { shadows, type Variables } from "../claim.ts";
import type { Compared, Line } from "./line.ts";

/**
 * One line in every reading that is needed to find the places where something is chosen on it.
 *
 * The variables that stay are the same in all of them. Arguments are those of `choose`, what is 0 in
 * `xlogy` and `xdivy`, divisors, and those of logarithms and roots, which end a domain where they
 * vanish; they come in the order in which they are met, which is the same everywhere as formulas are
 * generic.
 */
export interface Reader {
  /** Which of the arguments are divisors alone. */
  readonly divisors: ReadonlySet<number>;
  /** The arguments with their derivatives along the line, at a residue. */
  readonly residues: (t: Residue) => Dual<Residue>[];
  /** The index-th argument in float64. */
  readonly number: (t: number, index: number) => number;
  /** The same with a bound of its rounding. */
  readonly bounded: (t: number, index: number) => Bounded;
  /** The index-th argument over an interval. */
  readonly range: (t: Interval, index: number) => Dual<Interval>;
  /** What is compared, at a residue. */
  readonly compared: (t: Residue) => Compared<Residue>;
  /** The same in float64, with derivatives along the line. */
  readonly along: (t: number) => Compared<Dual<number>>;
  /** The same in float64 where arguments that nearly vanish are taken to vanish. */
  readonly at: (t: number) => Compared<number>;
}

/** Arguments below this vanish but for rounding. */
const VANISHING = 2 ** -36;

/** Reads a line whose other variables are drawn from a key. */
export function readLine(line: Line, m: ResidueArithmetic, key: RandomKey): Reader {
  const residue = holding(key, (shadow) => m.draw(shadow));
  const number = holding(key, (shadow) => shadow);
  const bound = holding(key, (shadow) => new Bounded(shadow));
  const point = holding(key, (shadow) => new Interval(shadow));
  const met = <T>(m: Arithmetic<T>, variable: () => Variable<T>, t: T): Dual<T>[] =>
    argumentsOf(line, dual(m), moved(variable(), m), new Dual(t, m.one));
  const atZero: Arithmetic<number> = {
    ...float64,
    choose: (x, positive, otherwise) => x > VANISHING ? positive : otherwise,
  };
  const divisors = new Set<number>();
  argumentsOf(line, m, residue(), m.draw(0), divisors);
  return {
    divisors,
    residues: (t) => met(m, residue, t),
    number: (t, index) => met(float64, number, t)[index]!.value,
    bounded: (t, index) => met(bounded, bound, new Bounded(t))[index]!.value,
    range: (t, index) => met(intervals, point, t)[index]!,
    compared: (t) => line.at({ ...m, variable: residue() }, t),
    along: (t) => line.at({ ...dual(float64), variable: moved(number(), float64) }, new Dual(t, 1)),
    at: (t) => line.at({ ...atZero, variable: number() }, t),
  };
}

type Variable<T> = Variables<T>["variable"];

/** Variables that are drawn once, and given again in the same order whenever they are begun anew. */
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

/** Variables that stay where the line goes on. */
function moved<T>(variable: Variable<T>, m: Arithmetic<T>): Variable<Dual<T>> {
  return (low, high) => new Dual(variable(low, high), m.zero);
}

/**
 * The arguments of choices, logarithms, roots and divisions that a line meets.
 *
 * @param divisors Takes the indices of divisors.
 */
export function argumentsOf<T>(
  line: Line,
  m: Arithmetic<T>,
  variable: Variable<T>,
  t: T,
  divisors: Set<number> = new Set(),
): T[] {
  const met: T[] = [];
  const meetDivisor = (x: T) => void divisors.add(met.push(x) - 1);
  const watched: Variables<T> = {
    ...m,
    variable,
    log: (x) => {
      met.push(x);
      return m.log(x);
    },
    log1p: (x) => {
      met.push(m.add(m.one, x));
      return m.log1p(x);
    },
    sqrt: (x) => {
      met.push(x);
      return m.sqrt(x);
    },
    xlogy: (y, a) => {
      met.push(y, a);
      return m.xlogy(y, a);
    },
    div: (x, y) => {
      meetDivisor(y);
      return m.div(x, y);
    },
    xdivy: (y, a) => {
      met.push(y);
      meetDivisor(a);
      return m.xdivy(y, a);
    },
    choose: (x, positive, otherwise) => {
      met.push(x);
      return m.choose(x, positive, otherwise);
    },
  };
  line.at(watched, t);
  return met;
}
