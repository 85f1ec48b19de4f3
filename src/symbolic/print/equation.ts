import {
  type Bindings,
  evaluateExpression,
  postOrder,
  variablesOf,
} from "../../core/arithmetic/evaluate.ts";
import {
  type Expression,
  type Expressions,
  expressions,
  Operation,
} from "../../core/arithmetic/expression.ts";
import { lowered } from "./name.ts";

/**
 * A named formula.
 * @category Notation
 */
export interface Equation {
  /** The left side, such as `z¹₁` or `∂C/∂w¹₁₁`. */
  readonly name: string;
  /** The right side. */
  readonly value: Expression;
}

/**
 * Names the shared parts of a formula, which would otherwise be written out at each use.
 *
 * A formula nested 60 deep, each level used twice, has 2⁶⁰ signs; as equations it has 60.
 *
 * @param m The arithmetic of expressions to write in; a new one by default.
 * @returns Equations named `t₁`, `t₂`, …, skipping names in use, each in variables and earlier names,
 * and the formula in terms of them.
 *
 * @example
 * ```ts
 * import { expressions, nameShared, print } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const m = expressions();
 * const sum = m.add(m.variable("x"), m.variable("y"));
 * const { equations, value } = nameShared(m.div(m.exp(sum), m.log(sum)));
 * assertEquals(equations.map(print), ["t₁ = x + y"]);
 * assertEquals(print(value), "e^t₁ / log(t₁)");
 * ```
 * @category Notation
 */
export function nameShared(
  expression: Expression,
  m: Expressions = expressions(),
): { readonly equations: readonly Equation[]; readonly value: Expression } {
  const order = postOrder([expression]);
  const uses = new Map<Expression, number>();
  for (const operand of order.flatMap(({ operands }) => operands)) {
    uses.set(operand, (uses.get(operand) ?? 0) + 1);
  }
  const taken = new Set(variablesOf([expression]));
  const equations: Equation[] = [];
  let last = 0;
  function nextName(): string {
    const name = `t${lowered(++last)}`;
    return taken.has(name) ? nextName() : name;
  }
  const written = new Map<Expression, Expression>();
  for (const node of order) {
    const value = rebuild(node, m, (operand) => written.get(operand)!);
    if (!(node instanceof Operation) || (uses.get(node) ?? 0) <= 1) {
      written.set(node, value);
      continue;
    }
    const name = nextName();
    equations.push({ name, value });
    written.set(node, m.variable(name));
  }
  return { equations, value: written.get(expression)! };
}

/** The same node over other operands. */
function rebuild(
  node: Expression,
  m: Expressions,
  operandOf: (operand: Expression) => Expression,
): Expression {
  if (!(node instanceof Operation)) return evaluateExpression(node, m, m.variable);
  const operation = m[node.operator] as (...operands: Expression[]) => Expression;
  return operation(...node.operands.map(operandOf));
}

/**
 * Substitutes each equation into those after it, so that only other variables remain.
 *
 * @param equations Equations in which each name is defined before its uses.
 * @param m The arithmetic of expressions to write in; a new one by default.
 *
 * @example
 * ```ts
 * import { expressions, inline, print } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const m = expressions();
 * const a = { name: "a", value: m.exp(m.variable("z")) };
 * const b = { name: "b", value: m.mul(m.constant(2), m.variable("a")) };
 * assertEquals(inline([a, b], m).map(({ name }) => name), ["a", "b"]);
 * console.log(print(inline([a, b], m)[1]!.value)); // in z alone
 * ```
 * @category Notation
 */
export function inline(equations: readonly Equation[], m: Expressions = expressions()): Equation[] {
  const known = new Map<string, Expression>();
  const bindings: Bindings<Expression> = (name) => known.get(name) ?? m.variable(name);
  return equations.map(({ name, value }) => {
    const inlined = evaluateExpression(value, m, bindings);
    known.set(name, inlined);
    return { name, value: inlined };
  });
}
