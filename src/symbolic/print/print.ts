import type { Expression } from "../../core/arithmetic/expression.ts";
import type { Equation } from "./equation.ts";
import { write } from "./layout.ts";
import { raised } from "./name.ts";
import type { Notation } from "./notation.ts";

/** Plain Unicode text. */
const TEXT: Notation = /* @__PURE__ */ Object.freeze<Notation>({
  number: (digits) => digits,
  variable: (name) => name,
  infix: (left, sign, right) => `${left} ${sign} ${right}`,
  negative: (operand) => `−${operand}`,
  product: (left, right) => `${left}·${right}`,
  quotient: (dividend, divisor) => `${dividend} / ${divisor}`,
  power: (base, exponent) => `${base}${raised(exponent)}`,
  exponential: (exponent) => `e^${exponent}`,
  root: (argument) => `√(${argument})`,
  call: (name, argument) => `${name}(${argument})`,
  cases: (rows, otherwise) => {
    const written = rows.map(({ value, conditions }) => {
      return `${value} if ${conditions.join(" and ")}; `;
    });
    return `{ ${written.join("")}${otherwise} otherwise }`;
  },
  parentheses: (operand) => `(${operand})`,
  twoDimensional: false,
});

/**
 * A formula or an equation as plain text.
 *
 * The mathematics is printed, not the program: `expm1(z)` is `e^z − 1`, `xlogy(y, a)` is `y·log(a)`,
 * without its convention for y = 0, and sums and products lose redundant parentheses.
 *
 * @returns One line, such as `1 / (1 + e^(−z))`.
 * @throws {RangeError} If it would be longer than a million characters.
 *
 * @example
 * ```ts
 * import { expressions, print, relu } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const m = expressions();
 * assertEquals(print(relu.value(m, m.variable("z"))), "{ z if z > 0; 0 otherwise }");
 * ```
 * @category Notation
 */
export function print(formula: Expression | Equation): string {
  return write(formula, TEXT);
}
