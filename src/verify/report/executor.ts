import type { ExecutorCheck, ExecutorFinding } from "../ladder/executor_stage.ts";
import { summarizeExecutor } from "../ladder/executor_summary.ts";
import { details, escapeHtml, htmlTable, mark, paragraph } from "../../report/html.ts";

export function executorReport(finding: ExecutorFinding): string {
  if (finding.skipped !== undefined) return paragraph(`Not compared: ${finding.skipped}.`);
  const found = summarizeExecutor(finding);
  return [
    paragraph(
      `Training runs in WebAssembly with float32. ${found.kernelCases} cases of its kernels and ` +
        `${found.exactSteps} steps of training on small integers, where float32 is exact, are ` +
        `bit-identical to the engine’s. ${found.steps} steps, one of each combination, lie within the ` +
        `bounds of a forward error analysis: the engine’s own code read with γₙ = n u / (1 − n u) for ` +
        `each sum and u = 2⁻²⁴; the largest bound of a parameter is ` +
        `${found.largestBound.toExponential(1)}, the largest error ` +
        `${(100 * found.closest).toFixed(0)} % of its bound.`,
    ),
    ...(["kernel", "exact steps", "step", "elementary", "formula"] as const).map((kind) => {
      const checks = finding.checks.filter((check) => check.kind === kind);
      const failed = checks.filter(({ failure }) => failure !== undefined).length;
      const summary = `${TITLES[kind]}: ${checks.length - failed} of ${checks.length} hold`;
      return details(summary, checkTable(kind, checks), failed > 0);
    }),
    paragraph(
      `Of ${found.bugs} wrong kernels, put in place of the right ones, ${found.caught} are caught.`,
    ),
    htmlTable(
      ["what is wrong", "verdict", "by the check of"],
      finding.bugs.map(({ name, caughtBy }) => [
        escapeHtml(name),
        mark(caughtBy.length > 0, caughtBy.length > 0 ? "caught" : "missed"),
        escapeHtml(caughtBy.join(", ")),
      ]),
      "wrong kernels",
    ),
  ].join("\n");
}

const TITLES: Readonly<Record<ExecutorCheck["kind"], string>> = {
  "kernel": "Kernels on integers",
  "exact steps": "Training on integers",
  "step": "A step of every combination",
  "elementary": "Elementary functions",
  "formula": "Emitted activations and losses",
};

function checkTable(kind: ExecutorCheck["kind"], checks: readonly ExecutorCheck[]): string {
  const rows = checks.map(({ subject, build, compared, closest, bound, ulps, failure }) => [
    escapeHtml(subject),
    escapeHtml(build),
    `${compared}`,
    closest === undefined ? "–" : `${(100 * closest).toFixed(0)} %`,
    bound === undefined ? "–" : bound.toExponential(1),
    ulps === undefined ? "–" : ulps.toFixed(2),
    mark(failure === undefined, failure ?? "holds"),
  ]);
  const head = ["compared", "build", "count", "of its bound", "bound", "ulp", ""];
  return htmlTable(head, rows, TITLES[kind]);
}
