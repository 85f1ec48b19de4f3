import { executorFailures, summarizeExecutor } from "./executor_summary.ts";
import type { Ladder } from "./ladder.ts";
import { summarizeMutations } from "../mutants/mutation_report.ts";
import { type PaperFinding, summarizePaper } from "../paper/paper.ts";
import type { Finding } from "../prover/prove.ts";
import type { GradientFinding } from "./formula_verdicts.ts";
import { detailOf } from "./verification.ts";

/**
 * The ladder in numbers.
 * @category Proofs
 */
export interface LadderSummary {
  /** Combinations of activations and a loss. */
  readonly combinations: number;
  /** Those that agree with finite differences, or whose outputs never lie in the loss's domain. */
  readonly agreed: number;
  /** Those that are proved for arbitrary targets. */
  readonly proved: number;
  /** Those that are refuted. */
  readonly refuted: number;
  /** Those that are neither. */
  readonly undecided: number;
  /** Equations of the paper whose statements all hold. */
  readonly equations: number;
  /** Wrong backward passes that were tried. */
  readonly mutants: number;
  /** Those that their stage refuted. */
  readonly killed: number;
  /** The elapsed time. */
  readonly seconds: number;
  /** Comparisons of the executor with the engine; 0 where it cannot run. */
  readonly executorChecks: number;
  /** Those that hold. */
  readonly executorHolding: number;
  /** Wrong kernels of the executor that were tried. */
  readonly kernelBugs: number;
  /** Those that were caught. */
  readonly kernelBugsCaught: number;
  /** The seed of all random values, which repeats the ladder exactly. */
  readonly seed: number;
}

/**
 * Counts the findings of a ladder.
 *
 * @returns The numbers that `deno task verify --json` prints.
 * @category Proofs
 */
export function summaryOf(ladder: Ladder): LadderSummary {
  const findings = combinationsOf(ladder);
  const free = findings.filter(({ precondition }) => precondition === undefined);
  const refuted = findings.filter(({ verdict }) => verdict === "refuted").length;
  const proved = free.filter(({ verdict }) => verdict === "proved").length;
  const { mutants, killed, conventions, conventionsKilled } = summarizeMutations(ladder.mutants);
  const { checks, holding, bugs, caught } = summarizeExecutor(ladder.executor);
  return {
    combinations: findings.length,
    agreed: ladder.differences.filter(({ check }) => check?.passed ?? true).length,
    proved,
    refuted,
    undecided: findings.length - proved - refuted,
    equations: summarizePaper(ladder.paper).holding,
    mutants: mutants + conventions,
    killed: killed + conventionsKilled,
    seconds: ladder.seconds,
    executorChecks: checks,
    executorHolding: holding,
    kernelBugs: bugs,
    kernelBugsCaught: caught,
    seed: ladder.seed,
  };
}

function combinationsOf({ table, cover }: Ladder): GradientFinding[] {
  return [...table, ...cover].map(({ finding }) => finding);
}

/**
 * The failures of a ladder, one line each; empty if everything holds.
 * @category Proofs
 */
export function failuresOf(ladder: Ladder): string[] {
  const unproved = (findings: readonly Finding[]) =>
    findings.filter(({ verdict }) => verdict !== "proved")
      .map((finding) => `${finding.subject}: ${finding.verdict}: ${detailOf(finding)}`);
  return [
    ...unproved(ladder.formulas),
    ...unproved(combinationsOf(ladder)),
    ...combinationsOf(ladder).flatMap(({ subject, precondition }) => {
      return precondition === undefined ? [] : [`${subject}: only where ${precondition}`];
    }),
    ...unproved(ladder.shapes),
    ...ladder.preconditions.filter(({ agrees }) => !agrees)
      .map(({ finding }) => `${finding.subject}: another condition than expected`),
    ...ladder.paper.flatMap(paperFailures),
    ...ladder.differences.filter(({ check }) => check?.passed === false)
      .map(({ layers, loss }) => `${[...layers, loss].join(" × ")}: finite differences disagree`),
    ...executorFailures(ladder.executor),
    ...ladder.mutants.filter(({ killed }) => !killed).map(({ name }) => `not refuted: ${name}`),
    ...ladder.rewrites.filter(({ accepted }) => !accepted)
      .map(({ name }) => `not accepted: ${name}`),
    ...ladder.discontinuities.filter(({ agrees }) => !agrees)
      .map(({ fixture, verdict }) => `${fixture.name}: ${verdict}, but must be ${fixture.needs}`),
  ];
}

function paperFailures({ holds, equation, findings }: PaperFinding): string[] {
  if (holds) return [];
  const wrong = findings.filter(({ verdict }) => verdict === "refuted" || verdict === "undecided");
  return wrong.length === 0
    ? [`equation (${equation.number}): a statement that must be refuted is not`]
    : wrong.map(({ subject, verdict }) => `equation (${equation.number}): ${subject}: ${verdict}`);
}

/**
 * What the proofs of a ladder rest on, taken together.
 * @category Proofs
 */
export interface Soundness {
  /** How many claims are proved. */
  readonly proofs: number;
  /** How many of them were compared on only some of their regions. */
  readonly sampled: number;
  /** The primes of their residues, in decimal. */
  readonly primes: readonly string[];
  /** The most trials of one proof. */
  readonly trials: number;
  /** The largest degree of a difference. */
  readonly degree: number;
  /** The most relations of exp and log that one proof tried. */
  readonly relations: number;
  /**
   * log₂ of the largest chance that a claim that is wrong on a compared region counts as proved.
   */
  readonly log2FalsePass: number;
}

/**
 * Every claim that a ladder proves, in the order of its stages, except right rewrites.
 * @category Proofs
 */
export function proofsOf(ladder: Ladder): Finding[] {
  return [
    ...ladder.formulas,
    ...ladder.paper.flatMap(({ findings }) => findings),
    ...combinationsOf(ladder),
    ...ladder.shapes,
    ...ladder.preconditions.map(({ finding }) => finding),
  ].flatMap((finding) => "size" in finding && finding.verdict === "proved" ? [finding] : []);
}

/**
 * What all proofs of a ladder rest on: the weakest of each.
 * @category Proofs
 */
export function soundnessOf(ladder: Ladder): Soundness {
  const proofs = proofsOf(ladder);
  const largest = (figure: (proof: Finding) => number) => Math.max(...proofs.map(figure));
  return {
    proofs: proofs.length,
    sampled: proofs.filter(({ regions }) => regions.covered < regions.total).length,
    primes: [...new Set(proofs.flatMap(({ prime }) => prime.split(", ")))],
    trials: largest(({ trials }) => trials),
    degree: largest(({ size }) => size.degree),
    relations: largest(({ size }) => size.relations),
    log2FalsePass: largest(({ log2FalsePass }) => log2FalsePass),
  };
}
