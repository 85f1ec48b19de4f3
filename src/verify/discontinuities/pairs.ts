import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";

/** The same number in two arithmetics. */
export type Pair<A, B> = readonly [A, B];

/** Reads formulas in two arithmetics at once. */
export function pairs<A, B>(a: Arithmetic<A>, b: Arithmetic<B>): Arithmetic<Pair<A, B>> {
  // Each operation takes what it needs: formulas may pass more, as in terms.reduce(m.add).
  const unary = (name: "neg" | "exp" | "expm1" | "log" | "log1p" | "tanh" | "sqrt" | "erf") => {
    const f = a[name], g = b[name];
    return (x: Pair<A, B>): Pair<A, B> => [f(x[0]), g(x[1])];
  };
  const binary = (name: "add" | "sub" | "mul" | "div" | "xlogy" | "xdivy") => {
    const f = a[name], g = b[name];
    return (x: Pair<A, B>, y: Pair<A, B>): Pair<A, B> => [f(x[0], y[0]), g(x[1], y[1])];
  };
  return {
    zero: [a.zero, b.zero],
    one: [a.one, b.one],
    constant: (x) => [a.constant(x), b.constant(x)],
    add: binary("add"),
    sub: binary("sub"),
    mul: binary("mul"),
    div: binary("div"),
    neg: unary("neg"),
    exp: unary("exp"),
    expm1: unary("expm1"),
    log: unary("log"),
    log1p: unary("log1p"),
    tanh: unary("tanh"),
    sqrt: unary("sqrt"),
    erf: unary("erf"),
    xlogy: binary("xlogy"),
    xdivy: binary("xdivy"),
    choose: (x, y, z) => [a.choose(x[0], y[0], z[0]), b.choose(x[1], y[1], z[1])],
  };
}
