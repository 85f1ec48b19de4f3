import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { byRows, mapEntries, type Matrix, rowOf } from "../../core/matrix/matrix.ts";
import type { Loss } from "../../nn/losses/loss.ts";

/**
 * A condition on the targets.
 * @category Proofs
 */
export interface Precondition {
  /** The condition in words; absent for arbitrary targets. */
  readonly text?: string;
  /** Makes targets that satisfy the condition from arbitrary ones. */
  readonly impose: <T>(m: Arithmetic<T>, targets: Matrix<T>) => Matrix<T>;
  /** How many rows of a length differ in kind, if one does not stand for all. */
  readonly turns?: (columns: number) => number;
  /** What is positive for targets that satisfy it, if arbitrary ones need not be made to. */
  readonly within?: <T>(m: Arithmetic<T>, y: T) => readonly T[];
}

/** Targets are arbitrary. */
export const FREE: Precondition = { impose: (_, targets) => targets };

/** The targets of each example sum to 1: the last is 1 minus the others. */
export const ROWS_SUM_TO_ONE: Precondition = {
  text: "rows sum to 1",
  impose: (m, targets) =>
    byRows(m, targets.rows, targets.columns, (i) => {
      const others = rowOf(targets, i).slice(0, -1);
      return [...others, others.length === 0 ? m.one : m.sub(m.one, sum(m, others))];
    }),
};

/** One target of each example is 1, all others are 0; the classes take turns. */
export const ONE_HOT: Precondition = {
  text: "rows are one-hot",
  turns: (columns) => columns,
  impose: (m, { rows, columns }) =>
    byRows(m, rows, columns, (i) => {
      return Array.from({ length: columns }, (_, j) => j === i % columns ? m.one : m.zero);
    }),
};

/** Each target is one of two numbers; rows take all patterns of them, or many. */
function eachOf(low: number, high: number): Precondition {
  return {
    text: `targets are ${low} or ${high}`,
    turns: (columns) => Math.min(2 ** columns, MOST_PATTERNS),
    impose: (m, { rows, columns }) =>
      byRows(m, rows, columns, (i) => {
        const bits = columns <= SHORT ? i : Math.imul(i + 1, SPREAD) >>> BITS;
        return Array.from({ length: columns }, (_, j) => m.constant(bits >> j & 1 ? high : low));
      }),
  };
}

/** Rows up to this length take all patterns, longer ones so many. */
const SHORT = 4, MOST_PATTERNS = 2 ** SHORT;
/** 2³² over the golden ratio, whose multiples have bits of all patterns, and how many are dropped. */
const SPREAD = 0x9E3779B1, BITS = 16;

/** Each target lies between two numbers, of which one may be infinite. */
function between(low: number, high: number): Precondition {
  return {
    text: high === Infinity
      ? `targets are above ${low}`
      : low === -Infinity
      ? `targets are below ${high}`
      : `targets lie between ${low} and ${high}`,
    impose: (m, targets) =>
      mapEntries(targets, (y) => {
        const square = m.mul(y, y);
        if (high === Infinity) return m.add(m.constant(low), square);
        if (low === -Infinity) return m.sub(m.constant(high), square);
        const share = m.div(square, m.add(m.one, square));
        return m.add(m.constant(low), m.mul(m.constant(high - low), share));
      }),
    within: (m, y) => [
      ...(low === -Infinity ? [] : [m.sub(y, m.constant(low))]),
      ...(high === Infinity ? [] : [m.sub(m.constant(high), y)]),
    ],
  };
}

/**
 * The conditions that a loss may hold under, from the weaker to the stronger: those that its declared
 * targets satisfy, whatever they are, and what is common for classes. The first that suffices is
 * reported.
 */
export function preconditionsOf({ targets }: Pick<Loss, "targets">): readonly Precondition[] {
  if (targets === undefined) return [];
  const takes = (y: number) => PLACES.some(([count, column]) => targets.includes(y, count, column));
  const taken = ASKED.filter(takes), first = taken[0], last = taken.at(-1);
  if (first === undefined || last === undefined) return [];
  const low = endOf(takes, first, ASKED[ASKED.indexOf(first) - 1] ?? -Infinity);
  const high = endOf(takes, last, ASKED[ASKED.indexOf(last) + 1] ?? Infinity);
  const isFree = low === -Infinity && high === Infinity;
  return [
    ...(taken.length === 2
      ? [eachOf(first, last)]
      : low < high && !isFree
      ? [between(low, high)]
      : []),
    ...(targets.classes ? [ROWS_SUM_TO_ONE, ONE_HOT] : []),
  ];
}

/** What labels of 0 and 1 satisfy, if a loss takes them. */
export function labelsOf({ targets }: Pick<Loss, "targets">): Precondition | undefined {
  if (![0, 1].every((y) => targets?.includes(y, WIDTH, 0))) return undefined;
  return targets!.classes ? ONE_HOT : eachOf(0, 1);
}

/** Where numbers that are taken end, between one that is and one that is not. */
function endOf(takes: (y: number) => boolean, inside: number, outside: number): number {
  if (!Number.isFinite(outside)) return outside;
  let [taken, refused] = [inside, outside];
  for (let middle = (taken + refused) / 2; middle !== taken && middle !== refused;) {
    if (takes(middle)) taken = middle;
    else refused = middle;
    middle = (taken + refused) / 2;
  }
  return taken;
}

/** Numbers by which it is found which targets a loss takes, in order: multiples, and larger ones. */
const ASKED = /* @__PURE__ */ [[0.05, 2], [0.25, 16], [1, 300]].flatMap(([step, most]) =>
  Array.from({ length: most! / step! + 1 }, (_, n) => Number((n * step!).toFixed(2)))
).concat([500, 1000, 1e4, 1e6, 1e100]).flatMap((y) => y === 0 ? [0] : [-y, y])
  .sort((x, y) => x - y).filter((y, n, all) => y !== all[n - 1]);

/** Counts of targets and columns for which a loss is asked. */
const PLACES = /* @__PURE__ */ [1, 2, 3, 4, 6, 10].flatMap((count) =>
  Array.from({ length: count }, (_, column) => [count, column] as const)
);

/** How many targets there are when a loss is asked which it takes. */
const WIDTH = 3;

/** The numbers that targets of a loss are drawn between, unless it takes but a few. */
export function targetsOf(
  { targets }: Pick<Loss, "targets">,
): readonly [low: number, high: number] {
  const takesShares = targets?.includes(0.5, WIDTH, 0) && !targets.includes(-0.5, WIDTH, 0);
  return takesShares ? [0.05, 0.95] : [-1, 1];
}
