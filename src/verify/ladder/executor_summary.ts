import type { ExecutorCheck, ExecutorFinding } from "./executor_stage.ts";

/**
 * The findings of stage 5 in numbers.
 * @category Proofs
 */
export interface ExecutorSummary {
  /** The builds that were compared. */
  readonly builds: readonly string[];
  /** How many checks there were. */
  readonly checks: number;
  /** How many of them held. */
  readonly holding: number;
  /** How many cases of kernels were bit-identical. */
  readonly kernelCases: number;
  /** How many steps of exact training were bit-identical. */
  readonly exactSteps: number;
  /** How many combinations of activations and loss took a step within its bound. */
  readonly steps: number;
  /** The largest bound of a parameter after such a step. */
  readonly largestBound: number;
  /** The largest error of such a step relative to its bound. */
  readonly closest: number;
  /** How many values of emitted formulas lay within their bounds. */
  readonly numbers: number;
  /** The largest error of each elementary function, in units in the last place. */
  readonly ulps: Readonly<Record<string, number>>;
  /** The largest error of an activation or a loss relative to its bound. */
  readonly closestFormula: number;
  /** How many wrong kernels there were. */
  readonly bugs: number;
  /** How many of them were caught. */
  readonly caught: number;
}

/**
 * Counts the findings of stage 5.
 *
 * @param finding The `executor` of a ladder.
 * @returns The numbers that `deno task verify` prints.
 *
 * @example
 * ```ts
 * import { summarizeExecutor } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { checks, holding } = summarizeExecutor({ builds: [], checks: [], bugs: [] });
 * assertEquals([checks, holding], [0, 0]);
 * ```
 * @category Proofs
 */
export function summarizeExecutor({ builds, checks, bugs }: ExecutorFinding): ExecutorSummary {
  const holding = checks.filter(({ failure }) => failure === undefined);
  const of = (kind: ExecutorCheck["kind"]) => holding.filter((check) => check.kind === kind);
  const counted = (kind: ExecutorCheck["kind"]) =>
    of(kind).reduce((sum, { compared }) => sum + compared, 0);
  const largest = (kind: ExecutorCheck["kind"], figure: "bound" | "closest") =>
    Math.max(0, ...of(kind).map((check) => check[figure] ?? 0));
  const ulps: Record<string, number> = {};
  for (const { kind, subject, ulps: off = 0 } of checks) {
    if (kind === "elementary") ulps[subject] = Math.max(ulps[subject] ?? 0, off);
  }
  return {
    builds,
    checks: checks.length,
    holding: holding.length,
    kernelCases: counted("kernel"),
    exactSteps: counted("exact steps"),
    steps: counted("step"),
    largestBound: largest("step", "bound"),
    closest: largest("step", "closest"),
    numbers: counted("elementary") + counted("formula"),
    ulps,
    closestFormula: largest("formula", "closest"),
    bugs: bugs.length,
    caught: bugs.filter(({ caughtBy }) => caughtBy.length > 0).length,
  };
}

/** The failures of stage 5, one line each. */
export function executorFailures({ checks, bugs }: ExecutorFinding): string[] {
  return [
    ...checks.flatMap(({ subject, build, failure }) =>
      failure === undefined ? [] : [`executor (${build}): ${subject}: ${failure}`]
    ),
    ...bugs.filter(({ caughtBy }) => caughtBy.length === 0)
      .map(({ name }) => `executor: not caught: ${name}`),
  ];
}
