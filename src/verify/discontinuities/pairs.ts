import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";

/** The same number in two arithmetics. */
export type Pair<A, B> = readonly [A, B];

/** Reads formulas in two arithmetics at once. */
export function pairs<A, B>(a: Arithmetic<A>, b: Arithmetic<B>): Arithmetic<Pair<A, B>> {
  type Name = Exclude<keyof Arithmetic<unknown>, "zero" | "one" | "constant">;
  // Formulas may pass more than an operation takes, as in terms.reduce(m.add).
  const both = (name: Name, count: number) => {
    const [first, second] = [a[name], b[name]] as [(...x: A[]) => A, (...x: B[]) => B];
    return (...x: Pair<A, B>[]): Pair<A, B> => {
      const operands = x.slice(0, count);
      return [first(...operands.map(([x]) => x)), second(...operands.map(([, x]) => x))];
    };
  };
  return {
    zero: [a.zero, b.zero],
    one: [a.one, b.one],
    constant: (x) => [a.constant(x), b.constant(x)],
    add: both("add", 2),
    sub: both("sub", 2),
    mul: both("mul", 2),
    div: both("div", 2),
    neg: both("neg", 1),
    exp: both("exp", 1),
    expm1: both("expm1", 1),
    log: both("log", 1),
    log1p: both("log1p", 1),
    tanh: both("tanh", 1),
    sqrt: both("sqrt", 1),
    erf: both("erf", 1),
    xlogy: both("xlogy", 2),
    xdivy: both("xdivy", 2),
    choose: both("choose", 3),
  };
}
