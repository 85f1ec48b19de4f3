import type { Expression } from "../../core/arithmetic/expression.ts";
import type { Equation } from "./equation.ts";
import { write } from "./layout.ts";
import { derivativeParts, partsOf } from "./name.ts";
import type { Notation } from "./notation.ts";

/** Letters as commands: without them, LaTeX leaves these out. */
const GREEK: Readonly<Record<string, string>> = {
  "α": "\\alpha",
  "β": "\\beta",
  "γ": "\\gamma",
  "δ": "\\delta",
  "ε": "\\varepsilon",
  "ζ": "\\zeta",
  "η": "\\eta",
  "θ": "\\theta",
  "ι": "\\iota",
  "κ": "\\kappa",
  "λ": "\\lambda",
  "μ": "\\mu",
  "ν": "\\nu",
  "ξ": "\\xi",
  "π": "\\pi",
  "ρ": "\\rho",
  "σ": "\\sigma",
  "τ": "\\tau",
  "υ": "\\upsilon",
  "φ": "\\varphi",
  "χ": "\\chi",
  "ψ": "\\psi",
  "ω": "\\omega",
  "Γ": "\\Gamma",
  "Δ": "\\Delta",
  "Θ": "\\Theta",
  "Λ": "\\Lambda",
  "Ξ": "\\Xi",
  "Π": "\\Pi",
  "Σ": "\\Sigma",
  "Φ": "\\Phi",
  "Ψ": "\\Psi",
  "Ω": "\\Omega",
  "ŷ": "\\hat{y}",
};

const SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\backslash ",
  "~": "\\sim ",
  "^": "\\wedge ",
};

/** LaTeX in math mode; needs only amsmath. */
const LATEX: Notation = /* @__PURE__ */ Object.freeze<Notation>({
  number: (digits) => digits === "∞" ? "\\infty" : digits === "NaN" ? "\\mathrm{NaN}" : digits,
  variable,
  infix: (left, sign, right) => `${left} ${sign === "−" ? "-" : sign} ${right}`,
  negative: (operand) => `-${operand}`,
  product: (left, right) => `${left} ${/^\d/.test(right) ? "\\cdot" : "\\,"} ${right}`,
  quotient: (dividend, divisor) => `\\frac{${dividend}}{${divisor}}`,
  power: (base, exponent) => `${base}^{${exponent}}`,
  exponential: (exponent) => `e^{${exponent}}`,
  root: (argument) => `\\sqrt{${argument}}`,
  call: (name, argument) =>
    `${name === "erf" ? "\\operatorname{erf}" : `\\${name}`}\\left(${argument}\\right)`,
  cases: (rows, otherwise) => {
    const written = rows.map(({ value, conditions }) => {
      return `${value} & \\text{if } ${conditions.join(" \\text{ and } ")} \\\\ `;
    });
    return `\\begin{cases} ${written.join("")}${otherwise} & \\text{otherwise} \\end{cases}`;
  },
  parentheses: (operand) => `\\left(${operand}\\right)`,
  twoDimensional: true,
});

/**
 * A formula or an equation as LaTeX, for math mode.
 *
 * @returns For example `\frac{1}{1 + e^{-z}}`.
 * @throws {RangeError} If it would be longer than a million characters.
 *
 * @example
 * ```ts
 * import { expressions, latex, sigmoid } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const m = expressions();
 * const slope = sigmoid.slope(m, { z: m.variable("z"), a: m.variable("a") });
 * assertEquals(latex(slope), String.raw`a \, \left(1 - a\right)`);
 * ```
 * @category Notation
 */
export function latex(formula: Expression | Equation): string {
  return write(formula, LATEX);
}

function variable(name: string): string {
  const derivative = derivativeParts(name);
  if (derivative !== undefined) {
    const [of, by] = derivative.map(variable);
    return `\\frac{\\partial ${of}}{\\partial ${by}}`;
  }
  const { base, superscript, subscript } = partsOf(name);
  return letters(base) + (superscript === "" ? "" : `^{${superscript}}`) +
    (subscript === "" ? "" : `_{${subscript}}`);
}

function letters(base: string): string {
  if (Object.hasOwn(GREEK, base)) return GREEK[base]!;
  const escaped = base
    .replaceAll(/[\\~^]/g, (mark) => SPECIAL[mark]!)
    .replaceAll(/[#$%&_{}]/g, (mark) => `\\${mark}`);
  return Array.from(base).length === 1 ? escaped : `\\mathrm{${escaped}}`;
}
