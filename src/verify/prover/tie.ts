import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { evaluatorOf, postOrder } from "../../core/arithmetic/evaluate.ts";
import { checkExpression, expressions } from "../../core/arithmetic/expression.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { deriveKey, PURPOSE, randomKey, uniformAt } from "../../core/random/random.ts";
import { watchingClocks } from "./clocks.ts";
import { mixedPoints, pointsOf, sweep } from "./special_numbers.ts";

/** A formula as it runs: some rows of values in, one row out, over any arithmetic. */
export interface Formula {
  /** What it is, such as `slope of tanh`. */
  readonly name: string;
  /** The lengths of its rows. */
  readonly lengths: readonly number[];
  /** Numbers where something may happen, such as kinks. */
  readonly places?: readonly number[];
  /** Whether it takes rows of these lengths alone, as matrices are. */
  readonly isWhole?: boolean;
  /** Whether it is compared at a few numbers, and once: other lengths of its rows are, at more. */
  readonly isBrief?: boolean;
  readonly read: <T>(m: Arithmetic<T>, rows: readonly (readonly T[])[]) => readonly T[];
}

/** What a formula is called with between two comparisons: more often than most counters wait. */
const CALLS = 10_000;
/** A counter that waits for a number in its source, up to this one, is called so many times as often. */
const MOST_CALLS = 1_000_000, PAST = 1.01;
/** Large functions of matrices are compared at fewer points, and called less often: operations in all. */
const OPERATIONS_COMPARED = 300_000, OPERATIONS_CALLED = 1_000_000;

/**
 * Compares a formula, as it runs on numbers, with the graph of its operations, which is proved.
 *
 * They must agree to the bit, at random numbers and at special ones, in float64 itself and in a copy of
 * it, and still after thousands of calls: a formula that decides in JavaScript (by `if`, `===`, `typeof`,
 * a counter) computes something else than its operations say. A formula that reads a clock or random
 * numbers, or returns one array again and again, is refused, too.
 *
 * @param mostCalls How many calls come between two comparisons, unless the formula is large.
 * @returns What differs, in words; undefined if nothing does.
 * @throws {TypeError} If the formula does not return values of the arithmetic.
 */
export function untied(formula: Formula, seed: number, mostCalls = CALLS): string | undefined {
  const [difference, read] = watchingClocks(() => differenceOf(formula, seed, mostCalls));
  if (read === undefined) return difference;
  return `${formula.name}: it reads ${read}; a formula must be a function of its arguments alone`;
}

function differenceOf(formula: Formula, seed: number, mostCalls: number): string | undefined {
  const m = expressions();
  const record = () => {
    const roots = formula.read(m, rowsOf(formula.lengths, (k) => m.variable(`${k}`)));
    roots.forEach((root, i) => checkExpression(root, `Entry ${i} of the ${formula.name}`));
    return roots;
  };
  const roots = record();
  const copy: Arithmetic<number> = { ...float64 };
  const operations = formula.isWhole ? postOrder(roots).length : 0;
  const { places = [], isBrief = false } = formula;
  const most = mostCalls === 0 ? 0 : Math.max(mostCalls, callsIn(places));
  const calls = isBrief ? 0 : Math.min(most, Math.ceil(OPERATIONS_CALLED / operations));
  const { points, rowsAt, shortest } = pointsFor(formula, operations, seed);
  const evaluate = evaluatorOf(roots);
  const expectedAt = points.map((point) => evaluate(float64, (name) => point[Number(name)]!));
  const compare = () => {
    for (const [n, point] of points.entries()) {
      const rows = rowsAt[n]!, expected = expectedAt[n]!;
      for (const arithmetic of isBrief ? [float64] : [float64, copy]) {
        const got = formula.read(arithmetic, rows);
        const i = expected.findIndex((entry, k) => !Object.is(entry, got[k]));
        if (i >= 0 || got.length !== expected.length) {
          return { point, got: got[i], expected: expected[i] };
        }
      }
    }
  };
  const [one, other] = rowsAt.slice(0, 2).map((rows) => formula.read(float64, rows));
  if (one === other) return `${formula.name}: ${SAME_ARRAY}`;
  const first = compare();
  if (first !== undefined) return inWords(formula, first);
  if (isBrief) return undefined;
  for (let n = 0; n < calls; n++) {
    formula.read(float64, shortest[n % shortest.length]!);
  }
  const later = compare();
  if (later !== undefined) return inWords(formula, later, `after ${calls} calls, `);
  const isSame = record().every((root, i) => root === roots[i]);
  return isSame ? undefined : `${formula.name}: its operations are others when it is called again`;
}

