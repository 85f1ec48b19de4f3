import { ACTIVATIONS, LOSSES } from "../../engine.ts";
import {
  type Finding,
  type Ladder,
  neighboursIn,
  soundnessOf,
  summarizeExecutor,
  summarizeMutations,
  summarizePaper,
  summaryOf,
} from "../../verify.ts";
import { bound, listing, prose, table } from "./table.ts";
import { count, duration } from "../../src/core/support/quantities.ts";

/** The findings of a ladder for a terminal: the matrix of verdicts, then a line for each stage. */
export function ladderText(ladder: Ladder, failures: readonly string[]): string {
  const holds = failures.length === 0
    ? "Everything holds"
    : `${failures.length} failures, listed above`;
  return [
    ...new Set(ladder.table.map(({ loss }) => matrixText(ladder, loss))),
    stagesText(ladder),
    notProvedText(ladder),
    `${holds} (${duration(ladder.seconds)})`,
  ].join("\n\n");
}

function matrixText({ table: combinations }: Ladder, loss: string): string {
  const ofLoss = combinations.filter((entry) => entry.loss === loss);
  const names = [...new Set(ofLoss.map(({ layers }) => layers[0]!))];
  const rows = names.map((hidden) => [
    hidden,
    ...names.map((output) =>
      ofLoss.find(({ layers }) => layers[0] === hidden && layers[1] === output)!.finding.verdict
    ),
  ]);
  const worst = Math.max(...ofLoss.map(({ finding }) => finding.log2FalsePass));
  const title =
    `${loss}: hidden layer (rows) by output layer (columns), arbitrary targets; a verdict ` +
    `is wrong once in ${oneIn(worst)} at most`;
  return `${prose(title)}\n\n${table(["", ...names], rows)}`;
}

function stagesText(ladder: Ladder): string {
  const { combinations, proved, agreed } = summaryOf(ladder);
  const outside = ladder.differences.filter(({ check }) => check === undefined).length;
  const n = Object.keys(ACTIVATIONS).length, losses = Object.keys(LOSSES).length;
  const pairs = neighboursIn(ladder.cover.filter(({ finding }) => finding.verdict === "proved"));
  const paper = summarizePaper(ladder.paper);
  const mutations = summarizeMutations(ladder.mutants);
  const byStage = (stage: "formula" | "engine") =>
    ladder.mutants.filter((row) => row[stage] === "refuted" && row.keepsConvention === undefined)
      .length;
  const accepted = ladder.rewrites.filter(({ accepted }) => accepted).length;
  const told = ladder.discontinuities.filter(({ agrees }) => agrees).length;
  const lines: (readonly [stage: string, what: string, found: string])[] = [
    ["1", "formulas", `${provedOf(ladder.formulas)} proved`],
    ["", "the paper", `${paper.holding} of ${paper.equations} equations hold as meant`],
    ["", "", `${paper.proved} statements proved, ${paper.checked} checked case by case`],
    ["", "", `${paper.slips} slips of the paper, ${paper.slipsRefuted} shown wrong as printed`],
    ["", "", `${paper.damages} places damaged by the scan, ${paper.damagesRefuted} shown wrong`],
    ["2", "combinations", `${proved} of ${combinations} proved`],
    ["", "  the paper's", `${provedOf(findingsOf(ladder.table))} proved, all there are`],
    ["", "  all that is built in", `${provedOf(findingsOf(ladder.cover))} proved, with`],
    ["", "", `${pairs.activations} of ${n * n} pairs of an activation below another`],
    ["", "", `${pairs.losses} of ${n * losses} pairs of a last activation and a loss;`],
    ["", "", "  the others have no output in the domain of the loss"],
    ["", "other shapes, steps", `${provedOf(ladder.shapes)} proved, 784-32-16-10 among them`],
    ["3", "targets must be", ""],
    ...ladder.preconditions.map(({ fixture, finding }) => {
      const { verdict, precondition } = finding;
      const found = precondition ?? (verdict === "proved" ? "any numbers" : verdict);
      return ["", `  for ${fixture.name}`, found] as const;
    }),
    ["4", "finite differences", `${agreed - outside} of ${ladder.differences.length} agree`],
    ["", "", `${outside} have no network in the domain of the loss`],
    ...executorLines(ladder),
    ["6", "wrong gradients", `${mutations.killed} of ${mutations.mutants} refuted`],
    ["", "", `  ${byStage("formula")} by their formula, ${byStage("engine")} in the engine`],
    ["", "", `  ${mutations.slipped} of them pass finite differences with PyTorch's tolerances`],
    [
      "",
      "wrong at a kink alone",
      `${mutations.conventionsKilled} of ${mutations.conventions} refuted`,
    ],
    ["", "right, written otherwise", `${accepted} of ${ladder.rewrites.length} accepted`],
    ["", "with jumps and without", `${told} of ${ladder.discontinuities.length} told apart`],
  ];
  return listing(lines);
}

function executorLines({ executor }: Ladder): (readonly [string, string, string])[] {
  if (executor.skipped !== undefined) {
    return [["5", "the executor", `not compared: ${executor.skipped}`]];
  }
  const found = summarizeExecutor(executor);
  const { holding, checks, builds, steps, largestBound } = found;
  const ulps = Object.entries(found.ulps);
  return [
    ["5", "the executor", `${holding} of ${checks} checks hold (${builds.join(", ")})`],
    ["", "kernels, integers", `${count(found.kernelCases)} cases equal to the bit`],
    ["", "training, integers", `${found.exactSteps} steps equal to the bit`],
    [
      "",
      "activations × loss",
      `${steps} steps within bounds, ${bound(largestBound)} at most`,
    ],
    ["", "emitted formulas", `${count(found.numbers)} numbers within their bounds`],
    ["", "", `  ${ulps.map(([name, off]) => `${name} ${off.toFixed(1)}`).join(", ")} ulp`],
    ["", "wrong kernels", `${found.caught} of ${found.bugs} caught`],
  ];
}

function notProvedText(ladder: Ladder): string {
  const { proofs, sampled, primes, trials, degree, relations, log2FalsePass } = soundnessOf(ladder);
  return [
    `What ${proofs} proofs rest on: residues modulo ${primes.length} primes of 127 bits, seed ` +
    `${ladder.seed}, at most ${trials} trial${trials === 1 ? "" : "s"} each, degrees up to ` +
    `${bound(degree)}, at most ${bound(relations)} relations of exp and log; what is wrong on a ` +
    `region that was tried passes once in ${
      oneIn(log2FalsePass)
    } at most (all regions were tried ` +
    `for ${proofs - sampled} of them, some for ${sampled})`,
    "Not proved: rounding; shapes, sign patterns and lines through rows that were not tried; what " +
    "happens where a divisor vanishes at a place that is not found; the trusted base, which is the " +
    "dual numbers and the arithmetic of residues; kernels on shapes that were not tried, and " +
    "workers that take steps at the same time",
  ].map((text) => prose(text)).join("\n");
}

function findingsOf(combinations: Ladder["table"]): Finding[] {
  return combinations.map(({ finding }) => finding);
}

function provedOf(findings: readonly Finding[]): string {
  const proved = findings.filter(({ verdict }) => verdict === "proved").length;
  return `${proved} of ${findings.length}`;
}

function oneIn(log2FalsePass: number): string {
  return `2^${Math.floor(-log2FalsePass)}`;
}
