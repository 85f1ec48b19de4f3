import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { Constant, type Expression, Operation } from "../../core/arithmetic/expression.ts";
import type { Sign } from "../../core/arithmetic/residue/residue.ts";
import { areCompatible, scaled } from "../../symbolic/algebra/inequalities.ts";
import { ONE } from "../../symbolic/algebra/rational.ts";
import { LinearForms, MINUS_ONE } from "./linear_forms.ts";

/** What is certain if a value is a number. */
export interface Asserted {
  /**
   * The signs of arguments of logarithms, of roots, and of choices that are NaN on one side. Where
   * the sign is that of 1 plus the argument, as for log1p, the key is the operation.
   */
  readonly guards: ReadonlyMap<Expression, Sign>;
  /** The operations that are numbers, too. */
  readonly nodes: ReadonlySet<Expression>;
  /** What is not 0. */
  readonly divisors: ReadonlySet<Expression>;
}

/** What is certain if each of some values is a number. */
export function assertedBy(values: readonly Expression[]): Asserted[] {
  const known = new Map<Expression, Certain>();
  const below = (node: Expression): readonly Expression[] => {
    if (!(node instanceof Operation)) return [];
    // y log a is 0 where y is.
    if (node.operator === "xlogy" || node.operator === "xdivy") return [node.operands[0]!];
    return node.operator === "choose" ? certainOf(node).operands : node.operands;
  };
  const certainOf = (choice: Operation): Certain => {
    const certain = known.get(choice) ?? certainIn(choice, below);
    known.set(choice, certain);
    return certain;
  };
  return values.map((value) => {
    const guards = new Map<Expression, Sign>(), nodes = postOrder([value], below);
    const divisors = new Set<Expression>();
    for (const node of nodes) {
      if (!(node instanceof Operation)) continue;
      const decider = node.operator === "xlogy" ? undefined : deciderOf(node);
      const sign = node.operator === "choose" ? certainOf(node).sign : 1;
      if (decider !== undefined && sign !== undefined) guards.set(decider, sign);
      if (node.operator === "div") divisors.add(node.operands[1]!);
    }
    return { guards: withImplied(guards), nodes: new Set(nodes), divisors };
  });
}

/** What is certain if a choice is a number. */
interface Certain {
  /** The sign of its argument, unless that is 0. */
  readonly sign?: Sign;
  /** What is a number, too. */
  readonly operands: readonly Expression[];
}

function certainIn(
  choice: Operation,
  below: (node: Expression) => readonly Expression[],
): Certain {
  const argument = choice.operands[0]!;
  const [above, at, under] = ([1, 0, -1] as const).map((sign) => armOf(choice, argument, sign));
  if (isNaNConstant(above!) === isNaNConstant(under!)) return { operands: [argument] };
  const sign = isNaNConstant(under!) ? 1 : -1;
  const arm = sign > 0 ? above! : under!;
  // The end of a domain may belong to it.
  const isCertain = isNaNConstant(at!) || postOrder([at!], below).includes(arm);
  return { sign, operands: isCertain ? [argument, arm] : [argument] };
}

/** What a choice returns where an argument has a sign: it and others may choose by it. */
function armOf(choice: Expression, argument: Expression, sign: Sign | 0): Expression {
  let node = choice;
  while (node instanceof Operation && node.operator === "choose") {
    const [condition, positive, otherwise] = node.operands as [Expression, Expression, Expression];
    const isAlike = condition === argument;
    if (!isAlike && !isNegative(condition, argument) && !isNegative(argument, condition)) break;
    node = (isAlike ? sign : -sign) > 0 ? positive : otherwise;
  }
  return node;
}

/** Whether x is written as −y. */
function isNegative(x: Expression, y: Expression): boolean {
  return x instanceof Operation && x.operator === "neg" && x.operands[0] === y;
}

/** Adds the signs of what guards choose by, where only one side can have the wanted sign. */
function withImplied(guards: Map<Expression, Sign>): Map<Expression, Sign> {
  const numbers = new Map<Expression, number>();
  const forms = new LinearForms((node) => {
    if (!numbers.has(node)) numbers.set(node, numbers.size);
    return numbers.get(node)!;
  });
  const signed = (node: Expression, sign: Sign) =>
    scaled(forms.of(node), sign > 0 ? ONE : MINUS_ONE);
  // What is added is met, too.
  for (const [node, sign] of guards) {
    if (!(node instanceof Operation) || node.operator !== "choose") continue;
    const [argument, positive, otherwise] = node.operands as [Expression, Expression, Expression];
    const isPossible = (arm: Expression, side: Sign) =>
      areCompatible([signed(arm, sign), signed(argument, side)]);
    if (guards.has(argument)) continue;
    if (!isPossible(otherwise, -1)) guards.set(argument, 1);
    else if (!isPossible(positive, 1)) guards.set(argument, -1);
  }
  return guards;
}

/** The argument whose sign an operation depends on, if it does. */
export function decidedBy(node: Expression): Expression | undefined {
  if (!(node instanceof Operation)) return undefined;
  const { operator, operands } = node;
  if (operator === "xlogy") return operands[1];
  return DECIDE.has(operator) ? operands[0] : undefined;
}

/** What stands for the sign that an operation depends on: the argument, or log1p itself. */
export function deciderOf(node: Expression): Expression | undefined {
  return node instanceof Operation && node.operator === "log1p" ? node : decidedBy(node);
}

const DECIDE: ReadonlySet<string> = /* @__PURE__ */ new Set(["choose", "log", "log1p", "sqrt"]);

export function isNaNConstant(node: Expression): boolean {
  return node instanceof Constant && Number.isNaN(node.value);
}
