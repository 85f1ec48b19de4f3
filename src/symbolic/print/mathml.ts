import type { Expression } from "../../core/arithmetic/expression.ts";
import type { Equation } from "./equation.ts";
import { write } from "./layout.ts";
import { derivativeParts, partsOf } from "./name.ts";
import type { Notation } from "./notation.ts";
import { checkOptions } from "../../core/support/options.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Presentation MathML Core, which browsers render without a library. */
const MATHML: Notation = /* @__PURE__ */ Object.freeze<Notation>({
  number: (digits) => digits === "NaN" ? element("mi", digits) : element("mn", digits),
  variable,
  infix: (left, sign, right) => left + operator(sign) + right,
  negative: (operand) => element("mrow", operator("−", ' form="prefix"') + operand),
  product: (left, right) =>
    left + operator(/^(<msup><mrow>)?<mn>/.test(right) ? "·" : "\u2062") + right,
  quotient: (dividend, divisor) => element("mfrac", row(dividend) + row(divisor)),
  power: (base, exponent) => element("msup", row(base) + number(exponent)),
  exponential: (exponent) => element("msup", element("mi", "e") + row(exponent)),
  root: (argument) => element("msqrt", row(argument)),
  call: (name, argument) =>
    element("mrow", element("mi", name) + operator("\u2061") + parentheses(argument)),
  cases: (rows, otherwise) => {
    const lines = [
      ...rows.map(({ value, conditions }) => [
        value,
        words("if ") + conditions.join(words(" and ")),
      ]),
      [otherwise, words("otherwise")],
    ].map((cells) => element("mtr", cells.map((cell) => element("mtd", cell, LEFT)).join("")));
    return element("mrow", operator("{") + element("mtable", lines.join("")), ' class="cases"');
  },
  parentheses,
  twoDimensional: true,
});

const LEFT = ' style="text-align: left; padding-right: 1em"';

/**
 * A formula or an equation as MathML, for HTML pages.
 *
 * @param options `display: "block"` for a line of its own; defaults to `"inline"`.
 * @returns A `<math>` element.
 * @throws {RangeError} If it would be longer than a million characters.
 *
 * @example
 * ```ts
 * import { expressions, mathml } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const m = expressions();
 * assertEquals(
 *   mathml(m.exp(m.variable("z"))),
 *   '<math display="inline"><msup><mi>e</mi><mrow><mi>z</mi></mrow></msup></math>',
 * );
 * ```
 * @category Notation
 */
export function mathml(
  formula: Expression | Equation,
  options: { readonly display?: "inline" | "block" } = {},
): string {
  const { display = "inline" } = checkOptions("mathml()", options, "display");
  return element("math", write(formula, MATHML), ` display="${display}"`);
}

function variable(name: string): string {
  const derivative = derivativeParts(name);
  if (derivative !== undefined) {
    const [of, by] = derivative.map((part) => row(element("mi", "∂") + variable(part)));
    return element("mfrac", `${of}${by}`);
  }
  const { base, superscript, subscript } = partsOf(name);
  const letter = element("mi", escapeHtml(base));
  const lower = element("mn", subscript), upper = element("mn", superscript);
  if (superscript === "") return subscript === "" ? letter : element("msub", letter + lower);
  return subscript === ""
    ? element("msup", letter + upper)
    : element("msubsup", letter + lower + upper);
}

function element(name: string, content: string, attributes = ""): string {
  return `<${name}${attributes}>${content}</${name}>`;
}

function row(content: string): string {
  return element("mrow", content);
}

function parentheses(operand: string): string {
  return element("mrow", operator("(") + operand + operator(")"));
}

function operator(sign: string, attributes = ""): string {
  return element("mo", escapeHtml(sign), attributes);
}

function words(text: string): string {
  return element("mtext", text.replaceAll(" ", "\u00a0"));
}

function number(value: number): string {
  return element("mn", String(value).replace("-", "−"));
}

/** Escapes a text for HTML, between tags or in an attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (mark) => ESCAPES[mark]!);
}
