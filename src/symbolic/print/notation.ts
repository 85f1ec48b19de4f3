/**
 * How a formula is written down: the marks of plain text, of LaTeX or of MathML.
 *
 * A notation only joins what it is given. Where parentheses belong, what is a power and what a
 * difference is decided once for all notations, in `layout`.
 */
export interface Notation {
  /** A number without sign or exponent, such as `0.5`, or a name such as `∞`. */
  number(digits: string): string;
  /** A variable by its name. */
  variable(name: string): string;
  /** Two operands with a sign between them. */
  infix(left: string, sign: "+" | "−" | "=" | ">" | "<", right: string): string;
  /** The negative of an operand. */
  negative(operand: string): string;
  /** A product. */
  product(left: string, right: string): string;
  /** A quotient. */
  quotient(dividend: string, divisor: string): string;
  /** An integer power. */
  power(base: string, exponent: number): string;
  /** A power of e. */
  exponential(exponent: string): string;
  /** A square root. */
  root(argument: string): string;
  /** A function applied to an argument. */
  call(name: string, argument: string): string;
  /** Values with the conditions under which they hold, from the first to the last. */
  cases(rows: readonly Case[], otherwise: string): string;
  /** An operand in parentheses. */
  parentheses(operand: string): string;
  /**
   * Whether position on the page groups operands: a fraction bar those of a quotient, a raised line
   * those of an exponent. If not, they need parentheses.
   */
  readonly twoDimensional: boolean;
}

/** One row of a case distinction. */
export interface Case {
  /** The value. */
  readonly value: string;
  /** When it holds: all of these. */
  readonly conditions: readonly string[];
}

/** How tightly a written formula holds together, from a case distinction to a single letter. */
export const LEVEL = {
  cases: 0,
  sum: 1,
  negative: 2,
  quotient: 3,
  product: 4,
  power: 5,
  atom: 6,
} as const;
