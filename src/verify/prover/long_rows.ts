import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { type Bounded, bounded, certainlyDiffer } from "../../core/arithmetic/bounded.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import {
  deriveKey,
  PURPOSE,
  type RandomKey,
  randomKey,
  uniformAt,
} from "../../core/random/random.ts";
import { derivative } from "../numeric/finite_differences.ts";
import { placeInWords } from "./counterexample.ts";
import {
  type Claim,
  type ClaimedGradient,
  type Counterexample,
  shadows,
  stretchOf,
  withBounds,
} from "./claim.ts";

/** Rows of every length up to 130 are compared, ... */
const SHORT = /* @__PURE__ */ Array.from({ length: 130 }, (_, n) => n + 1);
/** ... and of some beyond: powers of two and ten, by which formulas take their entries, and pixels. */
const SOME = [150, 200, 255, 256, 257, 300, 400, 500, 511, 512, 513, 784, 1000, 1001, 1024, 1025];
/** The longest that a formula mentions. */
const LONGEST = 5000;
/** As many lengths as cost so many operations in all. */
const OPERATIONS = 1_500_000;
/** A smaller difference, relative to the terms of a sum, is not looked at. */
const CLEARLY = 1e-6;
/** A difference from finite differences counts if it is at least this many times their error. */
const BEYOND = 100;

/** How the r-th row is changed, of so many entries, in the n-th length. */
type Look = (r: number, length: number, n: number) => (row: readonly number[]) => readonly number[];

/** What rows look like that are not drawn alone: targets are special, or entries are sorted, or of one sign. */
const LOOKS: readonly Look[] = [
  (r, length, n) => r === 0 ? asDrawn : oneHot(length, Math.floor(n / LOOKS.length) % length),
  (r, length) => r === 0 ? asDrawn : oneHot(length, length - 1),
  (r, _, n) => (row) => row.toSorted((x, y) => (r + n) % 2 === 0 ? y - x : x - y),
  (r, _, n) => (row) => r === 0 ? row : row.map((x) => x > 0 ? 1 : n % 2 === 0 ? 0 : -1),
  (_, __, n) => (row) => row.map((x) => n % 2 === 0 ? Math.abs(x) : -Math.abs(x)),
];

/**
 * Searches for a counterexample in long rows, of all lengths: what a formula decides in JavaScript by the
 * length, the order or the place of its entries shows there alone.
 *
 * The gradient is compared along one direction, which takes one pass of dual numbers for all entries. So
 * it must be right where it is compared: at points that are drawn, where rows are sorted, or where targets
 * are one-hot, zeros and ones, or signs.
 *
 * @param claimFor A claim with gradients, for rows of some length.
 * @param options `lengths`: all that are few operations by default, and those `also` near integers that
 *   formulas mention; `what`: what has that length.
 */
export function counterexampleInRows(
  claimFor: (length: number) => Claim,
  seed: number,
  { lengths, also = [], what = "rows" }: {
    readonly lengths?: readonly number[] | undefined;
    readonly also?: readonly number[];
    readonly what?: string;
  } = {},
): Counterexample | undefined {
  const { ranges, cost } = measured(claimFor);
  let operations = 0;
  const near = also.flatMap((n) => [n - 1, n, n + 1]).filter((n) => n > 0 && n <= LONGEST);
  const all = lengths ?? [...new Set([...SHORT, ...near, ...SOME])];
  for (const [n, length] of all.entries()) {
    // A special look alone may hide an entry.
    const looks: readonly Look[] = [() => asDrawn, LOOKS[n % LOOKS.length]!];
    const more = looks.length * cost(length);
    if (operations + more > OPERATIONS) continue;
    operations += more;
    const claim = claimFor(length);
    for (const [l, look] of looks.entries()) {
      const key = deriveKey(randomKey(seed), PURPOSE.proof, length, l);
      const draw = shadows(key, undefined, stretchOf(n));
      const point = claim.rows === undefined
        ? countedIn(claim).ranges.map((range) => draw(...range))
        : claim.rows.flatMap((entries, r) => {
          const range = ranges[Math.min(r, ranges.length - 1)]!;
          return look(r, entries, n)(Array.from({ length: entries }, () => draw(...range)));
        });
      const found = counterexampleAt(claim, point, key);
      if (found !== undefined) return { ...found, where: `${found.where} in ${what} of ${length}` };
    }
  }
}

/**
 * From what the entries of each row are drawn, and how many operations a length takes: a power of it, as
 * far as two lengths tell.
 */
