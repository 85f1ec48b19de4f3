import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { drawSeed } from "../../core/random/random.ts";
import { checkBoolean } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import { linear } from "../../nn/activations/linear.ts";
import { sumOfSquaredErrors } from "../../nn/losses/sum_of_squared_errors.ts";
import type { Equation } from "../../symbolic/print/equation.ts";
import { latex } from "../../symbolic/print/latex.ts";
import { lowered } from "../../symbolic/print/name.ts";
import { print } from "../../symbolic/print/print.ts";
import { combinationsOf } from "../claims/combinations.ts";
import { kinksOf } from "../discontinuities/kinks_of.ts";
import { type GradientFinding, proveActivation, proveLoss } from "../ladder/formula_verdicts.ts";
import { proveCombination } from "../ladder/network_verdicts.ts";
import { Verification } from "../ladder/verification.ts";
import type { Counterexample } from "../prover/claim.ts";
import type { Verdict } from "../prover/prove.ts";
import { OUTSIDE_DOMAIN } from "../prover/reasons.ts";
import { type Counterpoint, counterpointOf, isMultiple } from "./counterpoint.ts";
import { activationFrom, lossFrom, rowActivationFrom, type Texts } from "./formula_parts.ts";
import { type Shown, shownActivation, shownLoss } from "./shown.ts";

/**
 * Options of {@linkcode proveFormula}.
 * @category Proofs
 */
export interface ProveFormulaOptions {
  /**
   * A hand-written derivative to judge. Of a number: ∂a/∂z in z and a; of a row (`row`): the pullback
   * ∂L/∂z in the rows z, a and g = ∂L/∂a; of a loss: ∂L/∂a in a and y.
   */
  readonly slope?: string;
  /** Whether the formula is a loss of an output a and its target y; defaults to false. */
  readonly loss?: boolean;
  /** Whether its letters are whole rows, for `sum(z)`, `mean(z)` and `max(z)`; defaults to false. */
  readonly row?: boolean;
  /** The seed of all random values; drawn from entropy by default. */
  readonly seed?: number;
}

/**
 * What {@linkcode proveFormula} found.
 * @category Proofs
 */
export interface FormulaProof {
  /** The verdict of everything that was claimed: the worst. */
  readonly verdict: Verdict;
  /** The derivative, simplified, as text: `∂a/∂z = 2·z`; of a row several, with `; ` between. */
  readonly derivative: string;
  /** The same as LaTeX. */
  readonly latex: string;
  /** The factor by which a refuted slope is off, if it is constant: `"2/3"`. */
  readonly factor?: string;
  /** Where a refuted claim does not hold. */
  readonly counterexample?: FormulaCounterexample;
  /** Why it is undecided. */
  readonly reason?: string;
  /** A bound on the chance that a wrong formula is called proved; 1 unless it is proved. */
  readonly falsePass: number;
  /** The formula as it was read: `a = …`, `L = …`, or a₁ and a₂ of a row of two. */
  readonly values: readonly Equation[];
  /** The derivative as equations, for `print`, `latex` and `mathml`. */
  readonly derivatives: readonly Equation[];
  /** The hand-written slope as it was read, and what it should be; absent without one. */
  readonly slope?: { readonly got: Equation; readonly expected: Equation };
  /** Where the derivative jumps. */
  readonly kinks: readonly number[];
  /** Where the formula is defined: `["z > 0"]`; empty if everywhere. */
  readonly conditions: readonly string[];
  /** The same in words: `everywhere`, `where z > 0`, `nowhere`. */
  readonly domain: string;
  /** The seed, which repeats the proof exactly. */
  readonly seed: number;
  /** All verdicts: the formula's, and those of networks that use it. */
  readonly verification: Verification;
}

/**
 * A place where a formula is wrong.
 * @category Proofs
 */
export interface FormulaCounterexample extends Counterexample {
  /** The values of the variables, if the place is a point. */
  readonly at?: Readonly<Record<string, number>>;
}

