import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { evaluatorOf, postOrder } from "../../core/arithmetic/evaluate.ts";
import { checkExpression, expressions } from "../../core/arithmetic/expression.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { deriveKey, PURPOSE, randomKey, uniformAt } from "../../core/random/random.ts";

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
  readonly read: <T>(m: Arithmetic<T>, rows: readonly (readonly T[])[]) => readonly T[];
}

/** What a formula is called with between two comparisons: more often than most counters wait. */
const CALLS = 10_000;
/** Large functions of matrices are compared at fewer points, and called less often: operations in all. */
const OPERATIONS_COMPARED = 300_000, OPERATIONS_CALLED = 1_000_000;
/** How many rows are drawn. */
const DRAWS = 12;
/** Numbers that a formula might treat as special. */
// deno-fmt-ignore
const SPECIAL = [
  0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, 5, 10, 40, -40, 100.5, 1e3, 1e6, -1e6, 1e10, 1e100, 1e300,
  0.1, 0.2, 0.25, 0.3, 0.4, 0.6, 0.7, 0.75, 0.8, 0.9, 1e-3, 1e-10, 1e-100, 1e-300, 5e-324,
];
/** How far beside special numbers others are tried, relatively: intervals often end at such numbers. */
const BESIDE = 2 ** -11;
/** A number in a source that is not part of a name. */
const NUMBER = /(?<![\w.$])(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\w$])/gi;
/** How many of them are tried. */
const MOST_WRITTEN = 24;
/** Rows up to this length take all patterns of zeros and ones, and of ones of either sign. */
const SHORT = 4;

/**
 * Compares a formula, as it runs on numbers, with the graph of its operations, which is proved.
 *
 * They must agree to the bit, at random numbers and at special ones, in float64 itself and in a copy of
 * it, and still after thousands of calls: a formula that decides in JavaScript (by `if`, `===`, `typeof`,
 * a counter) computes something else than its operations say.
 *
 * @param mostCalls How many calls come between two comparisons, unless the formula is large.
 * @returns What differs, in words; undefined if nothing does.
 * @throws {TypeError} If the formula does not return values of the arithmetic.
 */
export function untied(formula: Formula, seed: number, mostCalls = CALLS): string | undefined {
  const m = expressions();
  const record = () => {
    const roots = formula.read(m, rowsOf(formula.lengths, (k) => m.variable(`${k}`)));
    roots.forEach((root, i) => checkExpression(root, `Entry ${i} of the ${formula.name}`));
    return roots;
  };
  const roots = record();
  const copy: Arithmetic<number> = { ...float64 };
  const operations = formula.isWhole ? postOrder(roots).length : 0;
  const calls = Math.min(mostCalls, Math.ceil(OPERATIONS_CALLED / operations));
  const points = some(pointsOf(formula, seed), OPERATIONS_COMPARED / operations, seed);
  const rowsAt = points.map((point) => rowsOf(formula.lengths, (k) => point[k]!));
  const evaluate = evaluatorOf(roots);
  const expectedAt = points.map((point) => evaluate(float64, (name) => point[Number(name)]!));
  const compare = () => {
    for (const [n, point] of points.entries()) {
      const rows = rowsAt[n]!, expected = expectedAt[n]!;
      for (const arithmetic of [float64, copy]) {
        const got = formula.read(arithmetic, rows);
        const i = expected.findIndex((entry, k) => !Object.is(entry, got[k]));
        if (i >= 0 || got.length !== expected.length) {
          return { point, got: got[i], expected: expected[i] };
        }
      }
    }
  };
  const first = compare();
  if (first !== undefined) return inWords(formula, first);
  const shortest = formula.isWhole
    ? rowsAt
    : rowsAt.map((rows) => rows.map((row) => row.slice(0, 1)));
  for (let n = 0; n < calls; n++) {
    formula.read(float64, shortest[n % shortest.length]!);
  }
  const later = compare();
  if (later !== undefined) return inWords(formula, later, `after ${calls} calls, `);
  const isSame = record().every((root, i) => root === roots[i]);
  return isSame ? undefined : `${formula.name}: its operations are others when it is called again`;
}

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

/**
 * The numbers that stand in the sources of functions, and those halfway between two of them: what
 * decides by comparing numbers in JavaScript mostly has them there.
 */
export function numbersIn(...functions: readonly unknown[]): number[] {
  const sources = functions.map(String).join(" ");
  const written = new Set(
    Array.from(sources.matchAll(NUMBER), ([text]) => Number(text)).slice(0, MOST_WRITTEN),
  );
  const sorted = [...written].sort((x, y) => x - y);
  return [...sorted, ...sorted.slice(1).map((x, k) => (x + sorted[k]!) / 2)];
}

/** Numbers for all rows of a formula, one after the other. */
function pointsOf({ lengths, places = [] }: Formula, seed: number): number[][] {
  const key = deriveKey(randomKey(seed), PURPOSE.proof);
  let drawn = 0;
  const random = (length: number, size = 4) =>
    Array.from({ length }, () => size * (2 * uniformAt(key, drawn++) - 1));
  const special = [...SPECIAL, ...places];
  const ofLength = (length: number) => [
    ...[...special, ...special.flatMap((x) => [x * (1 + BESIDE), x * (1 - BESIDE)])]
      .map((x) => Array<number>(length).fill(x)),
    ...special.flatMap((x) => Array.from({ length }, (_, j) => random(length).with(j, x))),
    ...Array.from({ length }, (_, j) => Array<number>(length).fill(0).with(j, 1)),
    random(length).sort((x, y) => x - y),
    random(length).sort((x, y) => y - x),
    ...(length <= SHORT ? [...patterns(length, 0, 1), ...patterns(length, -1, 1)] : []),
  ];
  const drawnRows = Array.from({ length: DRAWS }, (_, n) => {
    return lengths.map((length) => random(length, [1, 4, 16][n % 3]));
  });
  const inTurn = lengths.flatMap((length, r) =>
    ofLength(length).map((row) => lengths.map((other) => random(other, 1)).with(r, row))
  );
  // The same in all rows: an output that equals its target.
  const alike = ofLength(Math.max(...lengths)).map((row) =>
    lengths.map((length) => row.slice(0, length))
  );
  return [...drawnRows, ...inTurn, ...alike].map((rows) => rows.flat());
}

/** All rows of two numbers. */
function patterns(length: number, x: number, y: number): number[][] {
  return Array.from({ length: 2 ** length }, (_, bits) => {
    return Array.from({ length }, (_, j) => bits >> j & 1 ? y : x);
  });
}

function rowsOf<T>(lengths: readonly number[], at: (k: number) => T): T[][] {
  let next = 0;
  return lengths.map((length) => Array.from({ length }, () => at(next++)));
}
