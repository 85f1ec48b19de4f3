import { PAPER_EQUATIONS } from "./equations.ts";
import type {
  EquationKind,
  EquationPrecondition,
  FiniteCheck,
  Misprint,
  PaperEquation,
  Statement,
} from "./equation.ts";
import { type Finding, prove } from "../prover/prove.ts";

export type { EquationKind, EquationPrecondition, FiniteCheck, Misprint, PaperEquation, Statement };
export { PAPER_EQUATIONS };

/** What became of a finite check. It is exact, but for its cases alone: never called proved. */
export interface CheckFinding {
  /** What was stated. */
  readonly subject: string;
  /** Whether it held in every case. */
  readonly verdict: "checked" | "refuted";
  /** How many cases were gone through. */
  readonly cases: number;
  /** The first case in which it did not hold. */
  readonly counterexample?: string;
}

/** What became of a statement. */
export type StatementFinding = Finding | CheckFinding;

/** A misprint, and what became of it as a statement. */
export interface MisprintFinding {
  /** The misprint. */
  readonly misprint: Misprint;
  /** What became of what is printed; absent where it is only notation. */
  readonly finding?: StatementFinding;
}

/** One equation, and what became of everything that is stated about it. */
export interface PaperFinding {
  /** The equation. */
  readonly equation: PaperEquation;
  /** One finding for each statement of the equation. */
  readonly findings: readonly StatementFinding[];
  /** One finding for each misprint of the equation. */
  readonly misprints: readonly MisprintFinding[];
  /** What became of the equation without its precondition. */
  readonly withoutPrecondition?: StatementFinding;
  /** Whether all statements hold, and all that must be refuted is refuted. */
  readonly holds: boolean;
}

/** Options of {@linkcode verifyPaper}. */
export interface VerifyPaperOptions {
  /** Where all random values start, 0 if left out. */
  readonly seed?: number;
  /** Which equations; all of the paper's if left out. */
  readonly equations?: readonly PaperEquation[];
}

/**
 * Proves the paper: every statement about every equation, and refutes what it misprints.
 *
 * @param options The seed.
 * @returns One finding for each equation, in order.
 *
 * @example
 * ```ts
 * import { summarizePaper, verifyPaper } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { equations, holding } = summarizePaper(verifyPaper());
 * assertEquals([equations, holding], [106, 106]);
 * ```
 */
export function verifyPaper(options: VerifyPaperOptions = {}): PaperFinding[] {
  const { seed = 0, equations = PAPER_EQUATIONS } = options;
  return equations.map((equation) => {
    const findings = equation.statements.map((statement) => decide(statement, seed));
    const misprints = (equation.misprints ?? []).map((misprint) =>
      misprint.statement === undefined
        ? { misprint }
        : { misprint, finding: decide(misprint.statement, seed) }
    );
    const without = equation.precondition && decide(equation.precondition.without, seed);
    const wrong = [without, ...misprints.map(({ finding }) => finding)];
    return {
      equation,
      findings,
      misprints,
      ...(without && { withoutPrecondition: without }),
      holds: findings.every(({ verdict }) => verdict === "proved" || verdict === "checked") &&
        wrong.every((finding) => finding === undefined || finding.verdict === "refuted"),
    };
  });
}

/** How many of everything there is in the findings of a paper. */
export interface PaperSummary {
  /** All equations. */
  readonly equations: number;
  /** Those that define something. */
  readonly definitions: number;
  /** Those that follow from what came before. */
  readonly theorems: number;
  /** Those that say how something is to be read. */
  readonly prose: number;
  /** Equations of which all holds that is stated. */
  readonly holding: number;
  /** Statements that were proved. */
  readonly proved: number;
  /** Statements that were checked case by case. */
  readonly checked: number;
  /** Slips of the paper itself. */
  readonly slips: number;
  /** Those that were shown refuted as printed; the others are only notation. */
  readonly slipsRefuted: number;
  /** Places that the scan has damaged. */
  readonly damages: number;
  /** Those that were shown refuted as scanned. */
  readonly damagesRefuted: number;
  /** Equations shown refuted without their precondition. */
  readonly preconditions: number;
  /** The chance that a wrong statement is called proved, at most, as its logarithm to base 2. */
  readonly log2FalsePass: number;
}

/**
 * Counts what {@linkcode verifyPaper} found.
 *
 * @param findings Its findings.
 * @returns The counts.
 *
 * @example
 * ```ts
 * import { summarizePaper, verifyPaper } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(summarizePaper(verifyPaper()).holding, 106);
 * ```
 */
export function summarizePaper(findings: readonly PaperFinding[]): PaperSummary {
  const ofKind = (kind: EquationKind) =>
    findings.filter(({ equation }) => equation.kind === kind).length;
  const statements = findings.flatMap(({ findings }) => findings);
  const from = (origin: Misprint["origin"]) =>
    findings.flatMap(({ misprints }) => misprints)
      .filter(({ misprint }) => misprint.origin === origin);
  const refuted = (misprints: readonly MisprintFinding[]) =>
    misprints.filter(({ finding }) => finding?.verdict === "refuted").length;
  const slips = from("paper"), damages = from("scan");
  const chances = statements.flatMap((finding) =>
    finding.verdict === "proved" ? [finding.log2FalsePass] : []
  );
  return {
    equations: findings.length,
    definitions: ofKind("definition"),
    theorems: ofKind("theorem"),
    prose: ofKind("prose"),
    holding: findings.filter(({ holds }) => holds).length,
    proved: chances.length,
    checked: statements.filter(({ verdict }) => verdict === "checked").length,
    slips: slips.length,
    slipsRefuted: refuted(slips),
    damages: damages.length,
    damagesRefuted: refuted(damages),
    preconditions:
      findings.filter(({ withoutPrecondition }) => withoutPrecondition?.verdict === "refuted")
        .length,
    log2FalsePass: Math.max(...chances),
  };
}

function decide(statement: Statement, seed: number): StatementFinding {
  return "cases" in statement ? runThrough(statement) : prove(statement, { seed });
}

function runThrough({ subject, cases }: FiniteCheck): CheckFinding {
  let count = 0;
  for (const [name, holds] of cases()) {
    count++;
    if (!holds) return { subject, verdict: "refuted", cases: count, counterexample: name };
  }
  return { subject, verdict: "checked", cases: count };
}
