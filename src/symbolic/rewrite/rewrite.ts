import { postOrder } from "../../core/arithmetic/evaluate.ts";
import {
  Constant,
  type Expression,
  type Expressions,
  Operation,
  type Operator,
  Variable,
} from "../../core/arithmetic/expression.ts";
import type { Power } from "./build.ts";
import type { LikeTerms } from "./like_terms.ts";
import { isZero, ONE, rational } from "../algebra/rational.ts";
import { familyOf, regionOf } from "./region.ts";
import { TooLarge } from "../algebra/too_large.ts";

/**
 * Rewrites a formula by rules that keep its value wherever all its parts are finite.
 *
 * Like terms and like factors are gathered, terms 0 and factors 1 dropped, and functions of 0, 1 or
 * their inverses evaluated. Nothing is multiplied out.
 *
 * @param terms Gathers terms and factors; shared by formulas that are to be written alike.
 * @param ask Whether the argument of a case is positive, or `undefined` to keep the case.
 */
export function rewrite(
  root: Expression,
  m: Expressions,
  terms: LikeTerms,
  ask: (question: Expression) => boolean | undefined,
): Expression {
  const regions = new Map<Expression, ReadonlyMap<Expression, bigint>>();
  const order = postOrder([root], (node) => {
    const region = regions.get(node) ?? regionOf(node);
    regions.set(node, region);
    return [...region.keys()];
  });
  const rules = rulesOf(m, terms, ask);
  const rewritten = new Map<Expression, Expression>();
  for (const node of order) rewritten.set(node, rewriteNode(node));
  return rewritten.get(root)!;

  function rewriteNode(node: Expression): Expression {
    if (node instanceof Constant) return m.constant(node.value);
    if (node instanceof Variable) return m.variable(node.name);
    const parts = [...regions.get(node)!].map(([x, times]) => [rewritten.get(x)!, times] as const);
    const family = familyOf(node);
    if (family === "sum") return terms.sum(parts.map(([x, times]) => [x, rational(times)]));
    if (family === "product") return terms.product(ONE, parts.map(([x, n]) => [x, exponentOf(n)]));
    const { operator, operands } = node as Operation;
    return rules[operator]!(...operands.map((operand) => rewritten.get(operand)!));
  }
}

/** An operation that simplifies as it is applied. */
type Rule = (...operands: Expression[]) => Expression;

/** The rules of the operations that are neither sums nor products. */
function rulesOf(
  m: Expressions,
  terms: LikeTerms,
  ask: (question: Expression) => boolean | undefined,
): Readonly<Partial<Record<Operator, Rule>>> {
  const product = (...factors: Power[]) => terms.product(ONE, factors);
  const plusOne = (x: Expression, sign: 1n | -1n) => terms.sum([[x, ONE], [m.one, rational(sign)]]);
  const exp = (x: Expression) => x === m.zero ? m.one : operandOf(x, "log") ?? m.exp(x);
  const log = (x: Expression) => x === m.one ? m.zero : operandOf(x, "exp") ?? m.log(x);

  /** `make(y)`, linear in y and 0 at 0; `plain(y)` where y is a number other than 0. */
  function withLimit(
    y: Expression,
    make: (y: Expression) => Expression,
    plain: (y: Expression) => Expression,
  ): Expression {
    const { coefficient, powers } = terms.factorsOf(y);
    if (isZero(coefficient)) return m.zero;
    if (powers.length === 0) return plain(y);
    return terms.product(coefficient, [[make(terms.product(ONE, powers)), 1]]);
  }

  function xlogy(y: Expression, a: Expression): Expression {
    if (a === m.one) return m.zero;
    return withLimit(y, (y) => m.xlogy(y, a), (y) => product([y, 1], [log(a), 1]));
  }

  function xdivy(y: Expression, a: Expression): Expression {
    const quotient = (y: Expression) => product([y, 1], [a, -1]);
    const isNumber = (numberOf(a) ?? 0) !== 0;
    return isNumber ? quotient(y) : withLimit(y, (y) => m.xdivy(y, a), quotient);
  }

  function choose(x: Expression, positive: Expression, otherwise: Expression): Expression {
    if (positive === otherwise) return positive;
    const number = numberOf(x);
    if (number !== undefined) return isNaN(number) ? x : number > 0 ? positive : otherwise;
    const question = withoutNumber(x, terms);
    const answer = ask(question);
    if (answer === undefined) return m.choose(question, positive, otherwise);
    return answer ? positive : otherwise;
  }

  /** A number with the sign of x, if x is a number. */
  function numberOf(x: Expression): number | undefined {
    if (x instanceof Constant) return x.value;
    const { coefficient, powers } = terms.factorsOf(x);
    return powers.length > 0 ? undefined : coefficient.numerator > 0n ? 1 : -1;
  }

  return {
    exp,
    log,
    expm1: (x) => plusOne(exp(x!), -1n),
    log1p: (x) => log(plusOne(x!, 1n)),
    tanh: (x) => x === m.zero ? m.zero : m.tanh(x!),
    sqrt: (x) => x === m.zero || x === m.one ? x! : m.sqrt(x!),
    erf: (x) => x === m.zero ? m.zero : m.erf(x!),
    xlogy: (y, a) => xlogy(y!, a!),
    xdivy: (y, a) => xdivy(y!, a!),
    choose: (x, positive, otherwise) => choose(x!, positive!, otherwise!),
  };
}

/** An expression with the sign of x and no numeric factor but −1. */
export function withoutNumber(x: Expression, terms: LikeTerms): Expression {
  const { coefficient, powers } = terms.factorsOf(x);
  return terms.product(rational(coefficient.numerator > 0n ? 1n : -1n), powers);
}

function operandOf(x: Expression, operator: Operator): Expression | undefined {
  return x instanceof Operation && x.operator === operator ? x.operands[0] : undefined;
}

function exponentOf(times: bigint): number {
  if (!Number.isSafeInteger(Number(times))) {
    throw new TooLarge(`Cannot write a power with the exponent ${times}`);
  }
  return Number(times);
}
