import { describeNetwork } from "../../engine/network.ts";
import { parametersOf } from "../../engine/parameters.ts";
import { escapeHtml, htmlTable, mark, paragraph } from "../html.ts";
import type { ReportedRun } from "../record/reported_run.ts";
import type { Material, Section } from "./section.ts";
import { percent } from "./percent.ts";
import { inWords } from "./settings.ts";
import { count, duration, rounded, things } from "../../core/support/quantities.ts";

/** The result. */
export const SUMMARY: Section = {
  id: "summary",
  title: "Summary",
  content: (material) => {
    const { run, compared, network, test, table } = material;
    return [
      ...(run.ended === undefined
        ? []
        : [`<p>${mark(false, `The training ended early: ${run.ended}`)}</p>`]),
      paragraph(
        `${describeNetwork(network)}: ${count(parametersOf(network))} parameters, tested on ` +
          `${things(test.inputs.rows, "example")} of ${run.name}.`,
      ),
      ...courseOf(run).map(paragraph),
      `<ul class="numbers">${
        numbersOf(run).map(([number, what]) =>
          `<li><b>${escapeHtml(number)}</b>${escapeHtml(what)}</li>`
        ).join("")
      }</ul>`,
      ...(table === undefined ? [] : [
        htmlTable(table.head, table.rows.map((row) => row.map(escapeHtml)), table.title),
      ]),
      ...(compared === undefined ? [] : [comparison(material, compared)]),
    ].join("\n");
  },
};

/** What a reader of the charts must know of the steps: where they begin, and of which the network is. */
function courseOf({ best, record }: ReportedRun): string[] {
  const { resumedAfter, stepsPerEpoch, epochs } = record, taken = epochs.at(-1)?.epoch;
  return [
    ...(resumedAfter === 0 ? [] : [
      `The training was resumed after ${things(resumedAfter, "step")}, ` +
      `${rounded(resumedAfter / stepsPerEpoch)} epochs: the charts begin there.`,
    ]),
    ...(best === undefined || taken === undefined ? [] : [
      `The network is that of epoch ${count(best)} of ${count(taken)}, which did best on the ` +
      "validation part.",
    ]),
  ];
}

/** So many results are shown in large numbers. */
const MOST = 6;

function numbersOf({ results, record }: ReportedRun): (readonly [string, string])[] {
  return [
    ...Object.entries(results).slice(0, MOST).map(([name, value]) =>
      [resultText(name, value), wordsOf(name)] as const
    ),
    [duration(record.seconds), "time of all steps"],
  ];
}

/** Results that are shares, and words for those whose names say too little. */
const SHARES = /accuracy|precision|recall|f1$/i;
const WORDS: Readonly<Record<string, string>> = {
  mae: "mean absolute error",
  rmse: "root mean squared error",
  rSquared: "share of the variance, R²",
  crossEntropy: "cross-entropy in nats",
  accuracy: "accuracy: the share that is right",
  microAccuracy: "micro-averaged accuracy (104)",
  microPrecision: "micro-averaged precision (105)",
  microRecall: "micro-averaged recall (106)",
  macroF1: "macro-averaged F1",
  microF1: "micro-averaged F1",
};

/** The name of a result in words; the target after it, as in `rmse of price`, stays. */
function wordsOf(name: string): string {
  const result = resultOf(name);
  const words = Object.hasOwn(WORDS, result) ? WORDS[result]! : inWords(result);
  return words + name.slice(result.length);
}

function resultOf(name: string): string {
  return name.split(" of ")[0]!;
}

function isShare(name: string): boolean {
  return SHARES.test(resultOf(name));
}

function resultText(name: string, value: number | undefined): string {
  return isShare(name) ? percent(value, 2) : rounded(value);
}

/** A change, of shares in points of percent. */
function changeText(name: string, change: number): string {
  if (Number.isNaN(change)) return "–";
  const text = isShare(name) ? `${rounded(100 * change, 3)} points` : rounded(change);
  return change > 0 ? `+${text}` : text;
}

/** The results of two runs beside each other. */
function comparison({ run }: Material, compared: ReportedRun): string {
  const names = new Set([...Object.keys(run.results), ...Object.keys(compared.results)]);
  const rows = [...names].map((name) => {
    const [here, there] = [run, compared].map(({ results }) => results[name]);
    const change = here === undefined || there === undefined ? NaN : here - there;
    return [
      ...[wordsOf(name), resultText(name, here), resultText(name, there)].map(escapeHtml),
      changeText(name, change),
    ];
  });
  return `<h3>Beside another run on ${escapeHtml(compared.name)}</h3>\n` +
    paragraph("Curves of the other run are dashed; settings that differ are marked below.") +
    htmlTable(["result", "this run", "other run", "change"], rows, "Results of both runs");
}