/**
 * Compares a formula once more, at tens of thousands of numbers: its rows take them in turn, so that an
 * interval in which it decides in JavaScript must be narrow to be missed.
 */
export function untiedInSweep(formula: Formula, seed: number): string | undefined {
  const numbers = sweep(seed), { lengths } = formula, m = expressions();
  const count = lengths.reduce((sum, length) => sum + length, 0);
  const evaluate = evaluatorOf(formula.read(m, rowsOf(lengths, (k) => m.variable(`${k}`))));
  for (let from = 0; from < numbers.length; from += Math.min(...lengths)) {
    // All entries differ, and each row takes all numbers.
    const point = Array.from({ length: count }, (_, k) => numbers[(from + k) % numbers.length]!);
    const got = formula.read(float64, rowsOf(lengths, (k) => point[k]!));
    const expected = evaluate(float64, (name) => point[Number(name)]!);
    const i = expected.findIndex((entry, k) => !Object.is(entry, got[k]));
    if (i >= 0) return inWords(formula, { point, got: got[i], expected: expected[i] });
  }
}

/** The points at which a formula is compared, their rows, and what it is called with in between. */
interface Points {
  readonly points: readonly (readonly number[])[];
  readonly rowsAt: readonly (readonly (readonly number[])[])[];
  readonly shortest: readonly (readonly (readonly number[])[])[];
}

/** Those of the last formula: the value and the gradient of a loss are compared at the same. */
let last: { readonly of: Formula; readonly seed: number; readonly found: Points } | undefined;

function pointsFor(of: Formula, operations: number, seed: number): Points {
  const { lengths, places = [], isWhole, isBrief } = of;
  const isSame = !isWhole && last?.seed === seed && last.of.places === places &&
    last.of.isBrief === isBrief && `${last.of.lengths}` === `${lengths}`;
  if (isSame) return last!.found;
  const points = isBrief
    ? mixedPoints(lengths, places, seed)
    : some(pointsOf(lengths, places, seed), OPERATIONS_COMPARED / operations, seed);
  // Frozen, so that what changes its arguments throws.
  const frozen = (rows: readonly (readonly number[])[]) => rows.map((row) => Object.freeze(row));
  const rowsAt = points.map((point) => frozen(rowsOf(lengths, (k) => point[k]!)));
  const shortest = isWhole ? rowsAt : rowsAt.map((rows) => frozen(rows.map(([x]) => [x!])));
  const found = { points, rowsAt, shortest };
  last = { of, seed, found };
  return found;
}

/** Somewhat more calls than a counter waits for whose number stands in a source. */
function callsIn(places: readonly number[]): number {
  const waiting = places.filter((x) => x >= CALLS && x <= MOST_CALLS);
  return Math.ceil(Math.max(0, ...waiting) * PAST);
}

const SAME_ARRAY =
  "it returns the same array each time, so that an earlier result changes; a formula " +
  "must return a new one";

/** As many of some items, drawn. */
function some<T>(items: readonly T[], count: number, seed: number): readonly T[] {
  const key = deriveKey(randomKey(seed), PURPOSE.proof, items.length);
  return items.filter((_, n) => n === 0 || uniformAt(key, n) * items.length < count);
}

function inWords(
  { name }: Formula,
  { point, got, expected }: Readonly<Record<"got" | "expected", number | undefined>> & {
    readonly point: readonly number[];
  },
  when = "",
): string {
  return `${name}: ${when}at (${
    point.map((x) => Number(x.toPrecision(4))).join(", ")
  }) it computes ` +
    `${got} in float64, but its operations give ${expected}; a formula must not decide by ===, if or ` +
    "a counter, but by m.choose(x, positive, otherwise)";
}

function rowsOf<T>(lengths: readonly number[], at: (k: number) => T): T[][] {
  let next = 0;
  return lengths.map((length) => Array.from({ length }, () => at(next++)));
}
