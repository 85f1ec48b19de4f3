import { evaluateExpression } from "../../core/arithmetic/evaluate.ts";
import {
  type Expression,
  type Expressions,
  expressions,
} from "../../core/arithmetic/expression.ts";
import { type Ask, explore, type Tree } from "../algebra/explore.ts";
import { expressionOf } from "./expression_of.ts";
import { Fraction } from "../algebra/fraction.ts";
import { Kernels } from "../algebra/kernels.ts";
import {
  isSame,
  type Normal,
  NOT_A_NUMBER,
  rationalFunctions,
  type Unknown,
} from "../algebra/rational_functions.ts";
import { type AskSign, knownSign } from "../algebra/sign.ts";

/**
 * A formula in normal form: a rational function of variables, powers of e and logarithms for each
 * combination of signs, with cases that agree merged.
 *
 * As a function it is the formula itself, except where the argument of a case vanishes. In float64
 * it may overflow where the formula, written with care, does not: it is for reading and comparing.
 *
 * @param m The arithmetic of expressions to write in; a new one by default.
 * @throws {RangeError} If the formula has none, as it contains a root or an infinite constant or would
 * grow too large.
 *
 * @example Two ways to write the sigmoid function, and its normal form
 * ```ts
 * import { expressions, normalForm, print, sigmoid } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const m = expressions();
 * assertEquals(print(normalForm(sigmoid.value(m, m.variable("z")))), "e^z / (1 + e^z)");
 * ```
 * @category Expressions
 */
export function normalForm(expression: Expression, m: Expressions = expressions()): Expression {
  const kernels = new Kernels();
  const cases = explore(run);
  // log |x| is log x in one case and log(−x) in another: then only forms written alike agree.
  const isAmbiguous = kernels.logarithms.some((x) => knownSign(x, kernels) === undefined);
  return write(isAmbiguous ? cases : merged(cases), m);

  function run(ask: Ask<() => Expression>): Leaf {
    const answers = new Map<unknown, boolean>();
    const written = (x: Fraction, known: ReadonlyMap<unknown, boolean>) =>
      expressionOf(x, kernels, (factor) => knownSign(factor, kernels, known), m);
    const askSign: AskSign = (key, x) => {
      const before = new Map(answers);
      const answer = ask(key, () => written(x, before));
      answers.set(key, answer);
      return answer;
    };
    const arithmetic = rationalFunctions(kernels, askSign);
    const normal = evaluateExpression(expression, arithmetic, (name) => kernels.variable(name));
    return {
      normal,
      write: () => normal instanceof Fraction ? written(normal, answers) : nothing(normal),
    };
  }

  function nothing(unknown: Unknown): Expression {
    if (unknown === NOT_A_NUMBER) return m.constant(NaN);
    throw new RangeError(`A formula with ${unknown.reason} in it has no normal form`);
  }
}

/** A normal form in one case of signs, and how to write it. */
interface Leaf {
  readonly normal: Normal;
  readonly write: () => Expression;
}

function write(tree: Tree<() => Expression, Leaf>, m: Expressions): Expression {
  if ("result" in tree) return tree.result.write();
  const yes = write(tree.yes, m), no = write(tree.no, m);
  return yes === no ? yes : m.choose(tree.question(), yes, no);
}

/** Merges cases that agree into a single leaf. */
function merged<Question>(tree: Tree<Question, Leaf>): Tree<Question, Leaf> {
  if ("result" in tree) return tree;
  const yes = merged(tree.yes), no = merged(tree.no);
  return agree(yes, no) ? yes : { ...tree, yes, no };
}

function agree(x: Tree<unknown, Leaf>, y: Tree<unknown, Leaf>): boolean {
  if ("question" in x || "question" in y) {
    return "question" in x && "question" in y && x.key === y.key &&
      agree(x.yes, y.yes) && agree(x.no, y.no);
  }
  return isSame(x.result.normal, y.result.normal);
}
