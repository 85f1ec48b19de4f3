import { evaluatorOf, postOrder } from "../../core/arithmetic/evaluate.ts";
import { Constant } from "../../core/arithmetic/expression.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import {
  deriveKey,
  PURPOSE,
  type RandomKey,
  randomKey,
  uniformAt,
} from "../../core/random/random.ts";
import { type Captured, drawOnGrid, drawVariables, movingIn, numberOf } from "./captured.ts";
import { type Counterexample, numbers } from "./claim.ts";
import { decidedBy } from "./asserted.ts";
import { linearZeroOf, waysToVanish } from "./vanishing.ts";
import type { Rational } from "../../symbolic/algebra/rational.ts";
import { counterexampleAt } from "./counterexample.ts";

/** How many points are tried, ... */
const POINTS = 48;
/** ... or as many as cost so many operations in all. */
const OPERATIONS = 30_000;
/** What targets and outputs may be in particular: labels, signs, halves. */
const SPECIAL = [0, 1, 1, -1, 0.5, 2, 3];
/** How often a variable is special that derivatives are taken by, in turns, and how often all others. */
const MOVING = [0.3, 0.3, 0.9], FIXED = 0.85;
/** A smaller relative difference is not looked at. */
const CLEARLY = 1e-6;

/**
 * Searches for a place where a claim does not hold among points of special numbers: labels, ties, and
 * the constants of its formulas, and where what is computed decides anew. In long rows that is all that
 * is tried of single places.
 *
 * @returns `"uncertain"` if rounding may explain what differs, as float64 lacks 0.3.
 */
export function specialCounterexampleOf(
  captured: Captured,
  seed: number,
): Counterexample | "uncertain" | undefined {
  const { got, expected, derivatives } = captured;
  if (derivatives.length === 0) return undefined;
  const key = deriveKey(randomKey(seed), PURPOSE.proof, POINTS);
  const roots = [...got, ...expected], nodes = postOrder(roots);
  const constants = nodes.flatMap((node) => node instanceof Constant ? [node.value] : []);
  const special = [...SPECIAL, ...new Set(constants.filter(Number.isFinite))];
  let isUncertain = false;
  const evaluate = evaluatorOf(roots), places = placesIn(captured);
  const count = Math.min(POINTS + 2 * places.length, OPERATIONS / nodes.length);
  for (let n = 0; n < count; n++) {
    const point = n < 2 * places.length
      ? pointAt(captured, places, key, n)
      : specialPoint(captured, special, key, n);
    const values = evaluate(float64, (name) => point[Number(name)]!);
    if (!got.some((_, i) => differClearly(values[i]!, values[got.length + i]!))) continue;
    const found = counterexampleAt(captured, point, { isSpecial: true });
    if (found !== undefined) return found;
    isUncertain ||=
      counterexampleAt(captured, point, { isSpecial: true, roughly: true }) !== undefined;
  }
  return isUncertain ? "uncertain" : undefined;
}

/** Places where what is computed decides anew, as variables that are linear forms of others. */
function placesIn({ got, expected }: Captured): LinearPlace[][] {
  const known = new Set(postOrder(expected));
  const arguments_ = postOrder(got).flatMap((node) => {
    const argument = decidedBy(node);
    return argument === undefined || known.has(argument) ? [] : [argument];
  });
  return [...new Set(arguments_)].flatMap(waysToVanish).flatMap((together) => {
    const places = together.flatMap((each) => linearZeroOf(each) ?? []);
    return places.length > 0 ? [places] : [];
  });
}

type LinearPlace = NonNullable<ReturnType<typeof linearZeroOf>>;

/** A point at the n-th place, or at that and another one: first each by itself. */
function pointAt(
  captured: Captured,
  places: readonly LinearPlace[][],
  key: RandomKey,
  n: number,
): number[] {
  const of = deriveKey(key, n), isPair = n >= places.length;
  const point = drawOnGrid(captured, of);
  const other = isPair
    ? places[Math.floor(uniformAt(of, captured.ranges.length) * places.length)]!
    : [];
  for (const { variable, form: { constant, terms } } of [...places[n % places.length]!, ...other]) {
    point[variable] = Array.from(terms).reduce(
      (sum, [k, coefficient]) => sum + quotient(coefficient) * point[k]!,
      quotient(constant),
    );
  }
  return point;
}

function quotient({ numerator, denominator }: Rational): number {
  return Number(numerator) / Number(denominator);
}

/** The n-th point: entries that are special are often tied, too. */
function specialPoint(
  captured: Captured,
  special: readonly number[],
  key: RandomKey,
  n: number,
): number[] {
  const moving = new Set(movingIn(captured).map(numberOf));
  const of = deriveKey(key, n), choice = deriveKey(of, 1), which = deriveKey(of, 2);
  return drawVariables(captured, numbers(of)).map((drawn, k) => {
    const share = moving.has(k) ? MOVING[n % MOVING.length]! : FIXED;
    const isSpecial = uniformAt(choice, k) < share;
    return isSpecial ? special[Math.floor(uniformAt(which, k) * special.length)]! : drawn;
  });
}

function differClearly(x: number, y: number): boolean {
  if (!Number.isFinite(y) || x === Infinity || x === -Infinity) return false;
  return !(Math.abs(x - y) <= CLEARLY * Math.max(Math.abs(x), Math.abs(y)));
}
