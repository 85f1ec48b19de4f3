import type { Evaluation } from "../../train/evaluation.ts";
import { describe, printable } from "../../core/support/describe.ts";
import { escapeHtml, htmlTable } from "../../report/html.ts";
import { confusionHtml } from "../confusion.ts";
import { type Display, hasOwn } from "../display.ts";
import { count, percent, rounded, things } from "../../core/support/quantities.ts";

/** An evaluation: its numbers, and its confusion matrix if there are classes. */
export const evaluations: Display<Evaluation> = {
  recognizes: (value) => {
    return hasOwn(value, "examples", "cost", "accuracy", "confusion", "metrics") &&
      typeof value.cost === "number" && hasOwn(value.confusion, "rows", "data");
  },
  text: (evaluation) => {
    const [cost, ...others] = numbersOf(evaluation).map(([name, value]) => `${name} ${value}`);
    const title = `evaluation on ${things(evaluation.examples, "example")}: ${cost}`;
    return [[title, ...others.slice(0, 1)].join(", "), ...others.slice(1, 13)].join("\n  ");
  },
  html: (evaluation) => {
    const rows = [
      ["examples", count(evaluation.examples)],
      ...numbersOf(evaluation).map((row) => row.map(escapeHtml)),
    ];
    const table = htmlTable(["measure", "value"], rows, "evaluation");
    const { confusion } = evaluation;
    return confusion.rows === 0
      ? table
      : `<div class="beside">${table}<div>${confusionHtml(confusion)}</div></div>`;
  },
};

/** The numbers of an evaluation that there are, by name, as text. */
function numbersOf(evaluation: Evaluation): string[][] {
  const { cost, crossEntropy, accuracy, regression, metrics } = evaluation;
  const { microAccuracy, microPrecision, microRecall } = evaluation;
  const shares = { accuracy, microAccuracy, microPrecision, microRecall };
  return [
    ["cost", rounded(cost)],
    ...(Number.isNaN(accuracy) ? [] : [["accuracy", percent(accuracy)]]),
    ...(crossEntropy === undefined ? [] : [["cross-entropy", rounded(crossEntropy)]]),
    ...Object.entries(shares).slice(1).flatMap(([name, share]) => {
      return Number.isNaN(share) ? [] : [[name.replace("micro", "micro "), percent(share)]];
    }).map(([name, share]) => [name!.toLowerCase(), share!]),
    ...(regression === undefined ? [] : [
      ["mean absolute error", rounded(regression.mae)],
      ["root mean squared error", rounded(regression.rmse)],
      ["R²", rounded(regression.rSquared)],
    ]),
    ...Object.entries(metrics ?? {}).map(([name, value]) => [
      printable(name),
      typeof value === "number" ? rounded(value) : describe(value),
    ]),
  ];
}
