import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { type Expression, Operation, type Operator } from "../../core/arithmetic/expression.ts";

/** The operations of sums and products; a sign belongs to sums. */
const FAMILIES: Readonly<Partial<Record<Operator, "sum" | "product">>> = {
  add: "sum",
  sub: "sum",
  neg: "sum",
  mul: "product",
  div: "product",
};

/** Whether an expression is a sum, a product, or neither. */
export function familyOf(node: Expression): "sum" | "product" | undefined {
  return node instanceof Operation ? FAMILIES[node.operator] : undefined;
}

/**
 * All summands of a sum with their multiplicities, or all factors of a product with their exponents,
 * however nested and shared the sums or products within it are. Of anything else, its operands.
 *
 * The multiplicities are carried from the root down the graph, each node once: a backward pass over
 * the formula itself. So 2⁶⁰ x costs 60 steps when written as 60 doublings.
 */
export function regionOf(root: Expression): ReadonlyMap<Expression, bigint> {
  const family = familyOf(root);
  if (family === undefined) return new Map(root.operands.map((operand) => [operand, 1n]));
  const isInside = (node: Expression) => familyOf(node) === family;
  const order = postOrder([root], (node) => isInside(node) ? node.operands : []);

  const multiplicities = new Map<Expression, bigint>([[root, 1n]]);
  for (const node of order.toReversed()) {
    if (!isInside(node)) continue;
    const { operator, operands } = node as Operation;
    const times = multiplicities.get(node)!;
    operands.forEach((operand, k) => {
      const isInverse = operator === "neg" ||
        (k === 1 && (operator === "sub" || operator === "div"));
      const before = multiplicities.get(operand) ?? 0n;
      multiplicities.set(operand, isInverse ? before - times : before + times);
    });
  }
  return new Map(
    order.filter((node) => !isInside(node)).map((node) => [node, multiplicities.get(node)!]),
  );
}
