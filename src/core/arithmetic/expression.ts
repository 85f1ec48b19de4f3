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

/** More nodes than memory holds, so that two of their numbers make one that is exact. */
const MOST_NODES = 2 ** 26;

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
  const numbers = new Map<Expression, number>();

  /** What is made once for each key. */
  function shared<Key, Made>(make: (key: Key) => Made): (key: Key) => Made {
    const table = new Map<Key, Made>();
    return (key) => {
      const known = table.get(key);
      if (known !== undefined) return known;
      const found = make(key);
      table.set(key, found);
      return found;
    };
  }

  /** A number that represents a node in the keys of its parents. */
  function numberOf(node: Expression): number {
    const known = numbers.get(node);
    if (known !== undefined) return known;
    checkExpression(node, "An operand");
    numbers.set(node, numbers.size);
    return numbers.size - 1;
  }

  function made(operator: Operator, ...operands: Expression[]): Expression {
    return Object.freeze(new Operation(operator, Object.freeze(operands)));
  }

  /** An operation on one operand, known by its number. */
  function unary(operator: Operator) {
    const known = new Map<number, Expression>();
    return (x: Expression): Expression => {
      const key = numberOf(x), found = known.get(key) ?? made(operator, x);
      known.set(key, found);
      return found;
    };
  }

  /** An operation on two operands, known by both numbers as one. */
  function binary(operator: Operator) {
    const known = new Map<number, Expression>();
    return (x: Expression, y: Expression): Expression => {
      const key = numberOf(x) * MOST_NODES + numberOf(y);
      const found = known.get(key) ?? made(operator, x, y);
      known.set(key, found);
      return found;
    };
  }

  const choices = new Map<number, Expression>();
  let arms = 0;
  const armsOf = shared((_: number) => arms++);

  function choose(x: Expression, positive: Expression, otherwise: Expression): Expression {
    const argument = numberOf(x);
    const key = argument * MOST_NODES +
      armsOf(numberOf(positive) * MOST_NODES + numberOf(otherwise));
    const found = choices.get(key) ?? made("choose", x, positive, otherwise);
    choices.set(key, found);
    return found;
  }

  const minusZero: Expression = Object.freeze(new Constant(-0));
  const constantOf = shared((value: number): Expression => Object.freeze(new Constant(value)));

  /** Maps take −0 for 0. */
  function constant(value: number): Expression {
    return Object.is(value, -0) ? minusZero : constantOf(value);
  }

  return Object.freeze<Expressions>({
    variable: shared((name: string): Expression => Object.freeze(new Variable(name))),
    zero: constant(0),
    one: constant(1),
    constant,
    add: binary("add"),
    sub: binary("sub"),
    mul: binary("mul"),
    div: binary("div"),
    neg: unary("neg"),
    exp: unary("exp"),
    expm1: unary("expm1"),
    log: unary("log"),
    log1p: unary("log1p"),
    tanh: unary("tanh"),
    sqrt: unary("sqrt"),
    erf: unary("erf"),
    xlogy: binary("xlogy"),
    xdivy: binary("xdivy"),
    choose,
  });
}