/** Formulas of more operations take too long. */
const MOST_OPERATIONS = 2000;

/**
 * Proves a formula without code: differentiates it, proves a network that uses it, and judges a
 * hand-written derivative.
 *
 * A formula in z is an activation, with `loss` one in a and y the loss of an output, summed over the
 * outputs. Its kinks and its domain are found from the formula. `parseFormula` says how it is written.
 *
 * @throws {FormulaError} If a text is not a formula of its variables: a `SyntaxError` with the position.
 * @throws {RangeError} If a formula is too large.
 *
 * @example A right and a wrong derivative
 * ```ts
 * import { proveFormula } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const swish = proveFormula("z / (1 + exp(-z))");
 * assertEquals(swish.verdict, "proved");
 * assertEquals(swish.derivative, "∂a/∂z = e^z·(1 + e^z + z) / (1 + e^z)²");
 *
 * const cube = proveFormula("z^3", { slope: "2z^2" });
 * assertEquals([cube.verdict, cube.factor], ["refuted", "2/3"]);
 * assertEquals(cube.counterexample, { where: "z = 1", got: 2, expected: 3, at: { z: 1 } });
 *
 * const squares = proveFormula("(a - y)^2", { loss: true, slope: "2(a - y)" });
 * assertEquals(squares.verdict, "proved");
 * ```
 * @category Proofs
 */
export function proveFormula(formula: string, options: ProveFormulaOptions = {}): FormulaProof {
  const { slope, loss = false, row = false, seed = drawSeed() } = checkOptions(
    "proveFormula()",
    options,
    "slope loss row seed",
  );
  checkBoolean(loss, "loss");
  checkBoolean(row, "row");
  if (slope !== undefined && typeof slope !== "string") {
    throw new TypeError(`slope must be a formula as a text, but found ${describe(slope)}`);
  }
  const texts = { value: formula, slope };
  const show = (width: number) =>
    (loss ? shownLoss : shownActivation)(texts, row ? width : undefined);
  const shown = show(SHOWN);
  checkSize(shown);
  const { verification, kinks } = verify(texts, { loss, row, seed });
  const worst = worstOf(verification);
  const isWrong = worst.verdict === "refuted" && slope !== undefined;
  const wrong = isWrong ? firstWrong(row ? [SHOWN, ...OTHERS].map(show) : [shown]) : undefined;
  return {
    ...judged(worst, verification, wrong, { loss, row }),
    ...written(shown, wrong?.shown),
    kinks,
    seed,
    verification,
  };
}

/** The length of the rows that are shown, and those that show what is wrong in others alone. */
const SHOWN = 2, OTHERS = [3, 1];

/** What a formula is of. */
type Kind = Required<Pick<ProveFormulaOptions, "loss" | "row">>;

/** The proofs of a formula and, unless it is wrong by itself, of a network that uses it. */
function verify(
  texts: Texts,
  { loss, row, seed }: Kind & { readonly seed: number },
): { readonly verification: Verification; readonly kinks: readonly number[] } {
  const started = performance.now();
  // Those of the function: where a hand-written slope jumps by itself, it is wrong.
  const kinks = loss || row ? [] : kinksOf(activationFrom({ value: texts.value }), seed);
  const activation = loss ? linear : row ? rowActivationFrom(texts) : activationFrom(texts, kinks);
  const network = { activation, loss: loss ? lossFrom(texts, row) : sumOfSquaredErrors };
  const own = loss ? proveLoss(network.loss, seed) : proveActivation(activation, seed);
  const isRefuted = own.some(({ verdict }) => verdict === "refuted");
  const verdicts = isRefuted ? own : [
    ...(loss ? proveActivation(activation, seed) : own),
    ...(loss ? own : proveLoss(network.loss, seed)),
    ...combinationsOf({ activations: [activation], losses: [network.loss] })
      .map((combination) => proveCombination(combination, seed)),
  ];
  const seconds = (performance.now() - started) / 1000;
  return { verification: new Verification(verdicts, seconds, loss ? [] : [activation]), kinks };
}

