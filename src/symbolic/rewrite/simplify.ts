import { evaluateExpression, postOrder } from "../../core/arithmetic/evaluate.ts";
import {
  checkExpression,
  type Expression,
  type Expressions,
  expressions,
} from "../../core/arithmetic/expression.ts";
import { compareExpressions } from "../decide/equality.ts";
import { type Ask, explore, type Tree } from "../algebra/explore.ts";
import { LikeTerms } from "./like_terms.ts";
import { normalForm } from "./normal_form.ts";
import { rewrite, withoutNumber } from "./rewrite.ts";
import { TooLarge, unlessThrown } from "../algebra/too_large.ts";
import { weightOf } from "./weight.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * Options of {@linkcode simplify}.
 * @category Expressions
 */
export interface SimplifyOptions {
  /** The arithmetic of expressions to write in; a new one by default. */
  readonly arithmetic?: Expressions;
  /** Formulas that are positive where the result is to hold: the domain of a loss. */
  readonly where?: readonly Expression[];
}

/** Formulas with more cases of signs keep them where they are. */
const MOST_CASES = 8;
/** Formulas with more nodes are not brought to normal form, which would not be shorter. */
const MOST_NODES = 200;

/**
 * Simplifies a formula to what a person would write.
 *
 * Like terms and factors are gathered, cases are moved to the front and merged where they agree, and
 * the normal form replaces the result where it is easier to read.
 *
 * The result equals the formula as a function of real numbers, wherever no part of the formula is
 * infinite or not a number. It is for reading, not for evaluation: it may lose digits or overflow
 * where the formula was written not to.
 *
 * @param options The arithmetic to write in, and conditions under which the result must hold.
 * @throws {TypeError} If `expression` is not an expression.
 *
 * @example The slope of the sigmoid function, from its definition by cases
 * ```ts
 * import { differentiate, print, sigmoid, simplify } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const slope = differentiate(sigmoid.value, "z");
 * assertEquals(print(simplify(slope)), "e^z / (1 + e^z)²");
 * ```
 * @category Expressions
 */
export function simplify(expression: Expression, options: SimplifyOptions = {}): Expression {
  checkOptions("simplify()", options, "arithmetic where");
  checkExpression(expression, "The formula");
  const { arithmetic: m = expressions(), where = [] } = options;
  const terms = new LikeTerms(m);
  const simplified = unlessThrown([TooLarge], () => {
    const assumed = new Set(
      where.map((condition) => withoutNumber(rewrite(condition, m, terms, () => undefined), terms)),
    );
    const inPlace = rewrite(expression, m, terms, (question) => assumed.has(question) || undefined);
    const run = (ask: Ask<Expression>) =>
      rewrite(expression, m, terms, (question) => assumed.has(question) || ask(question, question));
    const cases = unlessThrown([TooLarge], () => explore(run, MOST_CASES));
    const result = cases === undefined ? inPlace : lighter(write(cases, m), inPlace);
    // Numbers that no float64 represents, such as 1 + 10⁻²⁰, are better left apart.
    return lighter(result, evaluateExpression(expression, m, m.variable));
  });
  return simplified ?? evaluateExpression(expression, m, m.variable);
}

/** Writes a tree of cases as one formula, with cases that agree merged. */
function write(tree: Tree<Expression, Expression>, m: Expressions): Expression {
  if ("result" in tree) return lighter(tree.result, normalFormOf(tree.result, m));
  const yes = write(tree.yes, m), no = write(tree.no, m);
  if (yes === no) return yes;
  const isOne = [yes, no].every(isSmall) && compareExpressions(yes, no).verdict === "equal";
  return isOne ? lighter(yes, no) : m.choose(tree.question, yes, no);
}

/** The normal form, or the formula itself if it has none. */
function normalFormOf(expression: Expression, m: Expressions): Expression {
  if (!isSmall(expression)) return expression;
  return unlessThrown([RangeError], () => normalForm(expression, m)) ?? expression;
}

function isSmall(expression: Expression): boolean {
  return postOrder([expression]).length <= MOST_NODES;
}

/** The expression that is easier to read, or the first of equals. */
function lighter(first: Expression, second: Expression): Expression {
  return weightOf(second) < weightOf(first) ? second : first;
}
