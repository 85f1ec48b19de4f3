import type { Arithmetic } from "./arithmetic.ts";
import { Constant, type Expression, Operation, type Operator, Variable } from "./expression.ts";

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
  const order = postOrder(roots);
  let isFirst = true, read: ReturnType<typeof evaluatorOf>;
  return (m, bindings) => {
    // Most are read once, for which a program does not pay.
    if (isFirst) {
      isFirst = false;
      return readOnce(order, roots, m, bindings);
    }
    read ??= programOf(order, roots);
    return read(m, bindings);
  };
}

/** The values of roots, given all nodes below them in order. */
function readOnce<T>(
  order: readonly Expression[],
  roots: readonly Expression[],
  m: Arithmetic<T>,
  bindings: Bindings<T>,
): T[] {
  const values = new Map<Expression, T>();
  for (const node of order) {
    if (!(node instanceof Operation)) {
      values.set(node, leafIn(m, node, bindings));
      continue;
    }
    const [x, y, z] = node.operands;
    const operation = m[node.operator] as (...operands: T[]) => T, first = values.get(x!)!;
    const value = y === undefined
      ? operation(first)
      : z === undefined
      ? operation(first, values.get(y)!)
      : operation(first, values.get(y)!, values.get(z)!);
    values.set(node, value);
  }
  return roots.map((root) => values.get(root)!);
}

/** The same for many reads: the places of all operands are found before. */
function programOf(
  order: readonly Expression[],
  roots: readonly Expression[],
): ReturnType<typeof evaluatorOf> {
  const numbers = new Map(order.map((node, k) => [node, k]));
  const places = roots.map((root) => numbers.get(root)!);
  const operators: Operator[] = [], codes = new Int32Array(order.length).fill(NONE);
  const operands = new Int32Array(order.length * MOST_OPERANDS);
  for (const [k, node] of order.entries()) {
    if (!(node instanceof Operation)) continue;
    const known = operators.indexOf(node.operator);
    codes[k] = known < 0 ? operators.push(node.operator) - 1 : known;
    for (const [i, operand] of node.operands.entries()) {
      operands[MOST_OPERANDS * k + i] = numbers.get(operand)!;
    }
  }
  return <T>(m: Arithmetic<T>, bindings: Bindings<T>) => {
    const operations = operators.map((operator) => m[operator] as (...operands: T[]) => T);
    const values: T[] = [];
    for (let k = 0; k < order.length; k++) {
      const node = order[k]!, code = codes[k]!;
      if (code === NONE) {
        values.push(leafIn(m, node, bindings));
        continue;
      }
      const operation = operations[code]!, from = MOST_OPERANDS * k, x = values[operands[from]!]!;
      const count = node.operands.length;
      if (count === 1) values.push(operation(x));
      else if (count === 2) values.push(operation(x, values[operands[from + 1]!]!));
      else values.push(operation(x, values[operands[from + 1]!]!, values[operands[from + 2]!]!));
    }
    return places.map((place) => values[place]!);
  };
}

/** The value of a constant or a variable. */
function leafIn<T>(m: Arithmetic<T>, node: Expression, bindings: Bindings<T>): T {
  if (node instanceof Constant) return constantIn(m, node.value);
  return boundTo(bindings, (node as Variable).name);
}

/** At most so many operands has an operation; what is none has no code. */
const MOST_OPERANDS = 3, NONE = -1;

/** Every node below some roots, each once, operands before the nodes that use them. */
export function postOrder(
  roots: readonly Expression[],
  below = (node: Expression): readonly Expression[] => node.operands,
): Expression[] {
  const order: Expression[] = [], done = new Set<Expression>();
  const stack = roots.toReversed();
  while (stack.length > 0) {
    const depth = stack.length, node = stack[depth - 1]!;
    if (done.has(node)) {
      stack.pop();
      continue;
    }
    const operands = below(node);
    for (let k = operands.length - 1; k >= 0; k--) {
      if (!done.has(operands[k]!)) stack.push(operands[k]!);
    }
    if (stack.length === depth) {
      done.add(node);
      order.push(node);
      stack.pop();
    }
  }
  return order;
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
