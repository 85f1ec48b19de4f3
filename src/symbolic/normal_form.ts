import { evaluate } from "../arithmetic/evaluate.ts";
import { type Expression, expressions } from "../arithmetic/expression.ts";
import { explore, type Tree } from "./explore.ts";
import { expressionOf } from "./expression_of.ts";
import { Fraction } from "./fraction.ts";
import { Generators } from "./generators.ts";
import { isSame, type Normal, NOT_A_NUMBER, rationalFunctions } from "./rational_functions.ts";

/**
 * A formula in normal form: a rational function of variables, powers of e and logarithms for each
 * combination of signs, cases that agree being one.
 *
 * As a function it is the formula itself, except where the argument of a case vanishes. In float64
 * it may overflow where the formula, written with care, does not: it is for reading and comparing.
 *
 * @param expression The formula.
 * @param m The arithmetic of expressions to write it in, a new one if left out.
 * @returns The normal form.
 * @throws {RangeError} If the formula has none, as it contains a root or an infinite constant, or if
 * it would grow too large.
 *
 * @example Two ways to write the sigmoid function, and what both are
 * ```ts
 * import { expressions, normalForm, print, sigmoid } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const m = expressions();
 * assertEquals(print(normalForm(sigmoid.value(m, m.variable("z")))), "e^z / (1 + e^z)");
 * ```
 */
export function normalForm(expression: Expression, m = expressions()): Expression {
  const generators = new Generators();
  const cases = explore<Fraction, Normal>((ask) => {
    const m = rationalFunctions(generators, ask);
    return evaluate(expression, m, (name) => generators.variable(name));
  });

  function write(tree: Tree<Fraction, Normal>): Expression {
    if ("question" in tree) {
      return m.choose(expressionOf(tree.question, generators, m), write(tree.yes), write(tree.no));
    }
    if (tree.result instanceof Fraction) return expressionOf(tree.result, generators, m);
    if (tree.result === NOT_A_NUMBER) return m.constant(NaN);
    throw new RangeError(`A formula with ${tree.result.reason} in it has no normal form`);
  }

  return write(merged(cases));
}

/** The same tree with a single leaf in place of cases that agree. */
function merged(tree: Tree<Fraction, Normal>): Tree<Fraction, Normal> {
  if ("result" in tree) return tree;
  const yes = merged(tree.yes), no = merged(tree.no);
  return agree(yes, no) ? yes : { ...tree, yes, no };
}

function agree(x: Tree<Fraction, Normal>, y: Tree<Fraction, Normal>): boolean {
  if ("question" in x || "question" in y) {
    return "question" in x && "question" in y && x.key === y.key &&
      agree(x.yes, y.yes) && agree(x.no, y.no);
  }
  return isSame(x.result, y.result);
}
