import { elementwise, type ElementwiseActivation } from "../../nn/activations/activation.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { errorsOf } from "../../nn/losses/errors.ts";
import { meanSquaredError } from "../../nn/losses/mean_squared_error.ts";
import { type GradientFinding, proveActivation, proveLoss } from "../ladder/formula_verdicts.ts";
import { proveCombination } from "../ladder/network_verdicts.ts";
import { escapeHtml, htmlTable, verdictMark } from "../../report/html.ts";
import { linear } from "../../nn/activations/linear.ts";
import { tanh } from "../../nn/activations/tanh.ts";

/** tanh with its derivative evaluated on the output instead of the weighted sum. */
const slopeOnOutput = (): ElementwiseActivation =>
  elementwise({
    ...tanh,
    name: "tanh with its slope at a",
    slope: (m, { a }) => {
      const t = m.tanh(a);
      return m.sub(m.one, m.mul(t, t));
    },
  });

/** A mean of squares with the gradient of half a sum: the factor 2/n is lost. */
const lostFactor = (): Loss => ({
  ...meanSquaredError,
  name: "mean squared error without 2/n",
  gradient: errorsOf,
});

/** Two common mistakes, and the prover's findings. */
export function exampleRefutations(seed: number): string {
  const findings = [
    proveLoss(lostFactor(), seed)[0]!,
    proveCombination({ layers: [linear, linear], loss: lostFactor() }, seed),
    proveActivation(slopeOnOutput(), seed)[0]!,
    proveCombination({ layers: [slopeOnOutput(), linear], loss: meanSquaredError }, seed),
  ];
  return findings.map(refutation).join("\n");
}

function refutation({ subject, verdict, factor, counterexample, formulas }: GradientFinding) {
  const rows = [
    ["verdict", verdictMark(verdict)],
    ...(factor === undefined ? [] : [[
      // The smallest network may have another, as 2/n has.
      "factor",
      `${escapeHtml(factor)} of the derivative, in the shapes of the claim`,
    ]]),
    ...(formulas === undefined ? [] : [
      ["smallest network", escapeHtml(formulas.network)],
      ["got", escapeHtml(`${formulas.where} = ${formulas.got}`)],
      ["expected", escapeHtml(`${formulas.where} = ${formulas.expected}`)],
    ]),
    ...(counterexample === undefined ? [] : [[
      "counterexample",
      escapeHtml(
        `${counterexample.where}: got ${counterexample.got}, expected ${counterexample.expected}`,
      ),
    ]]),
  ];
  return `<h3>${escapeHtml(subject)}</h3>\n${htmlTable(["", ""], rows, subject)}`;
}