function measured(claimFor: (length: number) => Claim) {
  const [few, many] = [16, 32].map((length) => countedIn(claimFor(length)));
  const { ranges, rows } = few!, power = Math.log2(many!.count / few!.count);
  const starts = rows.map((_, r) => rows.slice(0, r).reduce((sum, each) => sum + each, 0));
  return {
    ranges: starts.map((start) => ranges[start]!),
    cost: (length: number) => few!.count * (length / 16) ** power,
  };
}

function countedIn({ gradients, rows = [] }: Claim) {
  const ranges: (readonly [low: number | undefined, high: number | undefined])[] = [];
  let count = 0;
  const counted = Object.fromEntries(
    Object.entries(float64).map(([name, operation]) => [
      name,
      typeof operation === "number" ? operation : (...x: [number, number, number]) => {
        count++;
        return operation(...x);
      },
    ]),
  ) as unknown as Arithmetic<number>;
  gradients!({ ...counted, variable: (low, high) => ranges.push([low, high]) });
  return { count, ranges, rows };
}

function asDrawn(row: readonly number[]): readonly number[] {
  return row;
}

/** A row with a single 1. */
function oneHot(length: number, place: number) {
  return () => Array.from({ length }, (_, j) => j === place ? 1 : 0);
}

/** What is wrong at a point, beyond rounding and by finite differences, too. */
function counterexampleAt(
  { gradients }: Claim,
  point: readonly number[],
  key: RandomKey,
): Counterexample | undefined {
  const variables = () => {
    let k = 0;
    return () => point[k++]!;
  };
  const read = gradients!<number>({ ...float64, variable: variables() });
  const exact = () => gradients!<Bounded>(withBounds(variables()));
  for (const [g, gradient] of read.entries()) {
    const { at, got } = gradient;
    const from = deriveKey(key, g);
    const direction = at.map((_, j) => {
      const u = 2 * uniformAt(from, j) - 1;
      return u < 0 ? u - 1 : u + 1;
    });
    const { slope, expected, value } = along(float64, gradient, direction);
    const size = got.reduce((total, x, j) => total + Math.abs(x * direction[j]!), 0);
    const isValueWrong = gradient.value !== undefined && Number.isFinite(value) &&
      !(Math.abs(gradient.value - value) <= CLEARLY * Math.max(1, Math.abs(value)));
    const isOff = Number.isFinite(expected) &&
      !(Math.abs(slope - expected) <= CLEARLY * Math.max(size, Math.abs(expected)));
    if (!isOff && !isValueWrong) continue;
    const certain = exact()[g]!, other = along(bounded, certain, direction);
    // What decides by numbers in JavaScript computes something else where these carry bounds.
    const isCertain = (x: number, claimed: Bounded, y: Bounded) =>
      claimed.error < Infinity && !Object.is(x, claimed.value) || certainlyDiffer(claimed, y);
    if (isValueWrong && isCertain(gradient.value!, certain.value!, other.value)) {
      return { where: "the value", got: gradient.value!, expected: value };
    }
    if (!isOff || !isCertain(slope, other.slope, other.expected)) continue;
    if (!disagrees(gradient, slope, (t) => at.map((x, j) => x + t * direction[j]!))) continue;
    for (const j of at.keys()) {
      const found = got[j]!, beside = (t: number) => at.with(j, at[j]! + t);
      const estimate = disagrees(gradient, found, beside);
      if (estimate === undefined) continue;
      return { where: placeInWords(at, j, gradient.names?.[j]), got: found, expected: estimate };
    }
    return { where: "along a direction", got: slope, expected };
  }
}

/** Whether a slope is not that of finite differences along a line, which is returned. */
function disagrees(
  { f }: ClaimedGradient<number>,
  slope: number,
  line: (t: number) => readonly number[],
): number | undefined {
  const estimate = derivative((t) => {
    const value = f(float64, line(t), (x) => x);
    return Number.isFinite(value) ? value : undefined;
  }, 0);
  if (estimate === undefined) return undefined;
  return Math.abs(slope - estimate.value) <= BEYOND * estimate.error ? undefined : estimate.value;
}

/** A gradient along a direction, as it is claimed and by dual numbers. */
function along<T>(
  m: Arithmetic<T>,
  { at, got, f }: ClaimedGradient<T>,
  direction: readonly number[],
) {
  const d = dual(m), v = direction.map(m.constant);
  const terms = got.map((entry, j) => m.mul(entry, v[j]!));
  const { value, slope } = f(
    d,
    at.map((x, j) => new Dual(x, v[j]!)),
    (x) => new Dual(x, m.zero),
  );
  return {
    slope: sum(m, terms),
    value,
    expected: m.add(slope, m.mul(m.zero, value)),
  };
}
