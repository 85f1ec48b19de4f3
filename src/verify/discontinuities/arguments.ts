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
 * A line in every arithmetic that is needed to find the places where something is chosen on it.
 *
 * The variables that stay are the same in all of them. Arguments are those of `choose`, the first ones
 * of `xlogy` and `xdivy`, divisors, and those of logarithms and roots, whose domain ends where they
 * vanish. They are numbered as they are met, the same in every arithmetic as formulas are generic.
 */
export interface Reader {
  /** The kind of each argument. */
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
   * What is compared in float64, and its bounds, with arguments taken for 0 that vanish up to rounding.
   *
   * @param off The distance of t from the number that is meant.
   */
  readonly at: (t: number, off: number) => {
    readonly numbers: Compared<number>;
    readonly bounds: Compared<Bounded>;
  };
}

/**
 * The role of an argument: `choose`, `log` and `sqrt` depend on whether it is positive, `xlogy` and
 * `xdivy` on whether it is 0; or it is a divisor.
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

/** Variables that stay constant along the line. */
function moved<T>(variable: Variable<T>, m: Arithmetic<T>): Variable<Dual<T>> {
  return (low, high) => new Dual(variable(low, high), m.zero);
}

/**
 * The arguments of choices, logarithms, roots and divisions on a line.
 *
 * @param kinds Receives the kind of each.
 */
export function argumentsOf<T>(
  line: Line,
  m: Arithmetic<T>,
  variable: Variable<T>,
  t: T,
  kinds: ArgumentKind[] = [],
): T[] {
  const met: T[] = [];
  const meet = (x: T, kind: ArgumentKind): T => {
    met.push(x);
    kinds.push(kind);
    return x;
  };
  const watched: Variables<T> = {
    ...m,
    variable,
    log: (x) => m.log(meet(x, "sign")),
    log1p: (x) => {
      meet(m.add(m.one, x), "sign");
      return m.log1p(x);
    },
    sqrt: (x) => m.sqrt(meet(x, "sign")),
    xlogy: (y, a) => m.xlogy(meet(y, "zero"), meet(a, "sign")),
    div: (x, y) => m.div(x, meet(y, "divisor")),
    xdivy: (y, a) => m.xdivy(meet(y, "zero"), meet(a, "divisor")),
    choose: (x, positive, otherwise) => m.choose(meet(x, "sign"), positive, otherwise),
  };
  line.at(watched, t);
  return met;
}
