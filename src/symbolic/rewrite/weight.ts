import { postOrder } from "../../core/arithmetic/evaluate.ts";
import {
  type Expression,
  Operation,
  type Operator,
  Variable,
} from "../../core/arithmetic/expression.ts";

/** A letter must be looked up elsewhere, and a fraction splits the line in two. */
const LETTER = 2, FRACTION = 2, SIGN = 1;

/** How hard a formula is to read when written out, by its letters, numbers and signs. */
export function weightOf(expression: Expression): number {
  const weights = new Map<Expression, number>();
  for (const node of postOrder([expression])) {
    const operands = node.operands.map((operand) => weights.get(operand)!);
    // A square is written once, as a power.
    const isSquare = isOperation(node, "mul") && node.operands[0] === node.operands[1];
    const written = isSquare ? operands.slice(1) : operands;
    weights.set(node, written.reduce((sum, weight) => sum + weight, ownWeight(node)));
  }
  return weights.get(expression)!;
}

function ownWeight(node: Expression): number {
  if (node instanceof Variable) return LETTER;
  return isOperation(node, "div") || isOperation(node, "xdivy") ? FRACTION : SIGN;
}

function isOperation(node: Expression, operator: Operator): boolean {
  return node instanceof Operation && node.operator === operator;
}
