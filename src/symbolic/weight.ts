import { postOrder } from "../arithmetic/evaluate.ts";
import { type Expression, Operation, Variable } from "../arithmetic/expression.ts";

/** A letter has to be found elsewhere, a fraction takes the eye to two places; a sign is a sign. */
const LETTER = 2, FRACTION = 2, SIGN = 1;

/**
 * How much there is to read in a formula that is written out: its letters, numbers and signs.
 *
 * @param expression The formula.
 * @returns A number that is larger for formulas that are harder to read.
 */
export function weightOf(expression: Expression): number {
  const weights = new Map<Expression, number>();
  for (const node of postOrder([expression])) {
    weights.set(node, ownWeight(node) + weightOfOperands(node, weights));
  }
  return weights.get(expression)!;
}

function ownWeight(node: Expression): number {
  if (node instanceof Variable) return LETTER;
  const isFraction = node instanceof Operation &&
    (node.operator === "div" || node.operator === "xdivy");
  return isFraction ? FRACTION : SIGN;
}

function weightOfOperands(
  { operands }: Expression,
  weights: ReadonlyMap<Expression, number>,
): number {
  // What is multiplied by itself is written once, as a power.
  const [x, y] = operands;
  if (operands.length === 2 && x === y) return weights.get(x!)!;
  return operands.reduce((sum, operand) => sum + weights.get(operand)!, 0);
}
