import type { Expressions } from "../../core/arithmetic/expression.ts";
import { applied, type Row } from "./row.ts";
import type { Token } from "./tokens.ts";

/** A condition: chooses between two values. */
export type Condition = (positive: Row, otherwise: Row) => Row;

/** Words between conditions, and before one. */
export const CONNECTIVES: ReadonlySet<string> = /* @__PURE__ */ new Set(["and", "or", "not"]);

/** Whether a sign compares. */
export function isComparison(sign: string): boolean {
  return /^(?:[<>]=?|[!=]=)$/.test(sign);
}

/** The places of parentheses that hold a condition, or another such one, and not a number. */
export function groupedIn(tokens: readonly Token[]): ReadonlySet<number> {
  const open: number[] = [], found = new Set<number>();
  for (const [k, { text }] of tokens.entries()) {
    if (text === "(" || text === "{") open.push(k);
    else if (text === ")" || text === "}") open.pop();
    else if (isComparison(text) || CONNECTIVES.has(text)) found.add(open.at(-1) ?? -1);
  }
  const isOpen = (k: number) => tokens[k]?.text === "(";
  for (let k = tokens.length - 2; k >= 0; k--) {
    if (isOpen(k) && isOpen(k + 1) && found.has(k + 1)) found.add(k);
  }
  return new Set([...found].filter(isOpen));
}

/** The condition that two values compare by a sign. */
export function compared(m: Expressions, left: Row, sign: string, right: Row): Condition {
  const isZero = (row: Row) => row.length === 1 && row[0] === m.zero;
  const isPositive = (x: Row): Condition => (positive, otherwise) => {
    return applied(m, "choose", x, positive, otherwise);
  };
  // z > 0 and z < 0 are asked of z itself.
  const above = isPositive(isZero(right) ? left : applied(m, "sub", left, right));
  const below = isPositive(
    isZero(left) ? right : isZero(right) ? applied(m, "neg", left) : applied(m, "sub", right, left),
  );
  switch (sign) {
    case ">":
      return above;
    case "<":
      return below;
    case ">=":
      return (x, rest) => below(rest, x);
    case "<=":
      return (x, rest) => above(rest, x);
    case "==":
      return (x, rest) => above(rest, below(rest, x));
    default:
      return (x, rest) => above(x, below(x, rest));
  }
}
