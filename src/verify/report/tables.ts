import { ACTIVATIONS } from "../../nn/activations/activations.ts";
import { LOSSES } from "../../nn/losses/losses.ts";
import type { Ladder } from "../ladder/ladder.ts";
import type { MutationRow } from "../mutants/mutation_report.ts";
import type { MisprintFinding, PaperFinding } from "../paper/paper.ts";
import type { Verdict } from "../prover/prove.ts";
import { proofsOf } from "../ladder/ladder_summary.ts";
import { detailOf } from "../ladder/verification.ts";
import { rounded } from "../../core/support/quantities.ts";
import { details, escapeHtml, htmlTable, mark, verdictMark } from "../../report/html.ts";

/** Every combination of the paper and its verdict, one table for each loss. */
export function matrices({ table }: Ladder): string {
  const names = [...new Set(table.map(({ layers }) => layers[0]!))];
  return [...new Set(table.map(({ loss }) => loss))].map((loss) => {
    const rows = names.map((hidden) => [
      escapeHtml(hidden),
      ...names.map((output) => {
        const { finding } = table.find((entry) =>
          entry.loss === loss && entry.layers[0] === hidden && entry.layers[1] === output
        )!;
        const { verdict, log2FalsePass, regions } = finding;
        const { covered, total } = regions;
        return `${verdictMark(verdict)}<br><span class="quiet">${chance(log2FalsePass)}, ` +
          `${covered}/${shortly(total)}</span>`;
      }),
    ]);
    return `<h3>${escapeHtml(loss)}</h3>\n${htmlTable(["hidden \\ output", ...names], rows, loss)}`;
  }).join("\n");
}

/** How many networks in which an activation is below another, or before a loss, are proved. */
export function coverTables({ cover }: Ladder): string {
  const activations = Object.keys(ACTIVATIONS);
  const pairs = cover.flatMap(({ layers, loss, finding: { verdict } }) =>
    layers.map((lower, l) => ({ lower, upper: layers[l + 1] ?? loss, verdict }))
  );
  return [activations, Object.keys(LOSSES)].map((uppers, k) => {
    const rows = uppers.map((upper) => [
      escapeHtml(upper),
      ...activations.map((lower) => {
        const met = pairs.filter((pair) => pair.lower === lower && pair.upper === upper);
        const proved = met.filter(({ verdict }) => verdict === "proved").length;
        return met.length === 0
          ? '<span class="quiet">outside</span>'
          : mark(proved === met.length, `${proved}/${met.length}`);
      }),
    ]);
    const above = ["an activation", "a loss"][k]!;
    return `<h3>Each activation below ${above}</h3>\n${
      htmlTable(["above \\ below", ...activations], rows, above)
    }`;
  }).join("\n");
}

export function formulaTable({ formulas }: Ladder): string {
  const rows = formulas.map((finding) => [
    escapeHtml(finding.subject),
    verdictMark(finding.verdict),
    escapeHtml(detailOf(finding)).replace(/\b2\^(\d+)/, "2<sup>$1</sup>"),
  ]);
  return htmlTable(["claim", "verdict", "rests on"], rows, "formulas");
}

/** Wrong backward passes: those that another check passes or that concern a kink, then all of them. */
export function mutationTables({ mutants }: Ladder): string {
  const notable = mutants.filter(({ passesGradcheck, keepsConvention }) => {
    return passesGradcheck || keepsConvention !== undefined;
  });
  return mutationTable(
    notable,
    "wrong backward passes that finite differences pass, or at a kink",
  ) +
    details(
      `All ${mutants.length} wrong backward passes`,
      mutationTable(mutants, "mutation report"),
    );
}

function mutationTable(mutants: readonly MutationRow[], caption: string): string {
  const rows = mutants.map((row) => [
    escapeHtml(row.name),
    row.formula === undefined ? "–" : mutationMark(row, row.formula),
    mutationMark(row, row.engine),
    mark(!row.passesGradcheck, row.passesGradcheck ? "passes" : "refuted"),
    row.keepsConvention === undefined ? "–" : mark(!row.keepsConvention, "refuted"),
    escapeHtml(row.source),
  ]);
  const stages = ["1: formula", "2: engine", "PyTorch’s tolerances", "4: at the kink"];
  const head = ["what is wrong", ...stages, "modelled on"];
  return htmlTable(head, rows, caption);
}

