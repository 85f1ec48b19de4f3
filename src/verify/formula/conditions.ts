import { evaluatorOf, postOrder, variablesOf } from "../../core/arithmetic/evaluate.ts";
import { type Expression, type Expressions, Operation } from "../../core/arithmetic/expression.ts";
import {
  Interval,
  intervals,
  isNegative,
  isPositive,
  mayBeZero,
} from "../../core/arithmetic/interval.ts";
import { print } from "../../symbolic/print/print.ts";
import { simplify } from "../../symbolic/rewrite/simplify.ts";

/**
 * Where a formula is defined: conditions such as `z > 0` for log z, unless they hold everywhere. Those of
 * a case alone, as in `where(z > 0, log(z), 0)`, are left out.
 *
 * @param formula The letter π stands for the number.
 */
export function conditionsIn(formula: Expression, m: Expressions): Condition[] {
  const below = (node: Expression) =>
    node instanceof Operation && node.operator === "choose"
      ? node.operands.slice(0, 1)
      : node.operands;
  const texts = postOrder([formula], below).flatMap((node) =>
    needs(node, m).flatMap(({ of, sign }) => {
      const ranges = rangesOf(of);
      if (ranges.every((range) => holds(range, sign))) return [];
      const text = `${print(simplify(of, { arithmetic: m }))} ${sign} 0`;
      return [{ text, isPossible: ranges.some((range) => mayHold(range, sign)) }];
    })
  );
  return texts;
}

/** What must hold where a formula is defined. */
export interface Condition {
  /** `z > 0`. */
  readonly text: string;
  /** Whether it may hold anywhere. */
  readonly isPossible: boolean;
}

/** Where all conditions hold: `everywhere`, `where z > 0 and z ≠ 1`, `nowhere`. */
export function domainOf(conditions: readonly Condition[]): string {
  if (conditions.length === 0) return "everywhere";
  if (!conditions.every(({ isPossible }) => isPossible)) return "nowhere";
  return `where ${[...new Set(conditions.map(({ text }) => text))].join(" and ")}`;
}

/** The bounds of a formula for each sign of its variables. */
function rangesOf(formula: Expression): Interval[] {
  const names = variablesOf([formula]).filter((name) => name !== "π");
  const evaluate = evaluatorOf([formula]);
  const count = names.length > MOST_SPLIT ? 0 : SIGNS.length ** names.length;
  // Each variable has one interval, the same object wherever it occurs.
  const ranges = Array.from({ length: count }, (_, n) =>
    names.map((name, k) => {
      const [low, high] = SIGNS[Math.floor(n / SIGNS.length ** k) % SIGNS.length]!;
      return [name, new Interval(low, high, low !== high, low !== high)] as const;
    }));
  const whole = () => names.map((name) => [name, new Interval(-Infinity, Infinity)] as const);
  return (count === 0 ? [whole()] : ranges).map((given) => {
    const bindings = new Map([...given, ["π", new Interval(Math.PI)]]);
    return evaluate(intervals, (name) => bindings.get(name)!)[0]!;
  });
}

/** Negative, 0 or positive. */
const SIGNS = [[-Infinity, 0], [0, 0], [0, Infinity]] as const;
/** Of more variables, not every combination of signs is tried. */
const MOST_SPLIT = 4;

/** What must hold of an operand. */
interface Need {
  readonly of: Expression;
  readonly sign: ">" | "≥" | "≠";
}

function needs(node: Expression, m: Expressions): Need[] {
  if (!(node instanceof Operation)) return [];
  const [x, y] = node.operands as [Expression, Expression];
  switch (node.operator) {
    case "log":
      return [{ of: x, sign: ">" }];
    case "log1p":
      return [{ of: m.add(m.one, x), sign: ">" }];
    case "sqrt":
      return [{ of: x, sign: "≥" }];
    case "xlogy":
      return [{ of: y, sign: ">" }];
    case "div":
    case "xdivy":
      return [{ of: baseOf(y), sign: "≠" }];
    default:
      return [];
  }
}

/** x of x², which vanishes where x does. */
function baseOf(x: Expression): Expression {
  const isSquare = x instanceof Operation && x.operator === "mul" &&
    x.operands[0] === x.operands[1];
  return isSquare ? baseOf(x.operands[0]!) : x;
}

function holds(range: Interval, sign: Need["sign"]): boolean {
  if (sign === "≠") return !mayBeZero(range);
  return isPositive(range) || sign === "≥" && range.low >= 0 && !isNegative(range);
}

/** Whether it may hold for some number of the range. */
function mayHold(range: Interval, sign: Need["sign"]): boolean {
  if (sign === "≠") return range.low < 0 || range.high > 0;
  return sign === "≥" ? !isNegative(range) : range.high > 0;
}
