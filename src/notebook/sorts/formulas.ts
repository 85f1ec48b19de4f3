import { Expression } from "../../core/arithmetic/expression.ts";
import { printable } from "../../core/support/describe.ts";
import type { Activation } from "../../nn/activations/activation.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { withSource } from "../../report/derivations.ts";
import { escapeHtml } from "../../report/html.ts";
import type { Equation } from "../../symbolic/print/equation.ts";
import { latex } from "../../symbolic/print/latex.ts";
import { mathml } from "../../symbolic/print/mathml.ts";
import { print } from "../../symbolic/print/print.ts";
import { showActivation, showLoss, type ShownFormulas } from "../../symbolic/show/show.ts";
import type { NetworkEquations } from "../../symbolic/show/show_network.ts";
import { type Display, hasOwn } from "../display.ts";
import { shortened } from "../../core/support/display_width.ts";
import { someLines } from "../../report/some_lines.ts";
import { things } from "../../core/support/quantities.ts";

type Formulas = readonly (Expression | Equation)[];

/** A formula. */
export const expressions: Display<Expression> = {
  recognizes: (value) => value instanceof Expression,
  text: (formula) => linesOf([formula]),
  html: (formula) => mathOf([formula]),
  latex: (formula) => latexOf([formula]),
};

/** An equation, or a list of them. */
export const equations: Display<Equation | readonly Equation[]> = {
  recognizes: (value) => {
    return Array.isArray(value) ? value.length > 0 && value.every(isEquation) : isEquation(value);
  },
  text: (given) => linesOf(listOf(given)),
  html: (given) => mathOf(listOf(given)),
  latex: (given) => latexOf(listOf(given)),
};

/** Equations under headings: those of an activation, a loss or a network. */
export const networkEquations: Display<ShownFormulas | NetworkEquations> = {
  recognizes: (value) => {
    const isShown = hasOwn(value, "values", "slopes", "derived");
    return (isShown || hasOwn(value, "forward", "cost", "errors", "gradients")) &&
      Object.values(value).every((part) => listOf(part as Equation[]).every(isEquation));
  },
  text: (given) => linesOf(allOf(given)),
  html: (given) =>
    Object.entries(given).map(([name, part]) => {
      return `<p class="quiet">${escapeHtml(TITLES[name] ?? name)}</p>${mathOf(listOf(part))}`;
    }).join(""),
  latex: (given) => latexOf(allOf(given)),
};

/** An activation: a of z and its derivative. */
export const activations: Display<Activation> = {
  recognizes: (value) => {
    return hasOwn(value, "name", "kind", "value", "kinks", "equivalents") &&
      typeof value.value === "function";
  },
  ...namedFormulas((activation) => showActivation(activation)),
};

/** A loss: L of a and y and its derivative. */
export const losses: Display<Loss> = {
  recognizes: (value) => {
    return hasOwn(value, "name", "value", "gradient", "pairs") &&
      typeof value.gradient === "function";
  },
  ...namedFormulas((loss) => showLoss(loss)),
};

const TITLES: Readonly<Record<string, string>> = {
  values: "as defined",
  slopes: "derivative as written",
  derived: "derivative as derived",
  forward: "forward, (3) and (4)",
  cost: "cost of an example",
  errors: "errors, BP1 and BP2",
  gradients: "gradients, BP3 and BP4",
};

/** The display of what has a name and formulas. */
function namedFormulas<T extends { readonly name: string }>(show: (of: T) => ShownFormulas) {
  /** Formulas may be too long to be written. */
  const unlessLong = (of: T, write: (shown: Formulas) => string) => {
    try {
      const { values, slopes } = show(of);
      return write([...values, ...slopes]);
    } catch (error) {
      if (error instanceof RangeError) return "";
      throw error;
    }
  };
  const title = ({ name }: T) => printable(shortened(name, 100));
  return {
    text: (of: T) => `${title(of)}\n${unlessLong(of, linesOf)}`.trimEnd(),
    html: (of: T) => `<p class="title">${escapeHtml(title(of))}</p>${unlessLong(of, mathOf)}`,
    latex: (of: T) => unlessLong(of, latexOf),
  };
}

function isEquation(value: unknown): value is Equation {
  return hasOwn(value, "name", "value") && value.value instanceof Expression;
}

function listOf(part: Equation | readonly Equation[]): readonly Equation[] {
  return Array.isArray(part) ? part : [part as Equation];
}

function allOf(given: ShownFormulas | NetworkEquations): Formulas {
  return (Object.values(given) as (Equation | readonly Equation[])[]).flatMap(listOf);
}

/** At most this many formulas are shown, ... */
const MOST = 40;
/** ... each of at most this many characters as text, and MathML of at most so many. */
const LONGEST = 400;
const LONGEST_MATHML = 40_000;

/** The text of a formula, or that it is too long for one. */
function written(
  formula: Expression | Equation,
  write: (formula: Expression | Equation) => string,
  most: number,
): string {
  try {
    const text = write(formula);
    if (text.length <= most) return text;
    return write === print ? shortened(text, most) : "";
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return write === print ? "a formula that is too long to be written" : "";
  }
}

/** Formulas as text, a line each. */
export function linesOf(formulas: Formulas): string {
  return someLines(formulas.map((formula) => written(formula, print, LONGEST)).join("\n"));
}

/** Formulas as MathML, with their LaTeX as alternative text. */
export function mathOf(formulas: Formulas): string {
  const all = formulas.slice(0, MOST).map((formula) => {
    const math = written(formula, mathml, LONGEST_MATHML);
    if (math === "") return `<p>${escapeHtml(written(formula, print, LONGEST))}</p>`;
    return `<p>${withSource(math, written(formula, latex, LONGEST))}</p>`;
  });
  const left = formulas.length - all.length;
  const rest = left > 0 ? `<p class="quiet">and ${things(left, "more formula")}</p>` : "";
  return `<div class="scroll" tabindex="0" role="region" aria-label="formulas">${
    all.join("")
  }</div>${rest}`;
}

/** Formulas as LaTeX, each in a display of its own. */
export function latexOf(formulas: Formulas): string {
  return formulas.slice(0, MOST).map((formula) => written(formula, latex, LONGEST_MATHML))
    .filter((text) => text !== "").map((text) => `$$${text}$$`).join("\n");
}
