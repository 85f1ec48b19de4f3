import type { Activation } from "../../nn/activations/activation.ts";
import { activationDerivation, lossDerivation } from "../derivations.ts";
import { details, escapeHtml, htmlTable, paragraph, verdictMark } from "../html.ts";
import type { Section } from "./section.ts";

/** How the gradients that were used are known to be right. */
export const PROOF: Section = {
  id: "proof",
  title: "Proof of the gradients",
  content: ({ run: { proof = [] }, findings = [], network, loss }) => {
    if (proof.length === 0 && findings.length === 0) return undefined;
    const used = activationsOf(network.layers);
    return [
      paragraph(
        "Before anything was trained, the backward pass was compared with the derivative of its own " +
          "forward pass. Proved means exact: for all numbers, not for some that were tried.",
      ),
      ...(proof.length > 0
        ? [`<ul>${proof.map((line) => `<li>${escapeHtml(line)}</li>`).join("")}</ul>`]
        : []),
      ...(findings.length > 0
        ? [htmlTable(
          ["what", "verdict", "compared in"],
          findings.map(({ subject, verdict, shapes = "–", reason }) => [
            escapeHtml(subject),
            verdictMark(verdict),
            escapeHtml(reason ?? [...new Set(shapes.split("; "))].join("; ")),
          ]),
          "Verdicts",
        )]
        : []),
      details(
        "The formulas: what is computed, the derivative that follows from it, the one that was used",
        [...used.map(activationDerivation), lossDerivation(loss)].join("\n"),
      ),
    ].join("\n");
  },
};

/** The activations of some layers, each once; linear ones need no formula. */
function activationsOf(
  layers: readonly { readonly activation?: Activation }[],
): readonly Activation[] {
  const all = layers.flatMap(({ activation }) => activation ?? []);
  return [...new Map(all.map((each) => [each.name, each])).values()]
    .filter(({ name }) => name !== "linear");
}
