import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { Bounded, bounded } from "../../core/arithmetic/bounded.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { Interval, intervals } from "../../core/arithmetic/interval.ts";
import type { Residue, ResidueArithmetic } from "../../core/arithmetic/residue/residue.ts";
import type { RandomKey } from "../../core/random/random.ts";
import { shadows, type Variables } from "../prover/claim.ts";
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
  /** What kind each argument is of. */
  readonly kinds: readonly ArgumentKind[];
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
  /** The same with bounds of its rounding. */
  readonly boundsAlong: (t: number) => Compared<Dual<Bounded>>;
  /**
   * What is compared in float64, and its bounds, where arguments that vanish but for rounding are
   * taken to vanish.
   *
   * @param off How far t may be from the number that is meant.
   */
  readonly at: (t: number, off: number) => {
    readonly numbers: Compared<number>;
    readonly bounds: Compared<Bounded>;
  };
}

/**
 * What an argument is to its operation: what `choose`, `log` and `sqrt` take, which is positive or not;
 * what is 0 or not, in `xlogy` and `xdivy`; or what is divided by.
 */
type ArgumentKind = "sign" | "zero" | "divisor";

/** Reads a line whose other variables are drawn from a key. */
export function readLine(line: Line, m: ResidueArithmetic, key: RandomKey): Reader {
  const residue = holding(key, (shadow) => m.draw(shadow));
  const number = holding(key, (shadow) => shadow);
  const bound = holding(key, (shadow) => new Bounded(shadow));
  const point = holding(key, (shadow) => new Interval(shadow));
  const met = <T>(m: Arithmetic<T>, variable: () => Variable<T>, t: T): Dual<T>[] =>
    argumentsOf(line, dual(m), moved(variable(), m), new Dual(t, m.one));
  const at: Reader["at"] = (t, off) => {
    const taken: boolean[] = [];
    const clear: Arithmetic<Bounded> = {
      ...bounded,
      choose: (x, positive, otherwise) => {
        taken.push(x.value > x.error);
        return taken.at(-1) ? positive : otherwise;
      },
    };
    const bounds = line.at({ ...clear, variable: bound() }, new Bounded(t, off));
    let next = 0;
    const same: Arithmetic<number> = {
      ...float64,
      choose: (_, positive, otherwise) => taken[next++] ? positive : otherwise,
    };
    return { numbers: line.at({ ...same, variable: number() }, t), bounds };
  };
  const kinds: ArgumentKind[] = [];
  argumentsOf(line, m, residue(), m.draw(0), kinds);
  return {
    kinds,
    residues: (t) => met(m, residue, t),
    number: (t, index) => met(float64, number, t)[index]!.value,
    bounded: (t, index) => met(bounded, bound, new Bounded(t))[index]!.value,
    range: (t, index) => met(intervals, point, t)[index]!,
    compared: (t) => line.at({ ...m, variable: residue() }, t),
    along: (t) => line.at({ ...dual(float64), variable: moved(number(), float64) }, new Dual(t, 1)),
    boundsAlong: (t) =>
      line.at(
        { ...dual(bounded), variable: moved(bound(), bounded) },
        new Dual(new Bounded(t), bounded.one),
      ),
    at,
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
 * @param kinds Takes the kind of each.
 */
export function argumentsOf<T>(
  line: Line,
  m: Arithmetic<T>,
  variable: Variable<T>,
  t: T,
  kinds: ArgumentKind[] = [],
): T[] {
  const met: T[] = [];
  const meet = (x: T, kind: ArgumentKind): void => {
    met.push(x);
    kinds.push(kind);
  };
  const watched: Variables<T> = {
    ...m,
    variable,
    log: (x) => {
      meet(x, "sign");
      return m.log(x);
    },
    log1p: (x) => {
      meet(m.add(m.one, x), "sign");
      return m.log1p(x);
    },
    sqrt: (x) => {
      meet(x, "sign");
      return m.sqrt(x);
    },
    xlogy: (y, a) => {
      meet(y, "zero");
      meet(a, "sign");
      return m.xlogy(y, a);
    },
    div: (x, y) => {
      meet(y, "divisor");
      return m.div(x, y);
    },
    xdivy: (y, a) => {
      meet(y, "zero");
      meet(a, "divisor");
      return m.xdivy(y, a);
    },
    choose: (x, positive, otherwise) => {
      meet(x, "sign");
      return m.choose(x, positive, otherwise);
    },
  };
  line.at(watched, t);
  return met;
}
