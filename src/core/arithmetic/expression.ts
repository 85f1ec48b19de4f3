import { describe } from "../support/describe.ts";
import { type Arithmetic, OpaqueValue } from "./arithmetic.ts";

/**
 * A formula as a value: a constant, a variable, or an operation on other expressions.
 *
 * Expressions are immutable and shared: a formula is a directed acyclic graph whose nodes may have
 * several parents. {@linkcode evaluateExpression} computes every node once.
 *
 * @example
 * ```ts
 * import { Constant, Expression, expressions, Operation, Variable } from "@backproof/backproof";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const m = expressions();
 * const half = m.constant(0.5), z = m.variable("z"), root = m.sqrt(z);
 * assert([half, z, root].every((node) => node instanceof Expression));
 * assertEquals(half instanceof Constant && half.value, 0.5);
 * assertEquals(z instanceof Variable && z.name, "z");
 * assertEquals(root instanceof Operation && root.operator, "sqrt");
 * ```
 * @category Expressions
 */
export abstract class Expression extends OpaqueValue {
  /** The operands of an operation; none for constants and variables. */
  readonly operands: readonly Expression[] = [];
}

/**
 * A number in a formula, as passed to `m.constant(value)`.
 * @category Expressions
 */
export class Constant extends Expression {
  /** The number, which stands for its shortest decimal. */
  readonly value: number;

  /** A number in a formula. */
  constructor(value: number) {
    super();
    this.value = value;
  }
}

/**
 * A variable of a formula.
 * @category Expressions
 */
export class Variable extends Expression {
  /** Its name, such as `z` or `w¹₁₂`. */
  readonly name: string;

  /** A variable of a name. */
  constructor(name: string) {
    super();
    this.name = name;
  }
}

/**
 * An operation that is applied to expressions: every one of the arithmetic but `constant`.
 * @category Expressions
 */
export type Operator = Exclude<keyof Arithmetic<unknown>, "zero" | "one" | "constant">;

/**
 * An operation applied to expressions.
 * @category Expressions
 */
export class Operation extends Expression {
  /** The name of the operation in the arithmetic. */
  readonly operator: Operator;
  /** Its operands, in the order of the arithmetic's parameters. */
  override readonly operands: readonly Expression[];

  /** An operation, applied to its operands. */
  constructor(operator: Operator, operands: readonly Expression[]) {
    super();
    this.operator = operator;
    this.operands = operands;
  }
}

/** Throws a `TypeError` unless `value` is an expression: formulas may return a plain number. */
export function checkExpression(value: unknown, what: string): void {
  if (value instanceof Expression) return;
  throw new TypeError(
    `${what} must be an expression, but found ${describe(value)}` +
      (typeof value === "number" ? `: write m.constant(${value}) for ${value}` : ""),
  );
}

/**
 * The arithmetic of expressions, and the variables to begin with.
 * @category Expressions
 */
export interface Expressions extends Arithmetic<Expression> {
  /** The variable of that name. */
  variable(name: string): Expression;
}

/** JavaScript's maps have no more entries than this. */
const MOST_NODES = 2 ** 24;

/**
 * Reads formulas as expressions: nothing is computed, the formula itself is the result.
 *
 * Nothing is folded either: x · 0 stays x · 0, which is not 0 where x = ∞, so that evaluating the
 * expression is bit-identical to the formula. `simplify` folds.
 *
 * Equal operations on the same operands are the same object, so equality of formulas written alike
 * is `===`, and what a formula computes twice is stored once. The table behind this belongs to the
 * arithmetic that this function returns and is freed with it; weak references would make results
 * depend on garbage collection. Operands from another call are taken as they are.
 *
 * @example
 * ```ts
 * import { expressions, print, sigmoid } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const m = expressions();
 * const z = m.variable("z");
 * assertEquals(m.exp(z) === m.exp(z), true);
 * assertEquals(print(sigmoid.slope(m, { z, a: m.variable("a") })), "a·(1 − a)");
 * ```
 * @category Expressions
 */
export function expressions(): Expressions {
  const leaves = new Map<string, Expression>();
  const operations = new Map<Operator, Map<number, Expression>>();
  const numbers = new Map<Expression, number>(), pairs = new Map<number, number>();

  function shared<Key>(table: Map<Key, Expression>, key: Key, make: () => Expression): Expression {
    const known = table.get(key);
    if (known !== undefined) return known;
    const made = Object.freeze(make());
    table.set(key, made);
    return made;
  }

  /** A number that represents a node, or two of them, in the keys of its parents. */
  function numberIn<Key>(known: Map<Key, number>, key: Key): number {
    const found = known.get(key) ?? known.size;
    if (found === known.size) known.set(key, found);
    return found;
  }

  function apply(operator: Operator, ...operands: Expression[]): Expression {
    // Numbers as keys take half the time of texts.
    let key = numberIn(numbers, operands[0]!);
    for (let k = 1; k < operands.length; k++) {
      key = (k > 1 ? numberIn(pairs, key) : key) * MOST_NODES + numberIn(numbers, operands[k]!);
    }
    const table = operations.get(operator) ?? new Map<number, Expression>();
    operations.set(operator, table);
    return shared(table, key, () => {
      for (const operand of operands) checkExpression(operand, "An operand");
      return new Operation(operator, Object.freeze(operands));
    });
  }

  function constant(value: number): Expression {
    const key = Object.is(value, -0) ? "constant -0" : `constant ${value}`;
    return shared(leaves, key, () => new Constant(value));
  }

  return Object.freeze<Expressions>({
    variable: (name) => shared(leaves, `variable ${name}`, () => new Variable(name)),
    zero: constant(0),
    one: constant(1),
    constant,
    add: (x, y) => apply("add", x, y),
    sub: (x, y) => apply("sub", x, y),
    mul: (x, y) => apply("mul", x, y),
    div: (x, y) => apply("div", x, y),
    neg: (x) => apply("neg", x),
    exp: (x) => apply("exp", x),
    expm1: (x) => apply("expm1", x),
    log: (x) => apply("log", x),
    log1p: (x) => apply("log1p", x),
    tanh: (x) => apply("tanh", x),
    sqrt: (x) => apply("sqrt", x),
    erf: (x) => apply("erf", x),
    xlogy: (y, a) => apply("xlogy", y, a),
    xdivy: (y, a) => apply("xdivy", y, a),
    choose: (x, positive, otherwise) => apply("choose", x, positive, otherwise),
  });
}
