import type { Arithmetic } from "./arithmetic.ts";
import { Constant, type Expression, type Operation, Variable } from "./expression.ts";

/**
 * The values of the variables of an expression: a record, or a function of their names.
 * @category Expressions
 */
export type Bindings<T> = Readonly<Record<string, T>> | ((name: string) => T);

/**
 * Reads an expression in an arithmetic: as numbers, as dual numbers, as text, as other expressions.
 * Each node is computed once, and without recursion: neither sharing nor depth costs anything.
 *
 * @throws {RangeError} If a variable has no value.
 *
 * @example One formula, three readings
 * ```ts
 * import { Dual, dual, evaluateExpression, expressions, float64, print } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const m = expressions();
 * const cube = m.mul(m.mul(m.variable("z"), m.variable("z")), m.variable("z"));
 * assertEquals(evaluateExpression(cube, float64, { z: 2 }), 8);
 * assertEquals(evaluateExpression(cube, dual(float64), { z: new Dual(2, 1) }).slope, 12);
 * assertEquals(print(evaluateExpression(cube, m, { z: m.constant(5) })), "5³");
 * ```
 * @category Expressions
 */
export function evaluateExpression<T>(
  expression: Expression,
  m: Arithmetic<T>,
  bindings: Bindings<T>,
): T {
  return evaluateExpressions([expression], m, bindings)[0]!;
}

/** Reads several expressions, computing shared nodes once; throws a `RangeError` as above. */
export function evaluateExpressions<T>(
  roots: readonly Expression[],
  m: Arithmetic<T>,
  bindings: Bindings<T>,
): T[] {
  return evaluatorOf(roots)(m, bindings);
}

/** The same for expressions that are read several times: their order is found once. */
export function evaluatorOf(
  roots: readonly Expression[],
): <T>(m: Arithmetic<T>, bindings: Bindings<T>) => T[] {
  const numbers = numbered(roots);
  const places = roots.map((root) => numbers.get(root)!);
  const steps = Array.from(numbers.keys(), (node) => {
    const [x = 0, y = 0, z = 0] = node.operands.map((operand) => numbers.get(operand)!);
    const { operator } = node as Partial<Operation>;
    return { node, operator, count: node.operands.length, x, y, z };
  });
  return <T>(m: Arithmetic<T>, bindings: Bindings<T>) => {
    const values: T[] = [];
    // Formulas are read at many points: each number of operands has a call of its own.
    for (const { node, operator, count, x, y, z } of steps) {
      if (operator === undefined) {
        values.push(
          node instanceof Constant
            ? constantIn(m, node.value)
            : boundTo(bindings, (node as Variable).name),
        );
      } else {
        const operation = m[operator] as (...operands: T[]) => T;
        values.push(
          count === 2
            ? operation(values[x]!, values[y]!)
            : count === 1
            ? operation(values[x]!)
            : operation(values[x]!, values[y]!, values[z]!),
        );
      }
    }
    return places.map((place) => values[place]!);
  };
}

/** Every node below some roots, each once, operands before the nodes that use them. */
export function postOrder(
  roots: readonly Expression[],
  below?: (node: Expression) => readonly Expression[],
): Expression[] {
  return [...numbered(roots, below).keys()];
}

/** The same nodes in that order, with their places. */
function numbered(
  roots: readonly Expression[],
  below = (node: Expression): readonly Expression[] => node.operands,
): Map<Expression, number> {
  const numbers = new Map<Expression, number>();
  const stack = roots.toReversed();
  while (stack.length > 0) {
    const node = stack[stack.length - 1]!, depth = stack.length;
    if (!numbers.has(node)) {
      const operands = below(node);
      for (let k = operands.length - 1; k >= 0; k--) {
        if (!numbers.has(operands[k]!)) stack.push(operands[k]!);
      }
      if (stack.length > depth) continue;
      numbers.set(node, numbers.size);
    }
    stack.pop();
  }
  return numbers;
}

/** The names of the variables of some expressions, in post-order. */
export function variablesOf(roots: readonly Expression[]): string[] {
  return postOrder(roots).flatMap((node) => node instanceof Variable ? [node.name] : []);
}

function constantIn<T>(m: Arithmetic<T>, value: number): T {
  if (Object.is(value, 0)) return m.zero;
  return value === 1 ? m.one : m.constant(value);
}

function boundTo<T>(bindings: Bindings<T>, name: string): T {
  if (typeof bindings === "function") return bindings(name);
  if (Object.hasOwn(bindings, name)) return bindings[name]!;
  const found = Object.keys(bindings).join(", ") || "no values";
  throw new RangeError(`Every variable needs a value, but ${name} has none: found only ${found}`);
}
