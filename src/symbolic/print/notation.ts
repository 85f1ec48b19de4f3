/**
 * The marks of plain text, LaTeX or MathML.
 *
 * A notation only joins its arguments; `layout` decides where parentheses belong and what is a power
 * or a difference.
 */
export interface Notation {
  /** A number without sign or exponent, such as `0.5`, or a name such as `∞`. */
  number(digits: string): string;
  variable(name: string): string;
  /** Two operands with a sign between them. */
  infix(left: string, sign: "+" | "−" | "=" | ">" | "<", right: string): string;
  negative(operand: string): string;
  product(left: string, right: string): string;
  quotient(dividend: string, divisor: string): string;
  power(base: string, exponent: number): string;
  /** A power of e. */
  exponential(exponent: string): string;
  root(argument: string): string;
  call(name: string, argument: string): string;
  /** Values with their conditions, from the first to the last. */
  cases(rows: readonly Case[], otherwise: string): string;
  parentheses(operand: string): string;
  /** Whether fraction bars and raised lines group operands, which need parentheses otherwise. */
  readonly twoDimensional: boolean;
}

/** One row of a case distinction: a value where all conditions hold. */
export interface Case {
  readonly value: string;
  readonly conditions: readonly string[];
}

/** How tightly a written formula holds together. */
export const LEVEL = {
  cases: 0,
  sum: 1,
  negative: 2,
  quotient: 3,
  product: 4,
  power: 5,
  atom: 6,
} as const;
