import type { Expression, Expressions } from "../../core/arithmetic/expression.ts";
import { expressions } from "../../core/arithmetic/expression.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import { lowered } from "../print/name.ts";
import { parse, type Row } from "./grammar.ts";

/**
 * Options of {@linkcode parseFormula}.
 * @category Expressions
 */
export interface ParseOptions {
  /** The arithmetic of expressions to build the formula in; a new one by default. */
  readonly arithmetic?: Expressions;
  /** The names that may occur, such as `["z", "a"]`; any letter, with indices, by default. */
  readonly variables?: readonly string[];
}

/**
 * Reads a formula as people write it.
 *
 * Numbers, letters, `+ − · × * / ÷ ^ ²`, parentheses, `|z|`, `√z`, `e`, `π`, functions by their names
 * and conditions: `where(z > 0, a, b)`, or as `print` writes them, `{ a if z > 0; b otherwise }`. Powers
 * come before products, and those before sums; `−z^2` is −(z²), `2^3^2` is 2⁹, and `2z` a product. What
 * could be read in two ways, such as `1/2z`, is refused.
 *
 * Decimals are exact: 0.1 is 1/10. Integer exponents are products, multiples of ½ roots, and all others
 * x^y = e^(y log x), for positive x. Of equal operands `max` and `min` take the last.
 *
 * @param text The formula, of at most 100,000 characters, nested at most 200 deep.
 * @throws {FormulaError} If the text is not a formula: a `SyntaxError` with the position.
 *
 * @example
 * ```ts
 * import { differentiate, parseFormula, print, simplify } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const swish = parseFormula("z / (1 + exp(-z))");
 * assertEquals(print(swish), "z / (1 + e^(−z))");
 * assertEquals(print(simplify(differentiate(parseFormula("3z^2 − z"), "z"))), "6·z − 1");
 * ```
 * @category Expressions
 */
export function parseFormula(text: string, options: ParseOptions = {}): Expression {
  const { arithmetic: m = expressions(), variables } = checkOptions(
    "parseFormula()",
    options,
    "arithmetic variables",
  );
  checkVariables(variables);
  return parse(text, { m, variables, valueOf: (name) => [m.variable(name)], width: undefined })[0]!;
}

/**
 * Reads a formula of rows of some length: letters are rows, `sum(z)`, `mean(z)`, `max(z)` and `min(z)`
 * numbers.
 *
 * @param rows The letters, with their entries.
 * @returns The entries of a row, or one entry if all are the same.
 * @throws {FormulaError} If the text is not a formula.
 */
export function parseRowFormula(
  text: string,
  m: Expressions,
  rows: Readonly<Record<string, Row>>,
): Row {
  const width = Math.max(...Object.values(rows).map(({ length }) => length));
  return parse(text, { m, variables: Object.keys(rows), valueOf: (name) => rows[name]!, width });
}

/** A row of symbols: z₁, z₂, …, or z if it has one entry. */
export function symbolsOf(m: Expressions, letter: string, width: number): Row {
  return Array.from(
    { length: width },
    (_, j) => m.variable(width === 1 ? letter : letter + lowered(j + 1)),
  );
}

function checkVariables(variables: readonly string[] | undefined): void {
  if (variables === undefined) return;
  if (Array.isArray(variables) && variables.every((name) => typeof name === "string")) return;
  throw new TypeError(`variables must be an array of names, but found ${describe(variables)}`);
}
