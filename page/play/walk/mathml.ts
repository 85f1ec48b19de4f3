import { escapeHtml } from "../../../src/symbolic/print/mathml.ts";
import { raised } from "../../../src/symbolic/print/name.ts";

/** A formula in a line of its own; MathML Core, which browsers render without a library. */
export function math(...parts: readonly string[]): string {
  return `<math display="block">${parts.join("")}</math>`;
}

/** A vector or a matrix, upright and bold; `upper` and `lower` are MathML or left out. */
export function bold(letter: string, upper = "", lower = ""): string {
  return withScripts(
    tag("mi", escapeHtml(letter), ` mathvariant="normal" class="bold"`),
    upper,
    lower,
  );
}

/** A number with a name. */
export function variable(letter: string, upper = "", lower = ""): string {
  return withScripts(tag("mi", escapeHtml(letter)), upper, lower);
}

/** A name of several letters, such as a function. */
export function named(name: string): string {
  return tag("mi", escapeHtml(name));
}

/** Operators, one after the other. */
export function sign(text: string): string {
  return tag("mo", escapeHtml(text));
}

/** An operator that goes on with what a piece before it began. */
export function link(text: string): string {
  return tag("mo", escapeHtml(text), ` form="infix"`);
}

/** A number that is computed; negative ones are put in parentheses where `isFactor`. */
export function value(x: number, isFactor = false): string {
  const text = number(x);
  const written = text.startsWith("−")
    ? tag("mrow", tag("mo", "−", ` form="prefix"`) + tag("mn", text.slice(1)))
    : tag("mn", text);
  return isFactor && text.startsWith("−") ? inParentheses(written) : written;
}

/** An integer or a name as an index. */
export function index(text: number | string): string {
  return typeof text === "number" ? tag("mn", String(text)) : tag("mi", escapeHtml(text));
}

export function inParentheses(content: string): string {
  return tag("mrow", sign("(") + content + sign(")"));
}

export function row(...parts: readonly string[]): string {
  return tag("mrow", parts.join(""));
}

/** Indices beside each other, such as those of a weight. */
export function indices(...parts: readonly (number | string)[]): string {
  return row(parts.map(index).join(tag("mo", ",")));
}

export function fraction(top: string, bottom: string): string {
  return tag("mfrac", row(top) + row(bottom));
}

/** The square of something, in parentheses. */
export function squared(content: string): string {
  return tag("msup", inParentheses(content) + index(2));
}

/** Σ over an index. */
export function sumOver(lower: string): string {
  return tag("munder", tag("mo", "∑") + lower);
}

/** The derivative of a letter by something. */
export function derivative(of: string, by: string): string {
  return fraction(sign("∂") + variable(of), sign("∂") + by);
}

/** A base with a small T. */
export function transposed(base: string): string {
  return tag("msup", inParentheses(base) + tag("mi", "T", ` mathvariant="normal"`));
}

/**
 * Three significant digits, as everywhere in the tab, or as many as told, with a true minus sign: `−0.0312`,
 * `1.25·10⁻⁷`.
 */
export function number(x: number, digits = 3): string {
  if (!Number.isFinite(x)) return String(x).replace("-", "−");
  const size = Math.abs(x);
  if (Number.isInteger(x) && size < 1e4) return String(x + 0).replace("-", "−"); // no −0
  if (size >= 1e4 || size < 1e-3) {
    const [mantissa, exponent] = x.toExponential(digits - 1).split("e");
    return `${mantissa!.replace("-", "−")}·10${raised(Number(exponent))}`;
  }
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return x.toFixed(places).replace("-", "−");
}

function withScripts(base: string, upper: string, lower: string): string {
  if (upper && lower) return tag("msubsup", base + row(lower) + row(upper));
  if (upper) return tag("msup", base + row(upper));
  return lower ? tag("msub", base + row(lower)) : base;
}

function tag(name: string, content: string, attributes = ""): string {
  return `<${name}${attributes}>${content}</${name}>`;
}
