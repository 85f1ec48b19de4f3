import { after, type Code, type Local, type Place } from "../emitter/code.ts";
import { i32, v128 } from "../emitter/instructions.ts";
import type { Target } from "../formulas/formula.ts";
import type { Factor, Level } from "../memory/factor.ts";
import {
  isFull,
  LANES,
  type Panel,
  type Panels,
  panelsOf,
  type Rows,
  VECTOR,
  WORD,
} from "../memory/layout.ts";
import { addRowProducts, clear, newTile, TILE_ROWS } from "./tile.ts";

/** A vector of a product. */
export interface Entry {
  readonly sum: Local<"v128">;
  /** The place of the vector in rows of the product's stride. */
  readonly place: (region: Pick<Rows, "address">) => Place;
  /** Zero in lanes beyond the last column; absent if all lanes are columns. */
  readonly mask?: Code<"v128">;
}

/** A product of rows with a matrix in panels, A (rows × inner) by B (inner × columns). */
export interface Product {
  readonly a: Factor;
  readonly panels: Panels;
  /** The stride of all rows with the columns of B. */
  readonly stride: number;
  /** The address of the biases that sums begin with, instead of 0. */
  readonly biases?: number;
  /** Called with each vector of sums. */
  readonly finish: (entry: Entry) => void;
}

/** The most instructions for which all panels are unrolled with literal addresses. */
const MOST_INSTRUCTIONS = 8000;

/** Emits A B one tile at a time: all rows of a panel, then the next panel. */
export function emitProduct(target: Target, product: Product): void {
  const panels = panelsOf(product.panels);
  const full = panels.filter((panel) => isFull(product.panels, panel));
  const size = full.length * Math.min(product.panels.inner, 64) * (product.panels.width / 8) * 15;
  if (full.length > 2 && size > MOST_INSTRUCTIONS) {
    loopOverPanels(target, product, full);
    for (const panel of panels.slice(full.length)) emitPanel(target, product, panel);
  } else {
    for (const panel of panels) emitPanel(target, product, panel);
  }
}

function loopOverPanels(target: Target, product: Product, panels: readonly Panel[]): void {
  const { f } = target;
  const [first, second] = panels as [Panel, Panel];
  const bytes = f.local("i32"), column = f.local("i32", i32.constant(0));
  const step = second.address - first.address;
  f.count({ counter: bytes, from: 0, below: panels.length * step, by: step }, () => {
    emitPanel(target, product, first, { bytes, column });
    f.set(column, i32.add(column, i32.constant((second.column - first.column) * WORD)));
  });
  f.release(bytes, column);
}

/** The offset of a panel from the first of a loop over panels. */
interface Advance {
  readonly bytes: Local<"i32">;
  /** In bytes of a row of the product. */
  readonly column: Local<"i32">;
}

function emitPanel(target: Target, product: Product, panel: Panel, advance?: Advance): void {
  const { f } = target;
  const { a, stride } = product;
  const aRow = f.local("i32", i32.constant(0));
  const outRow = f.local("i32", advance?.column ?? i32.constant(0));
  const emitTile = (count: number) => {
    const sums = newTile(target, count, panel.vectors);
    begin(target, product, panel, advance, sums);
    addRowProducts(target, sums, {
      a: { base: aRow, offset: a.address },
      stride: a.levels.at(-1)!.step,
      panel: { ...(advance && { base: advance.bytes }), offset: panel.address },
      runs: a.runs,
    });
    sums.forEach((row, r) =>
      row.forEach((sum, v) => {
        const column = panel.column + v * LANES;
        const mask = advance ? undefined : maskBehind(product.panels.columns - column);
        product.finish({
          sum,
          place: ({ address }) => ({ base: outRow, offset: address + r * stride + column * WORD }),
          ...(mask && { mask }),
        });
      })
    );
    f.release(...sums.flat());
  };
  forEachTile(target, a.levels, aRow, (count, isLast) => {
    emitTile(count);
    if (!isLast) f.set(outRow, i32.add(outRow, i32.constant(count * stride)));
  });
  f.release(aRow, outRow);
}

/** Loops over rows, a tile at a time, with the offset of its first row in `at`. */
function forEachTile(
  target: Target,
  [level, ...inner]: readonly Level[],
  at: Local<"i32">,
  body: (rows: number, isLast: boolean) => void,
): void {
  const { f } = target;
  const { count, step } = level!;
  const counter = f.local("i32");
  if (inner.length > 0) {
    const start = f.local("i32", at);
    f.count({ counter, from: 0, below: count, by: 1 }, () => {
      forEachTile(target, inner, at, (rows) => body(rows, false));
      f.set(start, i32.add(start, i32.constant(step)));
      f.set(at, start);
    });
    return f.release(start, counter);
  }
  const whole = count - count % TILE_ROWS;
  f.count({ counter, from: 0, below: whole, by: TILE_ROWS }, () => {
    body(TILE_ROWS, false);
    f.set(at, i32.add(at, i32.constant(TILE_ROWS * step)));
  });
  if (whole < count) body(count - whole, true);
  f.release(counter);
}

function begin(
  target: Target,
  { biases }: Product,
  panel: Panel,
  advance: Advance | undefined,
  sums: readonly (readonly Local<"v128">[])[],
): void {
  if (biases === undefined) return clear(target, sums);
  const place = { ...(advance && { base: advance.column }), offset: biases + panel.column * WORD };
  for (const row of sums) {
    row.forEach((sum, v) => target.f.set(sum, v128.load(after(place, v * VECTOR))));
  }
}

/** Ones in the first lanes, zeros in the others; undefined if there are at least four. */
export function maskBehind(lanes: number): Code<"v128"> | undefined {
  if (lanes >= LANES) return undefined;
  const bits = (lane: number) => lane < lanes ? -1 : 0;
  return v128.constant([bits(0), bits(1), bits(2), bits(3)]);
}

/** A vector with zeros beyond the last column. */
export function masked(x: Code<"v128">, mask: Code<"v128"> | undefined): Code<"v128"> {
  return mask ? v128.and(x, mask) : x;
}
