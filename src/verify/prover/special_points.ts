import { evaluatorOf, postOrder } from "../../core/arithmetic/evaluate.ts";
import { Constant } from "../../core/arithmetic/expression.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import {
  deriveKey,
  permutation,
  PURPOSE,
  type RandomKey,
  randomKey,
  uniformAt,
} from "../../core/random/random.ts";
import {
  capture,
  type Captured,
  drawOnGrid,
  drawVariables,
  movingIn,
  numberOf,
} from "./captured.ts";
import { type Claim, type Counterexample, numbers, type Sides } from "./claim.ts";
import { decidedBy } from "./asserted.ts";
import { linearZeroOf, waysToVanish } from "./vanishing.ts";
import type { Rational } from "../../symbolic/algebra/rational.ts";
import { liesApartTogether } from "./conventions.ts";
import { counterexampleAt } from "./counterexample.ts";
import { specialRows } from "./special_numbers.ts";

/** At how many kinks gradients are looked at together. */
const KINKS = 2;
/** How many entries that differ are looked at. */
const ENTRIES = 4;
/** How many entries the special rows have in all that are tried in long rows. */
const ENTRIES_OF_ROWS = 500;
/** How many points of special numbers are tried, ... */
const POINTS = 48;
/** ... or as many as cost so many operations in all; of special rows other ones. */
const OPERATIONS = 30_000, OPERATIONS_OF_ROWS = 150_000;
/** What targets and outputs may be in particular: labels, signs, halves. */
const SPECIAL = [0, 1, 1, -1, 0.5, 2, 3];
/** How often a variable is special that derivatives are taken by, in turns, and how often all others. */
const MOVING = [0.3, 0.3, 0.9], FIXED = 0.85;
/** A smaller relative difference is not looked at. */
const CLEARLY = 1e-6;
/** A smaller difference, relative to the numbers of a point, is what sums that vanish leave. */
const ROUNDING = 1e-12;

/**
 * Searches for a place where a claim does not hold among points of special numbers: labels, ties, and
 * the constants of its formulas, and where what is computed decides anew. In long rows that is all that
 * is tried of single places.
 *
 * @returns `"uncertain"` if rounding may explain what differs, as float64 lacks 0.3; `"apart"` if a gradient is
 *   none of those around where its function bends.
 */
export function specialCounterexampleOf(captured: Captured, seed: number): Special {
  const { got, expected, derivatives } = captured;
  if (derivatives.length === 0) return undefined;
  const key = deriveKey(randomKey(seed), PURPOSE.proof, POINTS);
  const roots = [...got, ...expected], nodes = postOrder(roots);
  const constants = nodes.flatMap((node) => node instanceof Constant ? [node.value] : []);
  const special = [...SPECIAL, ...new Set(constants.filter(Number.isFinite))];
  const evaluate = evaluatorOf(roots), places = placesIn(captured);
  const count = Math.min(POINTS + 2 * places.length, OPERATIONS / nodes.length);
  const points = [
    ...rowPoints(captured, key, OPERATIONS_OF_ROWS / nodes.length),
    ...Array.from({ length: count }, (_, n) => {
      return n < 2 * places.length
        ? pointAt(captured, places, key, n)
        : specialPoint(captured, special, key, n);
    }),
  ];
  const sidesAt = (point: readonly number[]) => {
    const values = evaluate(float64, (name) => point[Number(name)]!);
    return { got: values.slice(0, got.length), expected: values.slice(got.length) };
  };
  return firstAmong(points, sidesAt, () => captured, key);
}

/**
 * The same for long rows, whose operations are captured only where their numbers differ, where they are
 * special as a whole.
 */
export function rowCounterexampleOf(claim: Claim, seed: number): Special {
  const key = deriveKey(randomKey(seed), PURPOSE.proof, KINKS);
  const { rows } = claim, ranges: Captured["ranges"][number][] = [];
  const variable = (low?: number, high?: number) => {
    ranges.push({ low, high });
    return 1; // any number, as it is read for its variables alone
  };
  claim.sides({ ...float64, variable });
  // Points that are drawn alone are compared in rows of every length.
  const of = { ranges, ...(rows && { rows }) };
  const points = rowPoints(of, key, ENTRIES_OF_ROWS / ranges.length);
  let captured: Captured | undefined;
  const sidesAt = (point: readonly number[]) => {
    let k = 0;
    return claim.sides({ ...float64, variable: () => point[k++]! });
  };
  return firstAmong(points, sidesAt, () => captured ??= capture(claim), key);
}

/** What is found at the first of some points where a claim does not hold. */
type Special = Counterexample | "uncertain" | "apart" | undefined;

function firstAmong(
  points: readonly (readonly number[])[],
  sidesAt: (point: readonly number[]) => Sides<number>,
  graph: () => Captured,
  key: RandomKey,
): Special {
  let isUncertain = false, kinks = 0;
  for (const point of points) {
    const { got, expected } = sidesAt(point);
    const least = ROUNDING * Math.max(...point.map(Math.abs));
    const different = Array.from(got.keys())
      .filter((i) => differClearly(got[i]!, expected[i]!, least));
    if (different.length === 0) continue;
    // Where a function bends, many may be conventions, of which nothing is found.
    const how = { isSpecial: true, entries: different.slice(0, ENTRIES) }, captured = graph();
    if (counterexampleAt(captured, point, { ...how, roughly: true }) !== undefined) {
      const found = counterexampleAt(captured, point, how);
      if (found !== undefined) return found;
      isUncertain = true;
    }
    if (kinks++ < KINKS) {
      const kink = { ...captured, at: point.map(captured.m.constant) };
      if (liesApartTogether(kink, captured, key)) return "apart";
    }
  }
  return isUncertain ? "uncertain" : undefined;
}

/** At most so many points where a row of a claim is special, or all are, by themselves or alike, drawn. */
function rowPoints(
  of: Pick<Captured, "rows" | "ranges">,
  key: RandomKey,
  most: number,
): number[][] {
  const { rows = [], ranges } = of;
  if (!rows.some((length) => length > 1)) return [];
  const special = rows.map((length, r) => specialRows(length, deriveKey(key, r)));
  const turns = [...rows.keys(), "alike", "apart"] as const;
  const order = permutation(key, special[0]!.length * turns.length).subarray(0, most);
  return Array.from(order, (place) => {
    const t = place % turns.length, n = (place - t) / turns.length, turn = turns[t]!;
    const own = deriveKey(key, n, t), drawn = drawOnGrid(of, own);
    return rows.flatMap((length, r) => {
      if (turn === r || turn === "alike") return special[r]![n]!;
      const from = rows.slice(0, r).reduce((sum, each) => sum + each, 0);
      if (turn !== "apart") return drawn.slice(from, from + length);
      return special[r]![Math.floor(uniformAt(own, ranges.length + r) * special[r]!.length)]!;
    });
  });
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

function differClearly(x: number, y: number, least: number): boolean {
  if (!Number.isFinite(y) || x === Infinity || x === -Infinity) return false;
  return !(Math.abs(x - y) <= Math.max(least, CLEARLY * Math.max(Math.abs(x), Math.abs(y))));
}
