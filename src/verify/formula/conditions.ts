import { evaluatorOf, postOrder } from "../../core/arithmetic/evaluate.ts";
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
 */
export function conditionsIn(formula: Expression, m: Expressions): string[] {
  const below = (node: Expression) =>
    node instanceof Operation && node.operator === "choose"
      ? node.operands.slice(0, 1)
      : node.operands;
  const texts = postOrder([formula], below).flatMap((node) =>
    needs(node, m).flatMap(({ of, sign }) => {
      const anywhere = () => new Interval(-Infinity, Infinity);
      const variables = new Map<string, Interval>();
      const range = evaluatorOf([of])(intervals, (name) => {
        const known = variables.get(name) ?? anywhere();
        variables.set(name, known);
        return known;
      })[0]!;
      return holds(range, sign) ? [] : [`${print(simplify(of, { arithmetic: m }))} ${sign} 0`];
    })
  );
  return [...new Set(texts)];
}

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
      return [{ of: y, sign: "≠" }];
    default:
      return [];
  }
}

function holds(range: Interval, sign: Need["sign"]): boolean {
  if (sign === "≠") return !mayBeZero(range);
  return isPositive(range) || sign === "≥" && range.low >= 0 && !isNegative(range);
}
