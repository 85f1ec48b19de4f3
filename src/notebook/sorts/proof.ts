import { printable } from "../../core/support/describe.ts";
import { escapeHtml, htmlTable, verdictMark } from "../../report/html.ts";
import type { FormulaProof } from "../../verify/formula/prove_formula.ts";
import { chance } from "../../verify/report/tables.ts";
import { type Display, hasOwn } from "../display.ts";
import { words } from "../words.ts";
import { latexOf, linesOf, mathOf } from "./formulas.ts";
import { rounded } from "../../core/support/quantities.ts";
import { someLines } from "../../report/some_lines.ts";

/** A formula that was judged: itself and its derivative, the verdict, and what is wrong. */
export const proofs: Display<FormulaProof> = {
  recognizes: (value) =>
    hasOwn(value, "verdict", "derivative", "latex", "falsePass", "values", "derivatives") &&
    Array.isArray(value.values),
  text: (proof) => {
    const details = detailsOf(proof).map(([name, value]) => `  ${name}: ${value}`);
    return someLines([proof.verdict, linesOf(equationsOf(proof)), ...details].join("\n"));
  },
  html: (proof) => {
    const { verdict, slope, falsePass } = proof;
    const rows = [
      ...(slope === undefined ? [] : [
        ["written slope", `<span class="words">${mathOf([slope.got])}</span>`],
        ["should be", `<span class="words">${mathOf([slope.expected])}</span>`],
      ]),
      ...(verdict === "proved"
        ? [[
          "wrong with a chance of at most",
          `<span class="words">${chance(Math.log2(falsePass))}</span>`,
        ]]
        : []),
      ...detailsOf(proof).map(([name, value]) => [escapeHtml(name), words(value)]),
    ];
    return `<p class="title">${verdictMark(verdict)}</p>${mathOf(equationsOf(proof))}` +
      (rows.length === 0 ? "" : htmlTable(["", ""], rows, "what the verdict rests on"));
  },
  latex: (proof) => latexOf(equationsOf(proof)),
};

function equationsOf({ values, derivatives }: FormulaProof) {
  return [...values, ...derivatives];
}

function detailsOf({ factor, counterexample, reason, domain }: FormulaProof) {
  const details: (readonly [name: string, value: string])[] = [];
  if (factor !== undefined) details.push(["off by the factor", factor]);
  if (counterexample !== undefined) {
    const { where, got, expected } = counterexample;
    details.push(["counterexample", printable(where)]);
    details.push(["computed there", rounded(got)], ["should be there", rounded(expected)]);
  }
  if (reason !== undefined) details.push(["reason", printable(reason)]);
  if (domain !== "everywhere") details.push(["defined", domain]);
  return details;
}
