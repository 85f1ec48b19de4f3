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
import { TooLarge } from "../algebra/too_large.ts";
import { weightOf } from "./weight.ts";

/** Options of {@linkcode simplify}. */
export interface SimplifyOptions {
  /** The arithmetic of expressions to write in, a new one if left out. */
  readonly arithmetic?: Expressions;
  /** Formulas that are positive where the result is to hold: the domain of a loss. */
  readonly where?: readonly Expression[];
}

/** Formulas with more cases of signs keep their cases where they are. */
const MOST_CASES = 8;
/** Formulas with more nodes are not brought to normal form: the result would not be shorter. */
const MOST_NODES = 200;

/**
 * The same formula as a person would write it.
 *
 * Like terms and factors are gathered, cases are brought to the front and those that agree made one.
 * The normal form takes the place of the result where it is easier to read.
 *
 * The result equals the formula as a function of real numbers, wherever no part of the formula is
 * infinite or not a number. It is for reading, not for running: where the formula was written to keep
 * its digits, this may lose them or overflow.
 *
 * @param expression The formula.
 * @param options The arithmetic to write in, and conditions under which the result is to hold.
 * @returns The simplified formula.
 * @throws {TypeError} If it is no expression.
 *
 * @example The slope of the sigmoid function, from its definition by cases
 * ```ts
 * import { differentiate, print, sigmoid, simplify } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const slope = differentiate(sigmoid.value, "z");
 * assertEquals(print(simplify(slope)), "e^z / (1 + e^z)²");
 * ```
 */
export function simplify(expression: Expression, options: SimplifyOptions = {}): Expression {
  checkExpression(expression, "What is simplified");
  const { arithmetic: m = expressions(), where = [] } = options;
  const terms = new LikeTerms(m);
  try {
    const assumed = new Set(
      where.map((condition) => withoutNumber(rewrite(condition, m, terms, () => undefined), terms)),
    );
    const inPlace = rewrite(expression, m, terms, (question) => assumed.has(question) || undefined);
    const cases = casesOf((ask) =>
      rewrite(expression, m, terms, (question) => assumed.has(question) || ask(question, question))
    );
    const result = cases === undefined ? inPlace : lighter(write(cases, m), inPlace);
    // Numbers that no float64 is, such as 1 + 10⁻²⁰, are better left apart.
    return lighter(result, evaluateExpression(expression, m, m.variable));
  } catch (error) {
    if (error instanceof TooLarge) return evaluateExpression(expression, m, m.variable);
    throw error;
  }
}

/** What a computation gives in each case of signs, unless there are too many. */
function casesOf(
  run: (ask: Ask<Expression>) => Expression,
): Tree<Expression, Expression> | undefined {
  try {
    return explore(run, MOST_CASES);
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}

/** A tree of cases as one formula, cases that agree being one. */
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
  try {
    return normalForm(expression, m);
  } catch (error) {
    if (error instanceof RangeError) return expression;
    throw error;
  }
}

function isSmall(expression: Expression): boolean {
  return postOrder([expression]).length <= MOST_NODES;
}

/** The one of two expressions that is easier to read, the first of equals. */
function lighter(first: Expression, second: Expression): Expression {
  return weightOf(second) < weightOf(first) ? second : first;
}
