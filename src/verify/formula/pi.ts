import { TWO_OVER_ROOT_PI } from "../../core/arithmetic/erf.ts";
import { evaluateExpression, evaluateExpressions } from "../../core/arithmetic/evaluate.ts";
import { type Expression, type Expressions, Operation } from "../../core/arithmetic/expression.ts";

/**
 * Formulas in which π and 2/√π, the slope of erf at 0, are one number.
 *
 * Both are decimals otherwise, and no formula relates two decimals. Here π is 4/c² with c the decimal of
 * 2/√π, and √(π x) is √x · 2/c.
 */
export function withOnePi(formulas: readonly Expression[], m: Expressions): Expression[] {
  const c = m.constant(TWO_OVER_ROOT_PI), root = m.div(m.constant(2), c);
  const pi = m.div(m.constant(4), m.mul(c, c));
  return evaluateExpressions(formulas, {
    ...m,
    constant: (x) => x === Math.PI ? pi : m.constant(x),
    sqrt: (x) => {
      const { rest, power } = factorOut(m, x, pi);
      const roots = Array.from({ length: Math.abs(power) }, () => root);
      return roots.reduce(power > 0 ? m.mul : m.div, m.sqrt(rest));
    },
  }, m.variable);
}

/** The same formula for reading: π is a letter. */
export function withLetterPi(formula: Expression, m: Expressions): Expression {
  const pi = m.variable("π");
  return evaluateExpression(formula, {
    ...m,
    constant: (x) => {
      if (x === Math.PI) return pi;
      return x === TWO_OVER_ROOT_PI ? m.div(m.constant(2), m.sqrt(pi)) : m.constant(x);
    },
  }, m.variable);
}

/** x = rest · factorⁿ. */
function factorOut(
  m: Expressions,
  x: Expression,
  factor: Expression,
): { readonly rest: Expression; readonly power: number } {
  if (x === factor) return { rest: m.one, power: 1 };
  if (!(x instanceof Operation) || (x.operator !== "mul" && x.operator !== "div")) {
    return { rest: x, power: 0 };
  }
  const [left, right] = x.operands.map((operand) => factorOut(m, operand, factor));
  const sign = x.operator === "mul" ? 1 : -1;
  return {
    rest: m[x.operator](left!.rest, right!.rest),
    power: left!.power + sign * right!.power,
  };
}
