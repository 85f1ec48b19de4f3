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
  readonly residues: Reading<Residue>;
  readonly numbers: Reading<number>;
  readonly bounds: Reading<Bounded>;
  readonly intervals: Reading<Interval>;
}

/**
 * The role of an argument: `choose`, `log` and `sqrt` depend on whether it is positive, `xlogy` and
 * `xdivy` on whether it is 0; or it is a divisor.
 */
type ArgumentKind = "sign" | "zero" | "divisor";

/** A line in one arithmetic. */
interface Reading<T> {
  /** What is compared. */
  readonly at: (t: T, arithmetic?: Arithmetic<T>) => Compared<T>;
  /** The same, with derivatives along the line. */
  readonly along: (t: T) => Compared<Dual<T>>;
  /** The arguments, with derivatives along the line. */
  readonly arguments: (t: T) => Dual<T>[];
}

/** Reads a line whose other variables are drawn from a key. */
export function readLine(line: Line, m: ResidueArithmetic, key: RandomKey): Reader {
  const draw = holding(key, (shadow) => m.draw(shadow));
  const kinds: ArgumentKind[] = [];
  argumentsOf(line, m, draw(), m.draw(0), kinds);
  return {
    kinds,
    residues: readingOf(line, m, draw),
    numbers: readingOf(line, float64, holding(key, (shadow) => shadow)),
    bounds: readingOf(line, bounded, holding(key, (shadow) => new Bounded(shadow))),
    intervals: readingOf(line, intervals, holding(key, (shadow) => new Interval(shadow))),
  };
}

function readingOf<T>(line: Line, m: Arithmetic<T>, draw: () => Variable<T>): Reading<T> {
  const fixed = (): Variable<Dual<T>> => {
    const variable = draw();
    return (low, high) => new Dual(variable(low, high), m.zero);
  };
  return {
    at: (t, arithmetic = m) => line.at({ ...arithmetic, variable: draw() }, t),
    along: (t) => line.at({ ...dual(m), variable: fixed() }, new Dual(t, m.one)),
    arguments: (t) => argumentsOf(line, dual(m), fixed(), new Dual(t, m.one)),
  };
}

/**
 * What is compared in float64, and its bounds, with arguments taken for 0 that vanish up to rounding.
 *
 * @param off The distance of t from the number that is meant.
 */
export function compareAt({ numbers, bounds }: Reader, t: number, off: number) {
  const taken: boolean[] = [];
  const clear: Arithmetic<Bounded> = {
    ...bounded,
    choose: (x, positive, otherwise) => {
      taken.push(x.value > x.error);
      return taken.at(-1) ? positive : otherwise;
    },
  };
  const withBounds = bounds.at(new Bounded(t, off), clear);
  let next = 0;
  const same: Arithmetic<number> = {
    ...float64,
    choose: (_, positive, otherwise) => taken[next++] ? positive : otherwise,
  };
  return { numbers: numbers.at(t, same), bounds: withBounds };
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
