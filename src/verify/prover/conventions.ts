import { float64 } from "../../core/arithmetic/float64.ts";
import { postOrder } from "../../core/arithmetic/evaluate.ts";
import type { Expression } from "../../core/arithmetic/expression.ts";
import { deriveKey, type RandomKey, uniformAt } from "../../core/random/random.ts";
import { decidedBy } from "./asserted.ts";
import { type Captured, drawOnGrid, movingIn, numberOf, readRoots } from "./captured.ts";
import { findPoint } from "./find_point.ts";
import type { Decision } from "./regions.ts";

/** How many numbers around a kink are tried, ... */
const AROUND = 48;
/** ... and how far from it, twice. */
const DISTANCES = [2 ** -10, 2 ** -20] as const;
/** A smaller argument may be 0 but for rounding. */
const ROUNDING = 1e-9;
/** Numbers that were not tried may lie beyond those that were, by this part of their range. */
const ROOM = 1 / 4;
/** The least distance, relative to the values around, that counts, ... */
const LEAST = 1e-3;
/** ... if so much of it is left from nearer. */
const STAYS = 0.75;
/** How far numbers that are tried in one direction lie beside it, relatively. */
const SPREAD = 0.1;
/** In how many directions a function is tested for a bend. */
const DIRECTIONS = 8;

/**
 * Whether a value or a gradient lies apart at a kink: the place of a claim where arguments vanish that
 * its function chooses by.
 *
 * There a value must be that of its surroundings, and a gradient between those around it, as it is a
 * convention. In float64 alone, so that nothing is refuted by it.
 *
 * @param kink The claim where they vanish.
 */
export function liesApart(kink: Captured, claim: Captured, key: RandomKey): boolean {
  return liesApartAt(drawOnGrid(kink, key), kink, claim, key) ?? false;
}

/**
 * Whether the entries of a gradient lie apart at a kink together, though each by itself may lie between
 * those around: of a tied maximum, two entries that both get the whole derivative do.
 *
 * @param claim The claim of all entries.
 */
export function liesApartTogether(kink: Captured, claim: Captured, key: RandomKey): boolean {
  const point = readRoots(kink.at!, float64, drawOnGrid(kink, key));
  const moving = movingIn(claim).map(numberOf);
  return gradientsIn(claim).some(({ entries, got, expected }) => {
    const at = (x: readonly number[]) => readRoots(got, float64, x);
    const there = at(point), rule = readRoots(expected, float64, point);
    // What the choices of the value say themselves is accepted.
    if (there.every((x, j) => Math.abs(x - rule[j]!) <= ROUNDING * Math.max(1, Math.abs(x)))) {
      return false;
    }
    const around = (distance: number, direction?: ReadonlyMap<number, number>) =>
      Array.from({ length: AROUND }, (_, n) => {
        const from = deriveKey(key, n), x = [...point];
        const spread = direction ? SPREAD : 1;
        moving.forEach((k, j) => {
          x[k]! += distance * ((direction?.get(k) ?? 0) + spread * (2 * uniformAt(from, j) - 1));
        });
        return at(x);
      }).filter((row) => row.every(Number.isFinite));
    const near = around(DISTANCES[1]);
    const beyond = there.map((x, j) =>
      x - near.reduce((sum, row) => sum + row[j]!, 0) / near.length
    );
    const largest = Math.max(...beyond.map(Math.abs));
    if (!(largest > LEAST && largest < Infinity)) return false;
    // A convex function has the largest slope along a direction in that direction.
    const by = entries.map((i) => numberOf(claim.derivatives[i]!.by));
    const direction = new Map(by.map((k, j) => [k, beyond[j]! / largest]));
    const project = (row: readonly number[]) =>
      row.reduce((sum, x, j) => sum + x * direction.get(by[j]!)!, 0);
    const [far, close] = DISTANCES.map((distance) => {
      const rows = [...around(distance), ...around(distance, direction)];
      return gapOf(project(there), rows.map(project));
    });
    return close! > LEAST && close! >= STAYS * far!;
  });
}

/** The entries of each gradient of a claim, as far as there are several: the derivatives of one function. */
const gradientsIn = /* @__PURE__ */ once(({ derivatives, got, expected }) => {
  const entries = new Map<Expression, number[]>();
  derivatives.forEach((each, i) => {
    if (each) entries.set(each.of, [...entries.get(each.of) ?? [], i]);
  });
  return [...entries.values()].filter(({ length }) => length > 1).map((entries) => ({
    entries,
    got: entries.map((i) => got[i]!),
    expected: entries.map((i) => expected[i]!),
  }));
});

