import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import { evaluateExpression } from "../../core/arithmetic/evaluate.ts";
import { Expression, type Expressions, expressions } from "../../core/arithmetic/expression.ts";
import { describe } from "../../core/support/describe.ts";

/**
 * A function of one variable, generic over the arithmetic, such as `tanh.value`.
 * @category Expressions
 */
export type Formula = <T>(m: Arithmetic<T>, z: T) => T;

/**
 * The derivative of a formula, as a formula.
 *
 * This evaluates the expression over dual numbers of expressions. The result is as the rules leave
 * it; `simplify` makes it readable.
 *
 * @param of An expression, or a formula, which is read as an expression in `variable`.
 * @param variable The name of the variable to differentiate by.
 * @param m The arithmetic of expressions to build the derivative in; a new one by default.
 * @returns ∂of / ∂variable, all other variables held fixed; 0 where `variable` does not occur.
 * @throws {TypeError} If the variable is not given by its name.
 *
 * @example
 * ```ts
 * import { differentiate, print, simplify, tanh } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(print(simplify(differentiate(tanh.value, "z"))), "1 − tanh(z)²");
 * ```
 * @category Expressions
 */
export function differentiate(
  of: Expression | Formula,
  variable: string,
  m: Expressions = expressions(),
): Expression {
  if (typeof variable !== "string") {
    throw new TypeError(`variable must be a name, but found ${describe(variable)}`);
  }
  const expression = of instanceof Expression ? of : of(m, m.variable(variable));
  const along = (name: string) => new Dual(m.variable(name), name === variable ? m.one : m.zero);
  return evaluateExpression(expression, dual(m), along).slope;
}
