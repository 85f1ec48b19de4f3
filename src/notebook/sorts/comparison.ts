import { printable } from "../../core/support/describe.ts";
import { escapeHtml, verdictMark } from "../../report/html.ts";
import { rationalText } from "../../symbolic/algebra/rational.ts";
import type { Comparison } from "../../symbolic/decide/equality.ts";
import { type Display, hasOwn } from "../display.ts";
import { rounded, things } from "../../core/support/quantities.ts";

/** A comparison of two formulas: its sign and word, and the point where they differ. */
export const comparisons: Display<Comparison> = {
  recognizes: (value) => {
    return hasOwn(value, "verdict", "cases") && typeof value.cases === "number";
  },
  text: (comparison) => [comparison.verdict, ...detailsOf(comparison)].join("\n  "),
  html: (comparison) => {
    const { verdict } = comparison, details = detailsOf(comparison).map(escapeHtml).join("<br>");
    return `<p class="title">${verdictMark(verdict)}</p><p>${details}</p>`;
  },
};

function detailsOf({ cases, counterexample, factor, reason }: Comparison): string[] {
  const at = Object.entries(counterexample?.at ?? {}).map(([name, value]) => {
    return `${printable(name)} = ${rounded(value)}`;
  });
  return [
    `in ${things(cases, "case")} of signs`,
    ...(factor === undefined ? [] : [`the left one is ${rationalText(factor)} of the right one`]),
    ...(counterexample === undefined ? [] : [
      `at ${at.join(", ")}: ${rounded(counterexample.left)} and ${rounded(counterexample.right)}`,
    ]),
    ...(reason === undefined ? [] : [printable(reason)]),
  ];
}
