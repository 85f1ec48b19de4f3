import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";

/** The same number in two arithmetics. */
export type Pair<A, B> = readonly [A, B];

/** Reads formulas in two arithmetics at once. */
export function pairs<A, B>(a: Arithmetic<A>, b: Arithmetic<B>): Arithmetic<Pair<A, B>> {
  type Name = Exclude<keyof Arithmetic<unknown>, "zero" | "one" | "constant">;
  const both = (name: Name) => {
    const [first, second] = [a[name], b[name]] as [(...x: A[]) => A, (...x: B[]) => B];
    return (...x: Pair<A, B>[]): Pair<A, B> => [
      first(...x.map(([x]) => x)),
      second(...x.map(([, x]) => x)),
    ];
  };
  return {
    zero: [a.zero, b.zero],
    one: [a.one, b.one],
    constant: (x) => [a.constant(x), b.constant(x)],
    add: both("add"),
    sub: both("sub"),
    mul: both("mul"),
    div: both("div"),
    neg: both("neg"),
    exp: both("exp"),
    expm1: both("expm1"),
    log: both("log"),
    log1p: both("log1p"),
    tanh: both("tanh"),
    sqrt: both("sqrt"),
    erf: both("erf"),
    xlogy: both("xlogy"),
    xdivy: both("xdivy"),
    choose: both("choose"),
  };
}
