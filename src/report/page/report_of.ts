import { checkOptions } from "../../core/support/options.ts";
import { checkNetwork } from "../../engine/network.ts";
import { CHART_STYLE } from "../charts/chart.ts";
import { confusionStyle } from "../confusion_table.ts";
import { encodeRun } from "../record/decode_run.ts";
import { loadDrawing } from "../drawing.ts";
import { escapeHtml, htmlPage } from "../html.ts";
import type { ReportData } from "../record/report_data.ts";
import { CALIBRATION } from "./calibration.ts";
import { CONFUSION } from "./confusion.ts";
import { CURVES } from "./curves.ts";
import { IMPORTANCES } from "./importances.ts";
import { LAYERS } from "./layers.ts";
import { MISTAKES } from "./mistakes.ts";
import { PROGRESS } from "./progress.ts";
import { PROOF } from "./proof.ts";
import { RESIDUALS } from "./residuals.ts";
import { SALIENCY } from "./saliency.ts";
import type { Section } from "./section.ts";
import { SETTINGS } from "./settings.ts";
import { PAGE_STYLE } from "./style.ts";
import { SUMMARY } from "./summary.ts";
import { testedOn } from "./tested.ts";
import { WEIGHTS } from "./weights.ts";

/** The sections in order; those that a run has nothing for are left out. */
const SECTIONS: readonly Section[] = [
  ...[SUMMARY, PROGRESS, CONFUSION, MISTAKES, RESIDUALS, CALIBRATION, CURVES, IMPORTANCES],
  ...[WEIGHTS, SALIENCY, LAYERS, PROOF, SETTINGS],
];

/**
 * Writes the report of a training: one page of HTML that asks for no other file.
 *
 * It shows the result, how loss, accuracy and layers changed, what the network gets wrong, how sure it is,
 * what it looks at, how its gradients were proved, and what it takes to repeat the run. Charts are drawn
 * by Observable Plot, which is loaded at the first one. The page holds the run as JSON, in a script of
 * the type `application/json` and the name `run`, from which another report compares.
 *
 * @returns The page.
 * @throws {TypeError} If what draws the charts is not installed, or the shapes do not fit.
 *
 * @example
 * ```ts
 * import {
 *   dense, fit, linear, matrix, meanSquaredError, network, parametersDigest, recordRun, reportOf, sgd,
 * } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * const line = { inputs: matrix([[0], [1], [2]]), targets: matrix([[1], [3], [5]]) };
 * const untrained = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const loss = meanSquaredError, optimizer = sgd({ learningRate: 0.1 });
 * const recorder = recordRun(untrained, line, { loss, optimizer, epochs: 20 });
 * const { network: trained } = await fit(untrained, line, recorder.options);
 * const page = await reportOf({
 *   run: {
 *     ...{ name: "a line", settings: { epochs: 20 }, versions: {}, results: {} },
 *     ...{ digest: await parametersDigest(trained), record: await recorder.record() },
 *   },
 *   ...{ network: trained, loss, test: line },
 *   outputs: { task: "regression", names: ["y"] },
 * });
 * assert(page.includes("<h1>Training on a line</h1>"));
 * ```
 * @category Reports
 */
export async function reportOf(data: ReportData): Promise<string> {
  checkOptions(
    "reportOf()",
    data,
    "run compared network loss test outputs shape findings importances table executor",
  );
  checkNetwork(data.network);
  const [drawing, tested] = await Promise.all([loadDrawing(), testedOn(data)]);
  const outputs = { ...data.outputs, names: data.outputs.names.map(isolated) };
  const made: (Section & { readonly html: string })[] = [];
  for (const section of SECTIONS) {
    const html = await section.content({ ...data, outputs, drawing, tested });
    if (html !== undefined) made.push({ ...section, html });
  }
  const title = `Training on ${data.run.name}`;
  const links = made.map(({ id, title }) => `<a href="#${id}">${title}</a>`).join("\n");
  const sections = made.map(({ id, title, html }) =>
    `<section id="${id}" aria-labelledby="${id}-title">\n<h2 id="${id}-title">${title}</h2>\n${html}\n</section>`
  ).join("\n");
  return htmlPage(
    title,
    `<a class="skip" href="#content">Skip to the content</a>
<header><h1>${escapeHtml(title)}</h1>
<nav aria-label="Sections">${links}</nav></header>
<main id="content" tabindex="-1">
${sections}
</main>
${encodeRun(data.run)}`,
    CHART_STYLE + confusionStyle() + PAGE_STYLE,
  );
}

/** A name that keeps its own direction: after one from right to left, a number would jump before it. */
function isolated(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}

const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
