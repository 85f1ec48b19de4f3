import { printable } from "../../core/support/describe.ts";
import type { EpochRecord } from "../../train/history.ts";
import type { FitResult } from "../../train/fit/fit_options.ts";
import { escapeHtml, htmlTable } from "../../report/html.ts";
import { describeNetwork } from "../../engine/network.ts";
import { type Display, hasOwn } from "../display.ts";
import { trainingCharts } from "../training_charts.ts";
import { duration, percent, rounded, things } from "../../core/support/quantities.ts";
import { shortened } from "../../core/support/display_width.ts";

type History = readonly EpochRecord[];

/** Whether a value is the record of an epoch. */
function isEpoch(value: unknown): boolean {
  return hasOwn(value, "epoch", "cost", "seconds") && typeof value.cost === "number";
}

/** The result of a training: its curves and its last epochs. */
export const runs: Display<FitResult> = {
  recognizes: (value) => {
    return hasOwn(value, "network", "history", "seconds", "executor", "warnings") &&
      Array.isArray(value.history) && hasOwn(value.network, "layers");
  },
  text: ({ network, history, executor, best, warnings }) => {
    return [
      `training of ${shortened(describeNetwork(network), 100)} by ${printable(executor)}`,
      inWords(history),
      ...(best ? [`best after epoch ${best.epoch}`] : []),
      ...warnings.slice(0, 3).map((warning) => shortened(printable(warning), 200)),
    ].join("\n");
  },
  html: async ({ network, history, executor, best, warnings }) => {
    const title = `training of ${shortened(describeNetwork(network), 200)} by ${
      printable(executor)
    }`;
    return `<p class="title">${escapeHtml(title)}</p>${await historyHtml(history)}` +
      (best ? `<p>best after epoch ${best.epoch}</p>` : "") +
      warnings.slice(0, 3).map((warning) =>
        `<p>${escapeHtml(shortened(printable(warning), 400))}</p>`
      ).join("");
  },
};

/** The records of epochs: their curves and the last of them. */
export const histories: Display<History> = {
  recognizes: (value) => {
    return Array.isArray(value) && value.length > 0 && value.every(isEpoch);
  },
  text: inWords,
  html: historyHtml,
};

function inWords(history: History): string {
  const first = history[0], last = history.at(-1);
  if (first === undefined || last === undefined) return "no epochs";
  const seconds = history.reduce((sum, epoch) => sum + epoch.seconds, 0);
  const [before, after] = [first, last].map(({ cost }) => rounded(cost, 4, "not a number"));
  const costs = first === last ? after : `${before} → ${after}`;
  const { validation } = last;
  const validated = validation === undefined ? [] : [
    `validation cost ${rounded(validation.cost)}`,
    ...(Number.isNaN(validation.accuracy) ? [] : [`accuracy ${percent(validation.accuracy)}`]),
  ];
  return [
    `${things(history.length, "epoch")} in ${duration(seconds)}: cost ${costs}`,
    ...validated,
  ]
    .join(", ");
}

/** At most this many epochs are listed, the last ones. */
const MOST = 5;

async function historyHtml(history: History): Promise<string> {
  const words = `<p>${escapeHtml(inWords(history))}</p>`;
  if (history.length === 0) return words;
  const charts = history.length > 1 ? await trainingCharts({ history }) : "";
  const shown = history.slice(-MOST);
  const isValidated = shown.some(({ validation }) => validation !== undefined);
  const hasClasses = shown.some(({ validation }) => !Number.isNaN(validation?.accuracy ?? NaN));
  const rows = shown.map(({ epoch, cost, seconds, validation }) => [
    `${epoch}`,
    rounded(cost),
    ...(isValidated ? [validation ? rounded(validation.cost) : ""] : []),
    ...(hasClasses ? [validation ? percent(validation.accuracy) : ""] : []),
    duration(seconds),
  ]);
  const head = [
    ...["epoch", "cost"],
    ...(isValidated ? ["validation cost"] : []),
    ...(hasClasses ? ["validation accuracy"] : []),
    "time",
  ];
  const left = history.length - shown.length;
  return words + charts + htmlTable(head, rows, left > 0 ? "the last epochs" : "epochs");
}