/** The worst verdict, the first one of several. */
function worstOf({ verdicts }: Verification): GradientFinding {
  return verdicts.toSorted((x, y) => RANK.indexOf(x.verdict) - RANK.indexOf(y.verdict))[0]!;
}

/** Verdicts from the worst to the best. */
const RANK: readonly Verdict[] = ["refuted", "undecided", "proved in part", "proved"];

/** The first of some formulas with a point where its slope is wrong. */
function firstWrong(all: readonly Shown[]) {
  for (const shown of all) {
    const point = shown.judged && counterpointOf(shown.judged, shown.names);
    if (point !== undefined) return { shown, point };
  }
}

/** The verdict, and what it rests on. */
function judged(
  { verdict, reason, factor, counterexample: found }: GradientFinding,
  { verdicts }: Verification,
  wrong: ReturnType<typeof firstWrong>,
  kind: Kind,
) {
  const counterexample = wrong === undefined
    ? found && { ...found, where: placed(found.where, kind) }
    : pointed(wrong.point);
  const falsePass = verdicts.reduce((most, finding) => Math.max(most, finding.falsePass), 0);
  return {
    verdict,
    falsePass: verdict === "proved" ? falsePass : 1,
    ...(factor !== undefined && wrong && isFactor(factor, wrong.shown) && { factor }),
    ...(counterexample && { counterexample }),
    ...(reason !== undefined && { reason: asFormula(reason) }),
  };
}

/** Whether the factor of a claim, on one of its regions or at a single place, is that of a slope. */
function isFactor(factor: string, { judged, names }: Shown): boolean {
  const [dividend, divisor = 1] = factor.split("/").map(Number) as [number, number?];
  return isMultiple(judged!, names, dividend / divisor);
}

function pointed({ at, got, expected }: Counterpoint): FormulaCounterexample {
  const where = Object.entries(at).map(([name, value]) => `${name} = ${value}`).join(", ");
  return { where, got, expected, at };
}

/** A place of a network in the letters of formulas, as the prover rounds it. */
function placed(where: string, { loss, row }: Kind): string {
  const [, entry, numbers] = where.match(/^by entry (\d+) of \((.*)\)$/) ?? [];
  if (entry === undefined) return where;
  const letter = loss ? "a" : "z";
  return loss || row
    ? `${letter}${lowered(Number(entry) + 1)} of ${letter} ≈ (${numbers})`
    : `z ≈ ${numbers}, times an error`;
}

/** A reason in the words of formulas, and not of code. */
function asFormula(reason: string): string {
  return reason
    .replace(OUTSIDE_DOMAIN, "it is not a number anywhere")
    .replace(/^f: .*?: /, "")
    .replaceAll("argument of choose", "argument of a condition")
    .replaceAll("arguments of choose", "arguments of conditions")
    .replaceAll("m.constant(Math.PI)", "π")
    .replaceAll("m.one", "1")
    .replaceAll(/m\.constant\(([^()]*)\)/g, "$1")
    .replaceAll(/m\.div\(([^(),]*), ([^(),]*)\)/g, "$1/$2")
    .replaceAll(/\bm\.(\w+)\(/g, "$1(");
}

function written(
  { values, derivatives, conditions, domain, slope }: Shown,
  wrong: Shown | undefined,
) {
  const shownSlope = wrong?.slope ?? slope;
  return {
    derivative: derivatives.map(print).join("; "),
    latex: derivatives.map(latex).join(" \\qquad "),
    values,
    derivatives,
    ...{ conditions, domain },
    ...(shownSlope && { slope: shownSlope }),
  };
}

function checkSize({ values, slope }: Shown): void {
  const roots = [...values, ...slope ? [slope.got] : []].map(({ value }) => value);
  const count = postOrder(roots).length;
  if (count <= MOST_OPERATIONS) return;
  throw new RangeError(
    `A formula to be proved may have ${MOST_OPERATIONS} operations at most, but found ${count}`,
  );
}
