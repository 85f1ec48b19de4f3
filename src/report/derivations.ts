import type { Activation } from "../nn/activations/activation.ts";
import type { Loss } from "../nn/losses/loss.ts";
import { compareExpressions } from "../symbolic/decide/equality.ts";
import { type Equation, inline } from "../symbolic/print/equation.ts";
import { latex } from "../symbolic/print/latex.ts";
import { mathml } from "../symbolic/print/mathml.ts";
import { showActivation, showLoss, type ShownFormulas } from "../symbolic/show/show.ts";
import { escapeHtml, htmlTable, verdictMark } from "./html.ts";

/** Derives an activation's slope from its value, beside the slope as written. */
export function activationDerivation(activation: Activation): string {
  return derivation(activation.name, () => showActivation(activation));
}

/** Derives a loss's gradient from its value, beside the gradient as written. */
export function lossDerivation(loss: Loss): string {
  return derivation(loss.name, () => showLoss(loss));
}

/** An equation as MathML, with its LaTeX as alternative text. */
export function formula(equation: Equation): string {
  return withSource(mathml(equation), latex(equation));
}

/** MathML with the LaTeX of the same formula as alternative text. */
export function withSource(math: string, source: string): string {
  return math.replace("<math", () => `<math alttext="${escapeHtml(source)}"`);
}

function derivation(name: string, show: () => ShownFormulas): string {
  const title = `<h3>${escapeHtml(name)}</h3>`;
  try {
    const { values, derived, slopes } = show();
    const rows = [
      ...values.map((value) => ["as defined", formula(value), ""]),
      ...derived.flatMap((each, k) => {
        const slope = slopes[k]!;
        const inZ = inline([...values, slope]).at(-1)!.value;
        const { verdict } = compareExpressions(inZ, each.value);
        return [
          ["derived", formula(each), ""],
          ["as written", formula(slope), verdictMark(verdict)],
        ];
      }),
    ];
    return `${title}\n${htmlTable(["", "", ""], rows, `the derivation of ${name}`)}`;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `${title}\n<p class="quiet">Its formulas are too long to be shown.</p>`;
  }
}
