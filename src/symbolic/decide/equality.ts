import { evaluateExpressions } from "../../core/arithmetic/evaluate.ts";
import type { Expression } from "../../core/arithmetic/expression.ts";
import { findCounterexample, type Witness } from "./counterexample.ts";
import { explore, leavesOf } from "../algebra/explore.ts";
import { Fraction, ratio } from "../algebra/fraction.ts";
import { Kernels } from "../algebra/kernels.ts";
import { equals, isZero, type Rational } from "../algebra/rational.ts";
import {
  isSame,
  type Normal,
  NOT_A_NUMBER,
  rationalFunctions,
  Unknown,
} from "../algebra/rational_functions.ts";
import { type AskSign, signOf } from "../algebra/sign.ts";
import { TooLarge } from "../algebra/too_large.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * The outcome of comparing two formulas.
 * @category Expressions
 */
export interface Comparison {
  /**
   * `"equal"`: in every case of signs both are NaN or the same rational function of the same kernels.
   * `"different"`: at the counterexample they differ by more than rounding. `"undecided"`: neither.
   */
  readonly verdict: "equal" | "different" | "undecided";
  /** How many cases of signs lie inside the condition. */
  readonly cases: number;
  /** Where they differ. */
  readonly counterexample?: Witness;
  /** The constant left / right, if it is the same in all cases: 3/2. */
  readonly factor?: Rational;
  /** Why nothing could be decided. */
  readonly reason?: string;
}

/**
 * Options of {@linkcode compareExpressions} and {@linkcode equalExpressions}.
 * @category Expressions
 */
export interface CompareOptions {
  /** Formulas that are positive where the two are to be compared: the domain of a loss. */
  readonly where?: readonly Expression[];
}

/**
 * Compares two formulas as functions of their variables.
 *
 * Both are brought to normal form over the same kernels, for every combination of signs of the
 * arguments of `choose` and of logarithms, and are equal if all differences are 0. This is exact, with
 * no tolerance: constants stand for their decimals. If they differ, points are drawn until one shows
 * it beyond the bounds of rounding.
 *
 * Not decided: what happens exactly where the argument of a case or a denominator vanishes; formulas
 * with roots, such as e^(½ log x), or infinite constants; formulas too large (4000 terms, 256 cases
 * of signs); whatever rests on a common factor of logarithms of multiplied-out polynomials, on
 * relations between numbers such as e and log 2, or on an order such as x > y > z.
 *
 * @param left A formula.
 * @param right Another, in variables of the same names.
 * @param options Where to compare them; everywhere by default.
 * @returns The verdict, with a counterexample if they are different.
 *
 * @example A slope, right and wrong
 * ```ts
 * import {
 *   compareExpressions, differentiate, expressions, rationalText, tanh,
 * } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const m = expressions();
 * const z = m.variable("z"), a = tanh.value(m, z);
 * const derived = differentiate(a, "z", m);
 * assertEquals(compareExpressions(tanh.slope(m, { z, a }), derived).verdict, "equal");
 *
 * const twice = compareExpressions(m.add(derived, derived), derived);
 * assertEquals([twice.verdict, rationalText(twice.factor!)], ["different", "2"]);
 * ```
 * @category Expressions
 */
export function compareExpressions(
  left: Expression,
  right: Expression,
  options: CompareOptions = {},
): Comparison {
  const { where = [] } = checkOptions("compareExpressions()", options, "where");
  const cases = normalCases(left, right, where);
  if (cases instanceof TooLarge) {
    const counterexample = findCounterexample(left, right, where);
    return counterexample === undefined
      ? { verdict: "undecided", cases: 0, reason: cases.message }
      : { verdict: "different", cases: 0, counterexample };
  }
  if (cases.length === 0) {
    return { verdict: "undecided", cases: 0, reason: "No case of signs lies inside the condition" };
  }
  if (cases.every(({ x, y }) => isSame(x, y))) return { verdict: "equal", cases: cases.length };
  const counterexample = findCounterexample(left, right, where);
  if (counterexample === undefined) {
    return { verdict: "undecided", cases: cases.length, reason: reasonOf(cases) };
  }
  const factor = factorOf(cases);
  return {
    verdict: "different",
    cases: cases.length,
    counterexample,
    ...(factor === undefined ? {} : { factor }),
  };
}

/**
 * Whether {@linkcode compareExpressions} shows two formulas to be equal.
 *
 * @example
 * ```ts
 * import { equalExpressions, expressions } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const m = expressions();
 * const z = m.variable("z");
 * assertEquals(equalExpressions(m.add(z, z), m.mul(m.constant(2), z)), true);
 * ```
 * @category Expressions
 */
export function equalExpressions(
  left: Expression,
  right: Expression,
  options: CompareOptions = {},
): boolean {
  checkOptions("equalExpressions()", options, "where");
  return compareExpressions(left, right, options).verdict === "equal";
}

interface SignCase {
  readonly x: Normal;
  readonly y: Normal;
}

/** Both formulas in every case of signs inside the condition, unless that is too large. */
function normalCases(
  left: Expression,
  right: Expression,
  where: readonly Expression[],
): SignCase[] | TooLarge {
  const kernels = new Kernels();
  function run(ask: AskSign): SignCase | undefined {
    const m = rationalFunctions(kernels, ask);
    const read = (roots: readonly Expression[]) =>
      evaluateExpressions(roots, m, (name) => kernels.variable(name));
    const isInside = read(where).every((condition) => {
      return condition instanceof Fraction && signOf(condition, kernels, ask) > 0;
    });
    if (!isInside) return undefined;
    const [x, y] = read([left, right]) as [Normal, Normal];
    return { x, y };
  }
  try {
    return leavesOf(explore(run)).filter((signCase) => signCase !== undefined);
  } catch (error) {
    if (error instanceof TooLarge) return error;
    throw error;
  }
}

/** The constant x / y, if all cases have the same. */
function factorOf(cases: readonly SignCase[]): Rational | undefined {
  const factors = cases
    .filter(({ x, y }) => !isWithoutValue(x) || !isWithoutValue(y)) // 0 or NaN fits every factor
    .map(({ x, y }) => x instanceof Fraction && y instanceof Fraction ? ratio(x, y) : undefined);
  const [first] = factors;
  const isCommon = first !== undefined && factors.every((x) => x !== undefined && equals(x, first));
  return isCommon ? first : undefined;
}

function isWithoutValue(x: Normal): boolean {
  return x instanceof Fraction ? isZero(x.coefficient) : x === NOT_A_NUMBER;
}

function reasonOf(cases: readonly SignCase[]): string {
  const unknown = cases.flatMap(({ x, y }) => [x, y])
    .find((value) => value instanceof Unknown && value !== NOT_A_NUMBER) as Unknown | undefined;
  return unknown === undefined
    ? "The normal forms differ, but no point was found that shows it"
    : `The normal form cannot represent ${unknown.reason}`;
}