export function paperTable({ paper }: Ladder): string {
  const rows = paper.map(({ equation, findings, misprints, holds }: PaperFinding) => [
    `(${equation.number})`,
    findings.length === 0
      ? '<span class="quiet">nothing to check</span>'
      : mark(holds, [...new Set(findings.map(({ verdict }) => verdict))].join(", ")),
    `${escapeHtml(equation.title)}<br><code>${escapeHtml(equation.text)}</code>`,
    escapeHtml(equation.kind),
    misprints.map(misprintText).join("<br>"),
    `<code>${escapeHtml(equation.home).replaceAll("/", "/<wbr>")}</code>`, // no break within names
  ]);
  const head = ["", "verdict", "equation, as meant", "kind", "misprints", "home"];
  return htmlTable(head, rows, "the paper’s equations");
}

function misprintText({ misprint, finding }: MisprintFinding): string {
  const origin = misprint.origin === "paper" ? "Slip" : "Scan";
  const as = finding === undefined ? "" : ` (${finding.verdict} as printed)`;
  return `${origin}${as}: “${escapeHtml(misprint.printed)}”. ${escapeHtml(misprint.note)}`;
}

export function preconditionTable({ preconditions }: Ladder): string {
  const rows = preconditions.map(({ fixture, finding, agrees }) => [
    escapeHtml(fixture.name),
    escapeHtml(
      finding.verdict === "proved" ? finding.precondition ?? "any numbers" : finding.verdict,
    ),
    mark(agrees, agrees ? "as required" : "not as required"),
  ]);
  return htmlTable(["error of the output", "targets must be", ""], rows, "preconditions");
}

export function discontinuityTable({ discontinuities }: Ladder): string {
  const rows = discontinuities.map(({ fixture, verdict, agrees }) => [
    escapeHtml(fixture.name),
    verdict,
    mark(agrees, agrees ? "as required" : "not as required"),
  ]);
  return htmlTable(["where it chooses", "verdict", ""], rows, "jumps");
}

/** A mutant must be refuted; one that is wrong only at a kink must be proved elsewhere. */
function mutationMark({ keepsConvention }: MutationRow, verdict: Verdict): string {
  if (keepsConvention !== undefined) return escapeHtml(`${verdict} elsewhere`);
  return mark(verdict === "refuted", verdict);
}

/** Each proof with its regions, trials and degrees, and the chance that follows. */
export function proofTable(ladder: Ladder): string {
  const rows = proofsOf(ladder).map(({ size, regions, ...proof }) => [
    escapeHtml(proof.subject),
    `${regions.covered} of ${shortly(regions.total)}`,
    `${regions.outside}`,
    escapeHtml(proof.prime),
    `${proof.seed}`,
    `${proof.trials}`,
    shortly(size.degree),
    bits(size.height),
    shortly(size.relations),
    shortly(size.relationDegree),
    bits(size.relationHeight),
    shortly(size.comparisons ?? 0),
    shortly(size.comparisonDegree ?? 0),
    bits(size.comparisonHeight ?? 0),
    chance(proof.log2FalsePass),
  ]);
  const degrees = ["degree", "height", "relations", "their degree", "their height"];
  const signs = ["tests of signs", "their degree", "their height"];
  const run = ["regions", "outside the domain", "prime", "seed", "trials"];
  const head = ["claim", ...run, ...degrees, ...signs, "chance of a false pass"];
  return htmlTable(head, rows, "every proof");
}

/** A chance as a power of 2, rounded up. */
export function chance(log2: number): string {
  return `2<sup>−${Math.floor(-log2)}</sup>`;
}

/** A height as bits, rounded up. */
function bits(height: number): string {
  return shortly(Math.ceil(height));
}

/** A count in full, or with three digits where it is large. */
export function shortly(count: number): string {
  return rounded(count, 3);
}
