import type { Activation } from "../../nn/activations/activation.ts";
import { activationDerivation } from "../../report/derivations.ts";
import { escapeHtml, htmlTable, mark } from "../../report/html.ts";
import { cellOf } from "../../report/cell.ts";
import type { Kinks } from "../prover/boundaries.ts";
import type { Coverage } from "../prover/regions.ts";
import type { Verdict } from "../prover/prove.ts";
import type { GradientFinding } from "./formula_verdicts.ts";
import { someLines } from "../../report/some_lines.ts";

/**
 * The findings of {@linkcode verifyGradients}. Prints as a table.
 *
 * @example
 * ```ts
 * import { linear, Verification, verifyGradients } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const found = verifyGradients({ activations: [linear] });
 * assertEquals(found instanceof Verification && found.refuted, 0);
 * ```
 * @category Proofs
 */
export class Verification {
  /** One verdict for each claim: formulas first, then the engine's code. */
  readonly verdicts: readonly GradientFinding[];
  /** The elapsed time. */
  readonly seconds: number;
  readonly #activations: readonly Activation[];

  /**
   * Gathers verdicts.
   *
   * @param activations The activations whose derivations a notebook shows; defaults to none.
   */
  constructor(
    verdicts: readonly GradientFinding[],
    seconds: number,
    activations: readonly Activation[] = [],
  ) {
    this.verdicts = verdicts;
    this.seconds = seconds;
    this.#activations = activations;
    // Not methods: bundlers keep every class with names that are computed.
    const text = { value: () => this.toString() };
    Object.defineProperties(this, {
      [Symbol.for("Jupyter.display")]: { value: () => this.#display() },
      [Symbol.for("Deno.customInspect")]: text,
      [Symbol.for("nodejs.util.inspect.custom")]: text,
    });
  }

  /** The seed of all verdicts, which repeats them exactly; `undefined` without verdicts. */
  get seed(): number | undefined {
    return this.verdicts[0]?.seed;
  }

  /** How many claims are proved. */
  get proved(): number {
    return this.#count("proved");
  }

  /** How many claims are proved on some of their regions alone. */
  get provedInPart(): number {
    return this.#count("proved in part");
  }

  /** How many claims are refuted. */
  get refuted(): number {
    return this.#count("refuted");
  }

  /** How many claims are undecided. */
  get undecided(): number {
    return this.#count("undecided");
  }

  #count(wanted: Verdict): number {
    return this.verdicts.filter(({ verdict }) => verdict === wanted).length;
  }

  /** The verdicts as a value for `JSON.stringify`. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { verdicts, seed, seconds, proved, refuted, undecided } = this;
    return { proved, refuted, undecided, seed, seconds, verdicts };
  }

  /** The verdicts as a table, one line each, and their count. */
  toString(): string {
    const width = Math.max(0, ...this.verdicts.map(({ subject }) => subject.length));
    const verdictWidth = Math.max(9, ...this.verdicts.map(({ verdict }) => verdict.length));
    const lines = this.verdicts.map((finding) =>
      `${finding.verdict.padEnd(verdictWidth)}  ${finding.subject.padEnd(width)}  ${
        detailOf(finding)
      }`
    );
    return [...lines, this.#summary()].join("\n");
  }

  /** What a notebook shows: the table, and the derivation of each activation. */
  #display(): Readonly<Record<"text/plain" | "text/html", string>> {
    const rows = this.verdicts.map((finding) => [
      escapeHtml(finding.subject),
      mark(finding.verdict === "proved", finding.verdict),
      escapeHtml(detailOf(finding)),
    ]);
    const html = [
      htmlTable(["claim", "verdict", "rests on"], rows, "verdicts"),
      `<p>${escapeHtml(this.#summary())}</p>`,
      ...this.#activations.map(activationDerivation),
    ];
    return { "text/plain": someLines(this.toString()), "text/html": cellOf(html.join("\n")) };
  }

  #summary(): string {
    const inPart = this.provedInPart > 0 ? `${this.provedInPart} proved in part, ` : "";
    return `${this.proved} proved, ${inPart}${this.refuted} refuted, ${this.undecided} undecided ` +
      `in ${this.seconds.toFixed(2)} s${this.seed === undefined ? "" : `, seed ${this.seed}`}`;
  }
}

/** What a verdict rests on, or what is wrong, in a few words. */
export function detailOf(finding: GradientFinding): string {
  const {
    verdict,
    precondition,
    regions,
    counterexample,
    factor,
    formulas,
    reason,
    shapes,
    kinks,
    constants,
  } = finding;
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
  const { outside } = regions;
  return [
    `wrong once in 2^${Math.floor(-finding.log2FalsePass)}`,
    `${regionsText(regions)}${outside > 0 ? `, ${outside} outside the domain` : ""}`,
    ...(shapes === undefined ? [] : [shapes]),
    ...(kinks === undefined ? [] : [kinksText(kinks)]),
    ...(precondition === undefined ? [] : [`where ${precondition}`]),
    ...(constants === undefined ? [] : [constantsText(constants)]),
  ].join("; ");
}

/** Which constants stand for what they are rounded from. */
export function constantsText(constants: Readonly<Record<string, string>>): string {
  const each = Object.entries(constants).map(([decimal, name]) => `${decimal} for ${name}`);
  return `with ${each.join(", ")}`;
}

/** How many kinks were tested, of those that were met. */
export function kinksText({ tested, untested }: Kinks): string {
  return `${tested} of at least ${tested + untested} kinks tested`;
}

/** How many of the regions were compared. */
export function regionsText({ covered, total }: Coverage): string {
  if (covered === total) return `${covered}/${total} regions`;
  const all = total < 1e6 ? `${total}` : `2^${Math.floor(Math.log2(total))}`;
  return `${covered} of ${all} regions tried`;
}
