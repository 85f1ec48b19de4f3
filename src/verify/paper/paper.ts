import { drawSeed } from "../../core/random/random.ts";
import { PAPER_EQUATIONS } from "./equations.ts";
import type { EquationKind, Misprint, PaperEquation, Statement } from "./equation.ts";
import { type Finding, prove } from "../prover/prove.ts";
import { checkOptions } from "../../core/support/options.ts";

export type * from "./equation.ts";
export { PAPER_EQUATIONS };

/**
 * The result of a finite check: exact, but never called proved, as it covers its cases alone.
 * @category Paper
 */
export interface CheckFinding {
  /** What is stated. */
  readonly subject: string;
  /** `checked` if it holds in every case. */
  readonly verdict: "checked" | "refuted";
  /** How many cases were checked. */
  readonly cases: number;
  /** The first case in which it does not hold. */
  readonly counterexample?: string;
}

/**
 * The result of proving or checking a statement.
 * @category Paper
 */
export type StatementFinding = Finding | CheckFinding;

/**
 * A misprint, and the result of what is printed.
 * @category Paper
 */
export interface MisprintFinding {
  /** The misprint. */
  readonly misprint: Misprint;
  /** The result of the statement as printed; absent where it is only notation. */
  readonly finding?: StatementFinding;
}

/**
 * One equation, and the results of all that is stated about it.
 * @category Paper
 */
export interface PaperFinding {
  /** The equation. */
  readonly equation: PaperEquation;
  /** One finding for each statement of the equation. */
  readonly findings: readonly StatementFinding[];
  /** One finding for each misprint of the equation. */
  readonly misprints: readonly MisprintFinding[];
  /** The result of the equation without its precondition. */
  readonly withoutPrecondition?: StatementFinding;
  /** Whether all statements hold, and all that must be refuted is refuted. */
  readonly holds: boolean;
}

/**
 * Options of {@linkcode verifyPaper}.
 * @category Paper
 */
export interface VerifyPaperOptions {
  /** The seed of all random values; drawn from entropy by default, and recorded in the findings. */
  readonly seed?: number;
  /** Defaults to all equations of the paper. */
  readonly equations?: readonly PaperEquation[];
}

/**
 * Proves every statement about every equation of the paper, and refutes its misprints.
 *
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
 * @category Paper
 */
export function verifyPaper(options: VerifyPaperOptions = {}): PaperFinding[] {
  checkOptions("verifyPaper()", options, "seed equations");
  const { seed = drawSeed(), equations = PAPER_EQUATIONS } = options;
  return equations.map((equation) => {
    const findings = equation.statements.map((statement) => decide(statement, seed));
    const misprints = (equation.misprints ?? []).map((misprint) => {
      const { statement } = misprint;
      return statement ? { misprint, finding: decide(statement, seed) } : { misprint };
    });
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

/**
 * The findings of {@linkcode verifyPaper} in numbers.
 * @category Paper
 */
export interface PaperSummary {
  /** All equations. */
  readonly equations: number;
  /** Equations that define something. */
  readonly definitions: number;
  /** Equations that follow from earlier ones. */
  readonly theorems: number;
  /** Equations that say how something is to be read. */
  readonly prose: number;
  /** Equations whose findings hold. */
  readonly holding: number;
  /** Statements that were proved. */
  readonly proved: number;
  /** Statements that were checked case by case. */
  readonly checked: number;
  /** Slips of the paper itself. */
  readonly slips: number;
  /** Slips refuted as printed; the others are only notation. */
  readonly slipsRefuted: number;
  /** Places that the scan damaged. */
  readonly damages: number;
  /** Damages refuted as scanned; the others are only notation. */
  readonly damagesRefuted: number;
  /** Equations refuted without their precondition. */
  readonly preconditions: number;
  /** log₂ of an upper bound on the chance that a wrong statement is called proved. */
  readonly log2FalsePass: number;
}

/**
 * Counts the findings of {@linkcode verifyPaper}.
 *
 * @example
 * ```ts
 * import { summarizePaper, verifyPaper } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(summarizePaper(verifyPaper()).holding, 106);
 * ```
 * @category Paper
 */
export function summarizePaper(findings: readonly PaperFinding[]): PaperSummary {
  const count = (holds: (finding: PaperFinding) => boolean) => findings.filter(holds).length;
  const ofKind = (kind: EquationKind) => count(({ equation }) => equation.kind === kind);
  const statements = findings.flatMap(({ findings }) => findings);
  const misprints = findings.flatMap(({ misprints }) => misprints);
  const from = (origin: Misprint["origin"]) =>
    misprints.filter(({ misprint }) => misprint.origin === origin);
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
    holding: count(({ holds }) => holds),
    proved: chances.length,
    checked: statements.filter(({ verdict }) => verdict === "checked").length,
    slips: slips.length,
    slipsRefuted: refuted(slips),
    damages: damages.length,
    damagesRefuted: refuted(damages),
    preconditions: count(({ withoutPrecondition: without }) => without?.verdict === "refuted"),
    log2FalsePass: Math.max(...chances),
  };
}

function decide(statement: Statement, seed: number): StatementFinding {
  if (!("cases" in statement)) return prove(statement, { seed });
  const { subject, cases } = statement;
  let count = 0;
  for (const [name, holds] of cases()) {
    count++;
    if (!holds) return { subject, verdict: "refuted", cases: count, counterexample: name };
  }
  return { subject, verdict: "checked", cases: count };
}