/** What is compared around a kink, and what it decides by. */
const comparedIn = /* @__PURE__ */ once(({ got, derivatives }) => {
  const compared = [...got, ...derivatives.flatMap((each) => each ? [each.of] : [])];
  return { compared, deciding: postOrder(compared).flatMap((node) => decidedBy(node) ?? []) };
});

/** The same function of a claim, which computes once for each: many kinks of it are tested. */
function once<Found>(compute: (claim: Captured) => Found): (claim: Captured) => Found {
  const known = new WeakMap<Captured, Found>();
  return (claim) => {
    const found = known.get(claim) ?? compute(claim);
    known.set(claim, found);
    return found;
  };
}

/** Whether a difference on a region of a boundary is a convention, as the function bends there. */
export function isConvention(
  kink: Captured,
  region: readonly Decision[],
  key: RandomKey,
): boolean {
  const { whole, at, vanishing } = kink;
  const drawn = whole && !vanishing ? findPoint(kink, region, key) : undefined;
  if (whole === undefined || drawn === undefined) return false;
  const point = readRoots(at!, float64, drawn);
  const bends = whole.derivatives.some((each) =>
    each && bendAt(whole, each.of, point, key) > LEAST
  );
  return bends && liesApartAt(drawn, kink, whole, key) === false;
}

/** How much the slope of a function jumps at a point, in some directions: 0 but for rounding if it is smooth. */
export function bendAt(
  claim: Captured,
  f: Expression,
  point: readonly number[],
  key: RandomKey,
): number {
  const moving = movingIn(claim).map(numberOf);
  const roots = [f];
  const valueAt = (x: readonly number[]) => readRoots(roots, float64, x)[0]!;
  const value = valueAt(point), near = DISTANCES[1];
  const bends = Array.from({ length: DIRECTIONS }, (_, n) => {
    const from = deriveKey(key, n), above = [...point], below = [...point];
    moving.forEach((k, j) => {
      const by = near * (2 * uniformAt(from, j) - 1);
      above[k]! += by, below[k]! -= by;
    });
    return Math.abs((valueAt(above) - value) - (value - valueAt(below))) / near;
  });
  return Math.max(...bends);
}

/** Whether a value or a gradient lies apart at these numbers; undefined if that is not known. */
function liesApartAt(
  drawn: readonly number[],
  kink: Captured,
  claim: Captured,
  key: RandomKey,
): boolean | undefined {
  const point = readRoots(kink.at!, float64, drawn);
  const { compared, deciding } = comparedIn(claim);
  const isRounded = readRoots(deciding, float64, point).some((x) => {
    return x !== 0 && Math.abs(x) < ROUNDING;
  });
  if (isRounded) return undefined;
  const there = readRoots(comparedIn(kink).compared, float64, drawn);
  if (!there.slice(kink.got.length).every(Number.isFinite)) return undefined; // the end of a domain
  const moving = movingIn(claim).map(numberOf);
  const gaps = DISTANCES.map((distance, n) => {
    const around = Array.from({ length: AROUND }, (_, s) => {
      const from = deriveKey(key, n, s), x = [...point];
      moving.forEach((k, j) => x[k]! += distance * (2 * uniformAt(from, j) - 1));
      return readRoots(compared, float64, x);
    });
    return there.map((value, i) => gapOf(value, around.map((row) => row[i]!)));
  });
  return gaps[1]!.some((gap, i) => gap > LEAST && gap >= STAYS * gaps[0]![i]!);
}

/** How far a number is from all others that are numbers, relatively; 0 if it or they are infinite. */
function gapOf(value: number, others: readonly number[]): number {
  const around = others.filter((x) => !Number.isNaN(x));
  const low = Math.min(...around), high = Math.max(...around);
  // 0/0 where its surroundings are numbers
  if (Number.isNaN(value) && around.length > 0) return Infinity;
  if (!Number.isFinite(value) || !Number.isFinite(low) || !Number.isFinite(high)) return 0;
  const scale = Math.max(1, Math.abs(low), Math.abs(high));
  const room = ROOM * (high - low);
  return Math.max(0, low - room - value, value - high - room) / scale;
}
