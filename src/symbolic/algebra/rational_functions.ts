import { type Arithmetic, OpaqueValue } from "../../core/arithmetic/arithmetic.ts";
import * as fractions from "./fraction.ts";
import { Fraction, NOTHING, WHOLE } from "./fraction.ts";
import type { Kernels } from "./kernels.ts";
import { decimal, isZero, rational } from "./rational.ts";
import { type AskSign, signOf } from "./sign.ts";

/** NaN, or a value that is not a rational function, and why. */
export class Unknown extends OpaqueValue {
  constructor(readonly reason: string) {
    super();
  }
}

/** NaN whatever the variables are. */
export const NOT_A_NUMBER: Unknown = /* @__PURE__ */ new Unknown("not a number");

/** The normal form of a formula in one case of signs. */
export type Normal = Fraction | Unknown;

/**
 * Reads formulas as rational functions of independent variables, powers of e and logarithms.
 *
 * tanh x is (e²ˣ − 1) / (e²ˣ + 1), so that it agrees with formulas written with e. log x is NaN where
 * x < 0, √x is e^(½ log x) where that is rational, and of erf only its parity is known. `xlogy(y, a)`
 * is y log a and `xdivy(y, a)` is y / a unless y is 0 throughout. Signs that are not evident are asked
 * for, and an answer is never 0: zeros of arguments are left out.
 *
 * @param kernels The table of kernels, shared by formulas that are to be compared.
 * @param ask Answers whether a fraction is positive (or else negative).
 */
export function rationalFunctions(kernels: Kernels, ask: AskSign): Arithmetic<Normal> {
  const { plus, times, negative, power } = fractions;
  const isPositive = (x: Fraction) => signOf(x, kernels, ask) > 0;

  const add = lift(plus);
  const sub = lift((x: Fraction, y: Fraction) => plus(x, negative(y)));
  const mul = lift(times);
  const div = lift((x: Fraction, y: Fraction) => {
    if (!isZero(y.coefficient)) return times(x, power(y, -1));
    return isZero(x.coefficient) ? NOT_A_NUMBER : new Unknown("a division by 0");
  });
  const exp = lift((x: Fraction) => kernels.exp(x, isPositive) ?? new Unknown("a root"));
  const log = lift((x: Fraction) => {
    if (isZero(x.coefficient)) return new Unknown("the logarithm of 0");
    return isPositive(x) ? kernels.log(x) : NOT_A_NUMBER;
  });
  const sqrt = lift((x: Fraction) => {
    if (isZero(x.coefficient)) return NOTHING;
    if (!isPositive(x)) return NOT_A_NUMBER;
    const half = fractions.scale(kernels.log(x), rational(1n, 2n));
    return kernels.exp(half, isPositive) ?? new Unknown("a root");
  });
  const isNothing = (y: Normal) => y instanceof Fraction && isZero(y.coefficient);

  return {
    zero: NOTHING,
    one: WHOLE,
    constant: (x) => {
      if (Number.isNaN(x)) return NOT_A_NUMBER;
      return Number.isFinite(x) ? new Fraction(decimal(x)) : new Unknown("an infinite constant");
    },
    add,
    sub,
    mul,
    div,
    neg: lift(negative),
    exp,
    expm1: (x) => sub(exp(x), WHOLE),
    log,
    log1p: (x) => log(add(WHOLE, x)),
    tanh: (x) => {
      const square = exp(add(x, x));
      return div(sub(square, WHOLE), add(square, WHOLE));
    },
    sqrt,
    erf: lift((x: Fraction) => kernels.erf(x)),
    xlogy: (y, a) => isNothing(y) ? NOTHING : mul(y, log(a)),
    xdivy: (y, a) => isNothing(y) ? NOTHING : div(y, a),
    choose: (x, positive, otherwise) => {
      if (x instanceof Fraction) return isPositive(x) ? positive : otherwise;
      return x !== NOT_A_NUMBER && positive === otherwise ? otherwise : x;
    },
  };
}

/** Extends an operation on fractions to all values: NaN propagates first, then what is unknown. */
function lift<Operands extends Fraction[]>(
  operation: (...operands: Operands) => Normal,
): (...operands: { [K in keyof Operands]: Normal }) => Normal {
  return (...operands) => {
    const unknown = operands.filter((operand): operand is Unknown => operand instanceof Unknown);
    if (unknown.includes(NOT_A_NUMBER)) return NOT_A_NUMBER;
    return unknown[0] ?? operation(...operands as unknown as Operands);
  };
}

/** Whether both are NaN or the same rational function. */
export function isSame(x: Normal, y: Normal): boolean {
  if (x instanceof Fraction && y instanceof Fraction) return fractions.equal(x, y);
  return x === NOT_A_NUMBER && y === NOT_A_NUMBER;
}
