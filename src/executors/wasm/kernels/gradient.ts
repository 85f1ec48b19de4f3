import type { Code, Local, Place } from "../emitter/code.ts";
import { f32x4, i32, v128 } from "../emitter/instructions.ts";
import type { Target } from "../formulas/formula.ts";
import { countRows, type Factor, type Level } from "../memory/factor.ts";
import {
  isFull,
  LANES,
  type Panel,
  type Panels,
  type Rows,
  VECTOR,
  WORD,
} from "../memory/layout.ts";
import { ownPanels, type Share } from "./share.ts";
import { addColumnProducts, clear, newTile, TILE_ROWS } from "./tile.ts";

/** The sums over a batch that make up a layer's gradient: Aᵀ Δ, A (rows × inputs), Δ (rows × units). */
export interface GradientSums {
  readonly a: Factor;
  readonly errors: Rows;
  /** The layer's weights, or anything of their layout: (inputs × units) in panels. */
  readonly panels: Panels;
  readonly share: Share;
  /** Called with each vector of sums and its place in the panels; see {@linkcode isSummedInParts}. */
  readonly finish: (place: Place, sum: Code<"v128">) => void;
}

/** The most panels unrolled with literal addresses, as the size of a function is limited. */
const MOST_PANELS = 1024;

/** The most rows summed at a time, and the fewest worth it: a few columns of theirs stay in the first cache. */
const ROWS_AT_A_TIME = { most: 512, least: 64 } as const;

/**
 * The loops over the rows of sums, the outer one over parts whose sums come one after another, to be added
 * up: those of windows come image by image, and many rows in equal parts where they can be divided, as the
 * numbers of all do not fit into the cache.
 */
function partsOf({ levels }: Factor): readonly Level[] {
  const [{ count, step }, ...inner] = levels as [Level, ...Level[]];
  const { most, least } = ROWS_AT_A_TIME;
  if (inner.length > 0 || count <= most) return levels;
  for (let rows = most; rows >= least; rows--) {
    if (count % rows === 0) {
      return [{ count: count / rows, step: rows * step }, { count: rows, step }];
    }
  }
  return levels;
}

/** Whether the sums over some rows come one after another, to be added up. */
export function isSummedInParts(a: Factor): boolean {
  return partsOf(a).length > 1;
}

/** Emits Aᵀ Δ, a tile at a time: all rows of a panel of weights, then the next panel. */
export function emitGradientSums(target: Target, sums: GradientSums): void {
  const { f } = target;
  const { a, errors, panels, finish } = sums;
  const { runs } = a, [first, ...others] = partsOf(a) as [Level, ...Level[]];
  const isParted = others.length > 0, rows = isParted ? others : [first];
  const aColumn = f.local("i32"), place = f.local("i32"), tiles = f.local("i32");
  const emitPanel = (panel: Panel, column?: Local<"i32">) => {
    const rowBytes = panel.vectors * VECTOR;
    const emitTile = (count: number, base?: Local<"i32">) => {
      const tile = newTile(target, count, panel.vectors);
      clear(target, tile);
      addColumnProducts(target, tile, {
        a: { base: aColumn, offset: a.address },
        b: { ...(base && { base }), offset: errors.address + panel.column * WORD },
        levels: rows,
        bStride: errors.stride,
      });
      tile.forEach((row, r) =>
        row.forEach((sum, v) =>
          finish({ base: place, offset: panel.address + r * rowBytes + v * VECTOR }, sum)
        )
      );
      f.release(...tile.flat());
    };
    const advance = (count: number) => {
      f.set(place, i32.add(place, i32.constant(count * rowBytes)));
      f.set(aColumn, i32.add(aColumn, i32.constant(count * WORD)));
    };
    const whole = runs.length - runs.length % TILE_ROWS, rest = runs.length - whole;
    const emitRun = (base?: Local<"i32">) => {
      f.count({ counter: tiles, from: 0, below: whole, by: TILE_ROWS }, () => {
        emitTile(TILE_ROWS, base);
        advance(TILE_ROWS);
      });
      if (rest > 0) emitTile(rest, base);
    };
    const emitRuns = (base?: Local<"i32">) => {
      if (runs.count === 1) return emitRun(base);
      const run = f.local("i32");
      f.count({ counter: run, from: 0, below: runs.count, by: 1 }, () => {
        emitRun(base);
        f.set(place, i32.add(place, i32.constant(rest * rowBytes)));
        f.set(aColumn, i32.add(aColumn, i32.constant(runs.step - whole * WORD)));
      });
      f.release(run);
    };
    if (!isParted) {
      f.set(aColumn, i32.constant(0));
      emitRuns(column);
      if (column && rest > 0) f.set(place, i32.add(place, i32.constant(rest * rowBytes)));
      return;
    }
    const start = f.local("i32", i32.constant(0)), from = f.local("i32", place);
    const base = f.local("i32", column ?? i32.constant(0)), counter = f.local("i32");
    f.count({ counter, from: 0, below: first.count, by: 1 }, () => {
      f.set(place, from);
      f.set(aColumn, start);
      emitRuns(base);
      f.set(start, i32.add(start, i32.constant(first.step)));
      f.set(base, i32.add(base, i32.constant(countRows(rows) * errors.stride)));
    });
    if (column) f.set(place, i32.add(from, i32.constant(panels.inner * rowBytes)));
    f.release(start, from, base, counter);
  };
  const own = ownPanels(panels, sums.share);
  const full = own.filter((panel) => isFull(panels, panel));
  const looped = full.length > MOST_PANELS ? full : [];
  if (looped.length > 0) {
    // Panels are contiguous, and so are their places.
    const column = f.local("i32"), step = panels.width * WORD;
    f.set(place, i32.constant(0));
    f.count({ counter: column, from: 0, below: looped.length * step, by: step }, () => {
      emitPanel(looped[0]!, column);
    });
    f.release(column);
  }
  for (const panel of own.slice(looped.length)) {
    f.set(place, i32.constant(0));
    emitPanel(panel);
  }
  f.release(aColumn, place, tiles);
}

/** Emits the sums of each column of errors, for the biases: Σₘ Δ(m, ·). */
export function emitBiasSums(
  target: Target,
  { errors, rows, biases, finish }: {
    readonly errors: Rows;
    readonly rows: number;
    /** The address of the biases, or of anything of their layout. */
    readonly biases: number;
    readonly finish: GradientSums["finish"];
  },
): void {
  const { f } = target;
  const column = f.local("i32"), row = f.local("i32"), sum = f.local("v128"), m = f.local("i32");
  const bytes = Math.ceil(errors.columns / LANES) * VECTOR;
  f.count({ counter: column, from: 0, below: bytes, by: VECTOR }, () => {
    f.set(sum, v128.load({ base: column, offset: errors.address }));
    f.set(row, column);
    f.count({ counter: m, from: 1, below: rows, by: 1 }, () => {
      f.set(row, i32.add(row, i32.constant(errors.stride)));
      f.set(sum, f32x4.add(sum, v128.load({ base: row, offset: errors.address })));
    });
    finish({ base: column, offset: biases }, sum);
  });
  f.release(column, row, sum, m);
}
