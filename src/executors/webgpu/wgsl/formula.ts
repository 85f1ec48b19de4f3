import { postOrder } from "../../../core/arithmetic/evaluate.ts";
import {
  checkExpression,
  Constant,
  type Expression,
  type Operation,
  type Operator,
  Variable,
} from "../../../core/arithmetic/expression.ts";
import { FUNCTION_PREFIX } from "./lanes.ts";
import type { Lines } from "./lines.ts";
import { literal } from "./literal.ts";

/** The operations that are one operator, or a function that WGSL has. */
const DIRECT: Partial<Record<Operator, (x: string, y: string) => string>> = {
  add: (x, y) => `${x} + ${y}`,
  sub: (x, y) => `${x} - ${y}`,
  mul: (x, y) => `${x} * ${y}`,
  div: (x, y) => `${x} / ${y}`,
  neg: (x) => `-${x}`,
  sqrt: (x) => `sqrt(${x})`,
};

/**
 * Prints formulas as declarations, each node once.
 *
 * @param bindings The text of each variable, which is read before anything is stored.
 * @returns The text of the value of each formula.
 * @throws {TypeError} If a root is not an expression.
 */
export function printFormulas(
  to: Lines,
  roots: readonly Expression[],
  bindings: (name: string) => string,
): string[] {
  for (const root of roots) checkExpression(root, "What a formula gives");
  const names = new Map<Expression, string>();
  for (const node of postOrder(roots)) {
    if (node instanceof Constant) {
      // Not a literal in place: what consists of constants alone would be evaluated, and refused if ∞.
      names.set(node, to.hold(literal(node.value)));
    } else if (node instanceof Variable) {
      names.set(node, to.hold(bindings(node.name)));
    } else {
      const { operator, operands } = node as Operation;
      const [x, y, z] = operands.map((operand) => names.get(operand)!) as [string, string, string];
      names.set(node, to.hold(applied(to, operator, [x, y, z].slice(0, operands.length))));
    }
  }
  return roots.map((root) => names.get(root)!);
}

function applied(to: Lines, operator: Operator, operands: readonly string[]): string {
  const direct = DIRECT[operator];
  if (direct) return direct(operands[0]!, operands[1]!);
  to.used.add(operator as Parameters<typeof to.used.add>[0]);
  if (operator === "xlogy") to.used.add("log");
  return `${FUNCTION_PREFIX}${operator}(${operands.join(", ")})`;
}
