import type { GradientFinding } from "./verdicts.ts";

/** What {@linkcode verifyGradients} found. Prints as a table. */
export class Verification {
  /** One verdict for each claim: formulas first, then the engine's code. */
  readonly verdicts: readonly GradientFinding[];
  /** How long it took. */
  readonly seconds: number;

  /**
   * Gathers verdicts.
   *
   * @param verdicts The verdicts.
   * @param seconds How long they took.
   */
  constructor(verdicts: readonly GradientFinding[], seconds: number) {
    this.verdicts = verdicts;
    this.seconds = seconds;
  }

  /** How many claims are proved. */
  get proved(): number {
    return this.verdicts.filter(({ verdict }) => verdict === "proved").length;
  }

  /** How many claims are refuted. */
  get refuted(): number {
    return this.verdicts.filter(({ verdict }) => verdict === "refuted").length;
  }

  /** How many claims are undecided. */
  get undecided(): number {
    return this.verdicts.filter(({ verdict }) => verdict === "undecided").length;
  }

  /** The verdicts as a value for `JSON.stringify`. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { verdicts, seconds, proved, refuted, undecided } = this;
    return { proved, refuted, undecided, seconds, verdicts };
  }

  /** The verdicts as a table, a line each, and their count. */
  toString(): string {
    const width = Math.max(0, ...this.verdicts.map(({ subject }) => subject.length));
    const lines = this.verdicts.map((finding) =>
      `${finding.verdict.padEnd(9)}  ${finding.subject.padEnd(width)}  ${detailOf(finding)}`
    );
    const count = `${this.proved} proved, ${this.refuted} refuted, ${this.undecided} undecided ` +
      `in ${this.seconds.toFixed(2)} s`;
    return [...lines, count].join("\n");
  }

  /** What `console.log` shows in Deno. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** What a verdict rests on, or what is wrong, in a few words. */
export function detailOf(finding: GradientFinding): string {
  const { verdict, precondition, pieces, counterexample, factor, formulas, reason } = finding;
  if (verdict === "undecided") return `${reason}`;
  if (counterexample !== undefined) {
    const { where, got, expected } = counterexample;
    return [
      ...(factor === undefined ? [] : [`${factor} of the derivative`]),
      ...(formulas === undefined ? [] : [
        `${formulas.network}: ${formulas.where} = ${formulas.got}, but should be ${formulas.expected}`,
      ]),
      `${where}: got ${got}, expected ${expected}`,
    ].join("; ");
  }
  const { covered, total, outside } = pieces;
  return [
    `wrong once in 2^${Math.floor(-finding.log2FalsePass)}`,
    `${covered}/${total} pieces${outside > 0 ? `, ${outside} outside the domain` : ""}`,
    ...(precondition === undefined ? [] : [`where ${precondition}`]),
  ].join("; ");
}
