import { after, type Code, type Local, type Place } from "../emitter/code.ts";
import { f32x4, i32, v128 } from "../emitter/instructions.ts";
import type { Target } from "../formulas/formula.ts";
import { countRows, type Level, type Runs } from "../memory/factor.ts";
import { LANES, VECTOR, WORD } from "../memory/layout.ts";

/** The rows of a register tile: with two vectors of columns, eight sums for seven registers of factors. */
export const TILE_ROWS = 4;

export const TILE_COLUMNS = 8;

/** The longest sums that are unrolled. */
const UNROLLED = 64;

/** The sums of a register tile, row by row: a row is a few vectors of columns. */
export type Tile = readonly (readonly Local<"v128">[])[];

export function newTile({ f }: Target, rows: number, vectors: number): Tile {
  return Array.from({ length: rows }, () => f.locals("v128", vectors));
}

/** Broadcasts one lane of a vector to all four. */
function splat(x: Code<"v128">, lane: number): Code<"v128"> {
  return v128.shuffle(x, x, [lane, lane, lane, lane]);
}

/** Products of rows of A, from `a` on, with the rows of a panel of B, to be summed in a tile. */
export interface RowProducts {
  readonly a: Place;
  readonly stride: number;
  readonly panel: Place;
  readonly runs: Runs;
}

/**
 * tile(r, ·) += Σₖ a(r, k) b(k, ·).
 *
 * Four numbers of each row of A are loaded at a time and broadcast by shuffles, which leaves the load
 * ports to the panel: 2 loads of B and 4 shuffles for 8 multiply-adds.
 */
export function addRowProducts(target: Target, tile: Tile, products: RowProducts): void {
  const { f } = target;
  const { a, panel, runs: { count, step, length } } = products;
  const panelStep = length * tile[0]!.length * VECTOR;
  if (count * length <= UNROLLED) {
    for (let run = 0; run < count; run++) {
      addRun(target, tile, products, after(a, run * step), after(panel, run * panelStep));
    }
    return;
  }
  if (count === 1) return addRun(target, tile, products, a, panel);
  const ap = f.local("i32", a.base ?? i32.constant(0));
  const bp = f.local("i32", panel.base ?? i32.constant(0)), run = f.local("i32");
  f.count({ counter: run, from: 0, below: count, by: 1 }, () => {
    addRun(target, tile, products, { ...a, base: ap }, { ...panel, base: bp });
    f.set(ap, i32.add(ap, i32.constant(step)));
    f.set(bp, i32.add(bp, i32.constant(panelStep)));
  });
  f.release(ap, bp, run);
}

/** Adds the products of one run of each row. */
function addRun(
  target: Target,
  tile: Tile,
  { stride, runs: { length: inner } }: RowProducts,
  a: Place,
  panel: Place,
): void {
  const { f } = target;
  const vectors = tile[0]!.length;
  const rowBytes = vectors * VECTOR;
  const group = (from: { readonly a: Place; readonly panel: Place }, length: number) => {
    const left = tile.map((_, r) => f.local("v128", v128.load(after(from.a, r * stride))));
    for (let k = 0; k < length; k++) {
      const right = Array.from({ length: vectors }, (_, v) => {
        return f.local("v128", v128.load(after(from.panel, k * rowBytes + v * VECTOR)));
      });
      addOuterProduct(target, tile, (r) => splat(left[r]!, k), right);
      f.release(...right);
    }
    f.release(...left);
  };
  const whole = inner - inner % LANES;
  if (inner <= UNROLLED) {
    for (let k = 0; k < whole; k += LANES) {
      group({ a: after(a, k * WORD), panel: after(panel, k * rowBytes) }, LANES);
    }
  } else {
    const ap = f.local("i32", a.base ?? i32.constant(0));
    const bp = f.local("i32", panel.base ?? i32.constant(0));
    const end = f.local("i32", i32.add(ap, i32.constant(whole * WORD)));
    f.repeat(() => {
      group({ a: { ...a, base: ap }, panel: { ...panel, base: bp } }, LANES);
      f.set(ap, i32.add(ap, i32.constant(VECTOR)));
      f.set(bp, i32.add(bp, i32.constant(LANES * rowBytes)));
      return i32.lessUnsigned(ap, end);
    });
    f.release(ap, bp, end);
  }
  if (whole < inner) {
    group({ a: after(a, whole * WORD), panel: after(panel, whole * rowBytes) }, inner - whole);
  }
}

/** Products of four columns of A with some columns of B, to be summed over the rows of both. */
export interface ColumnProducts {
  readonly a: Place;
  /** The rows of A. */
  readonly levels: readonly Level[];
  readonly b: Place;
  readonly bStride: number;
}

/** The number of rows that a round of the loop unrolls. */
const ROWS_A_ROUND = 4;

/** tile(r, ·) += Σₘ a(m, r) b(m, ·). */
export function addColumnProducts(target: Target, tile: Tile, products: ColumnProducts): void {
  const { f } = target;
  const { a, levels: [level, ...inner], b, bStride } = products;
  const { count: rows, step: aStride } = level!;
  if (inner.length > 0) {
    const ap = f.local("i32", a.base ?? i32.constant(0));
    const bp = f.local("i32", b.base ?? i32.constant(0)), counter = f.local("i32");
    f.count({ counter, from: 0, below: rows, by: 1 }, () => {
      const from = { a: { ...a, base: ap }, b: { ...b, base: bp } };
      addColumnProducts(target, tile, { ...from, levels: inner, bStride });
      f.set(ap, i32.add(ap, i32.constant(aStride)));
      f.set(bp, i32.add(bp, i32.constant(countRows(inner) * bStride)));
    });
    return f.release(ap, bp, counter);
  }
  const row = (a: Place, b: Place) => {
    const left = f.local("v128", v128.load(a));
    const right = tile[0]!.map((_, v) => f.local("v128", v128.load(after(b, v * VECTOR))));
    addOuterProduct(target, tile, (r) => splat(left, r), right);
    f.release(left, ...right);
  };
  const several = (a: Place, b: Place, count: number) => {
    for (let m = 0; m < count; m++) row(after(a, m * aStride), after(b, m * bStride));
  };
  const whole = rows - rows % ROWS_A_ROUND;
  if (rows <= 2 * ROWS_A_ROUND) return several(a, b, rows);
  const ap = f.local("i32", a.base ?? i32.constant(0));
  const bp = f.local("i32", b.base ?? i32.constant(0));
  const end = f.local("i32", i32.add(ap, i32.constant(whole * aStride)));
  f.repeat(() => {
    several({ ...a, base: ap }, { ...b, base: bp }, ROWS_A_ROUND);
    f.set(ap, i32.add(ap, i32.constant(ROWS_A_ROUND * aStride)));
    f.set(bp, i32.add(bp, i32.constant(ROWS_A_ROUND * bStride)));
    return i32.lessUnsigned(ap, end);
  });
  several({ ...a, base: ap }, { ...b, base: bp }, rows - whole);
  f.release(ap, bp, end);
}

function addOuterProduct(
  { f, fused }: Target,
  tile: Tile,
  left: (row: number) => Code<"v128">,
  right: readonly Code<"v128">[],
): void {
  tile.forEach((sums, r) => {
    const factor = f.local("v128", left(r));
    sums.forEach((sum, v) => f.set(sum, fused.madd(factor, right[v]!, sum)));
    f.release(factor);
  });
}

export function clear({ f }: Target, tile: Tile): void {
  for (const sum of tile.flat()) f.set(sum, f32x4.constant(0));
}
