import type { Gradients } from "../../engine/backward.ts";
import { escapeHtml, htmlTable, mark } from "../../report/html.ts";
import { printable } from "../../core/support/describe.ts";
import type { GradientCheck } from "../../verify/numeric/check_gradients.ts";
import { type Display, hasOwn } from "../display.ts";
import { areMatrices, HEAD, linesOf, rowsOf } from "./layer.ts";
import { count, rounded } from "../../core/support/quantities.ts";
import { someLines } from "../../report/some_lines.ts";

/** Gradients: the cost, and what range the derivatives of each parameter lie in. */
export const gradients: Display<Gradients> = {
  recognizes: (value) => {
    return hasOwn(value, "cost", "layers") && typeof value.cost === "number" &&
      Array.isArray(value.layers) && value.layers.every(areMatrices);
  },
  text: ({ cost, layers }) => {
    const lines = layers.flatMap((layer, l) => linesOf(layer, `layer ${l + 1}, `));
    return someLines([`gradients at a cost of ${rounded(cost)}`, ...lines].join("\n"));
  },
  html: ({ cost, layers }) => {
    const rows = layers.flatMap((layer, l) => rowsOf(layer, `layer ${l + 1}, `));
    return `<p class="title">gradients at a cost of ${rounded(cost)}</p>` +
      htmlTable(HEAD, rows, "derivatives");
  },
};

/** A comparison with finite differences: a row for each tensor of parameters. */
export const checks: Display<GradientCheck> = {
  recognizes: (value) => {
    return hasOwn(value, "passed", "cost", "parameters") && Array.isArray(value.parameters);
  },
  text: (check) => {
    const lines = check.parameters.map(({ layer, name, passed, checked, worst }) => {
      return `  layer ${layer}, ${printable(name)}: ${wordOf(passed)}, ` +
        `${count(checked)} checked, largest error ${rounded(worst.error)}`;
    });
    return someLines([titleOf(check), ...lines].join("\n"));
  },
  html: (check) => {
    const rows = check.parameters.map(({ layer, name, passed, checked, worst }) => [
      `layer ${layer}, ${escapeHtml(printable(name))}`,
      mark(passed, wordOf(passed)),
      ...[count(checked), rounded(worst.got), rounded(worst.expected), rounded(worst.error)],
    ]);
    const head = ["parameter", "", "checked", "worst: got", "by differences", "error"];
    return `<p class="title">${mark(check.passed, titleOf(check))}</p>` +
      htmlTable(head, rows, "parameters");
  },
};

function titleOf({ passed }: GradientCheck): string {
  return `gradients ${passed ? "agree" : "disagree"} with finite differences`;
}

function wordOf(passed: boolean): string {
  return passed ? "agrees" : "disagrees";
}
