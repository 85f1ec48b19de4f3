import { deriveKey, PURPOSE, randomKey } from "../../core/random/random.ts";
import { counterexampleAlong, inTurn, metered } from "./along_direction.ts";
import { type Claim, type Counterexample, shadows, stretchOf } from "./claim.ts";

/** Rows of every length up to 130 are compared, ... */
const SHORT = /* @__PURE__ */ Array.from({ length: 130 }, (_, n) => n + 1);
/** ... and of some beyond: powers of two and ten, by which formulas take their entries, and pixels. */
const SOME = [150, 200, 255, 256, 257, 300, 400, 500, 511, 512, 513, 784, 1000, 1001, 1024, 1025];
/** Rows up to this length are compared in all looks, longer ones in one. */
const BRIEF = 17;
/** The longest that a formula mentions. */
const LONGEST = 5000;
/** As many lengths as cost so many operations in all. */
const OPERATIONS = 1_500_000;

/** How the r-th row is changed, of so many entries, in the n-th length. */
type Look = (r: number, length: number, n: number) => (row: readonly number[]) => readonly number[];

/**
 * What rows look like that are not drawn alone: targets are special, or entries are sorted, of one sign or
 * of both in turn, whole numbers, powers, or shares of 1.
 */
const LOOKS: readonly Look[] = [
  (r, length, n) => r === 0 ? asDrawn : oneHot(length, Math.floor(n / LOOKS.length) % length),
  (r, length) => r === 0 ? asDrawn : oneHot(length, length - 1),
  (r, _, n) => (row) => row.toSorted((x, y) => (r + n) % 2 === 0 ? y - x : x - y),
  (r, _, n) => (row) => r === 0 ? row : row.map((x) => x > 0 ? 1 : n % 2 === 0 ? 0 : -1),
  (_, __, n) => (row) => row.map((x) => n % 2 === 0 ? Math.abs(x) : -Math.abs(x)),
  /* @__PURE__ */ one((x, j, length) => Math.sign(x) * (7 + j + length * Math.floor(Math.abs(x)))),
  /* @__PURE__ */ one((x, j) => j % 2 === 0 ? -Math.abs(x) : Math.abs(x)),
  /* @__PURE__ */ one((_, j) => 0.3 * 10 ** j),
  (r, length, n) => (row) => {
    const size = row.reduce((sum, x) => sum + Math.abs(x), 0);
    return one((x) => Math.abs(x) / size)(r, length, n)(row);
  },
];

/** Changes each entry of one of the rows, so that no two rows are equal, and none has ties or zeros. */
function one(change: (x: number, j: number, length: number) => number): Look {
  return (r, length, n) => (row) => r === n % 2 ? row.map((x, j) => change(x, j, length)) : row;
}

/**
 * Searches for a counterexample in long rows, of all lengths: what a formula decides in JavaScript by the
 * length, the order or the place of its entries shows there alone.
 *
 * The gradient is compared along one direction, so it must be right where it is compared: at points that
 * are drawn, in the looks of a row above, or where targets are one-hot, zeros and ones, or signs.
 *
 * @param claimFor A claim with gradients, for rows of some length.
 * @param options `lengths`: all that are few operations by default, and those `also` near integers that
 *   formulas mention.
 */
export function counterexampleInRows(
  claimFor: (length: number) => Claim,
  seed: number,
  { lengths, also = [] }: {
    readonly lengths?: readonly number[] | undefined;
    readonly also?: readonly number[];
  } = {},
): Counterexample | undefined {
  const { ranges, cost } = measured(claimFor);
  let operations = 0;
  const near = also.flatMap((n) => [n - 1, n, n + 1]).filter((n) => n > 0 && n <= LONGEST);
  const all = lengths ?? [...new Set([...SHORT, ...near, ...SOME])];
  for (const [n, length] of all.entries()) {
    // A special look alone may hide an entry.
    const special = length <= BRIEF ? LOOKS : [LOOKS[n % LOOKS.length]!];
    const looks: readonly Look[] = [() => asDrawn, ...special];
    const more = looks.length * cost(length);
    if (operations + more > OPERATIONS) continue;
    operations += more;
    const claim = claimFor(length);
    for (const [l, look] of looks.entries()) {
      const key = deriveKey(randomKey(seed), PURPOSE.proof, length, l);
      const draw = shadows(key, undefined, stretchOf(n));
      const point = claim.rows!.flatMap((entries, r) => {
        const range = ranges[Math.min(r, ranges.length - 1)]!;
        return look(r, entries, n)(Array.from({ length: entries }, () => draw(...range)));
      });
      const found = counterexampleAlong(claim, inTurn(point), key);
      if (found !== undefined) return { ...found, where: `${found.where} in rows of ${length}` };
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
  const { arithmetic, count } = metered();
  gradients!({ ...arithmetic, variable: (low, high) => ranges.push([low, high]) });
  return { count: count(), ranges, rows };
}

function asDrawn(row: readonly number[]): readonly number[] {
  return row;
}

/** A row with a single 1. */
function oneHot(length: number, place: number) {
  return () => Array.from({ length }, (_, j) => j === place ? 1 : 0);
}

/** The lengths that are compared, of rows or of what a kind of layer takes. */
export const LENGTHS: readonly number[] = /* @__PURE__ */ [...SHORT, ...SOME];
