import { printable } from "../../core/support/describe.ts";
import { escapeHtml, htmlTable, verdictMark } from "../../report/html.ts";
import { chance } from "../../verify/report/tables.ts";
import type { GradientFinding } from "../../verify/ladder/formula_verdicts.ts";
import { kinksText, regionsText } from "../../verify/ladder/verification.ts";
import { type Display, hasOwn } from "../display.ts";
import { words } from "../words.ts";
import { rounded } from "../../core/support/quantities.ts";
import { shortened } from "../../core/support/display_width.ts";

/** A verdict: its sign and word, and what it rests on or what is wrong. */
export const findings: Display<GradientFinding> = {
  recognizes: (value) => {
    return hasOwn(value, "subject", "verdict", "log2FalsePass", "regions") &&
      typeof value.verdict === "string" && hasOwn(value.regions, "covered");
  },
  text: (finding) => {
    const power = Math.floor(-finding.log2FalsePass);
    const lines = detailsOf(finding, `2^−${power}`).map(([name, value]) => `  ${name}: ${value}`);
    return [printable(`${finding.verdict}: ${finding.subject}`), ...lines].join("\n");
  },
  html: (finding) => {
    const { subject, verdict, log2FalsePass } = finding, bound = chance(log2FalsePass);
    const rows = detailsOf(finding, bound).map(([name, value]) => {
      return [
        escapeHtml(name),
        value === bound ? `<span class="words">${bound}</span>` : words(value),
      ];
    });
    const title = `${verdictMark(verdict)}: ${escapeHtml(printable(subject))}`;
    return `<p class="title">${title}</p>${htmlTable(["", ""], rows, "what the verdict rests on")}`;
  },
};

/** What is known of a verdict: names and texts. */
function detailsOf(finding: GradientFinding, bound: string): (readonly [string, string])[] {
  const { verdict, formulas, counterexample, factor, reason, regions } = finding;
  const short = (text: string) => shortened(printable(text), 300);
  if (counterexample !== undefined) {
    const { where, got, expected } = counterexample;
    return [
      ...(factor === undefined ? [] : [["off by the factor", short(factor)] as const]),
      ...(formulas === undefined ? [] : [
        ["seen in", short(formulas.network)],
        [`${formulas.where} as written`, short(formulas.got)],
        [`${formulas.where} as derived`, short(formulas.expected)],
      ] as const),
      ["counterexample", short(where)],
      ["computed there", rounded(got)],
      ["should be", rounded(expected)],
    ];
  }
  if (verdict === "undecided") return [["reason", short(`${reason}`)]];
  const { shapes, kinks, precondition } = finding;
  return [
    ["wrong with a chance of at most", bound],
    ["compared", regionsText(regions)],
    ...(shapes === undefined ? [] : [["for", short(shapes)] as const]),
    ...(kinks === undefined ? [] : [["of which", kinksText(kinks)] as const]),
    ...(precondition === undefined ? [] : [["where", short(precondition)] as const]),
  ];
}
