import { after, type Local, type Place } from "../emitter/code.ts";
import { f32x4, i32, v128 } from "../emitter/instructions.ts";
import type { Target } from "../formulas/formula.ts";
import { isFull, LANES, type Panel, type Panels, panelsOf, VECTOR } from "../memory/layout.ts";
import { ownPanels, type Share } from "./share.ts";

/** The columns of a block of four vectors. */
export function transposedBlock(
  { f }: Target,
  [x0, x1, x2, x3]: readonly Local<"v128">[],
): Local<"v128">[] {
  const low01 = f.local("v128", v128.shuffle(x0!, x1!, [0, 4, 1, 5]));
  const low23 = f.local("v128", v128.shuffle(x2!, x3!, [0, 4, 1, 5]));
  const high01 = f.local("v128", v128.shuffle(x0!, x1!, [2, 6, 3, 7]));
  const high23 = f.local("v128", v128.shuffle(x2!, x3!, [2, 6, 3, 7]));
  const columns = [
    f.local("v128", v128.shuffle(low01, low23, [0, 1, 4, 5])),
    f.local("v128", v128.shuffle(low01, low23, [2, 3, 6, 7])),
    f.local("v128", v128.shuffle(high01, high23, [0, 1, 4, 5])),
    f.local("v128", v128.shuffle(high01, high23, [2, 3, 6, 7])),
  ];
  f.release(low01, low23, high01, high23);
  return columns;
}

/** The transposition of a layer's weights for the backward pass. */
export interface Transposition {
  /** (inputs × units), in panels of units. */
  readonly from: Panels;
  /** (units × inputs), in panels of inputs. */
  readonly to: Panels;
  /** This worker's share of the panels of `from`. */
  readonly share: Share;
}

/** Emits the transposition, a 4 × 4 block at a time. */
export function emitTranspose(target: Target, { from, to, share }: Transposition): void {
  const { f } = target;
  const panels = ownPanels(from, share);
  const [first, second] = panels;
  const full = panels.filter((panel) => isFull(from, panel));
  const source = f.local("i32", i32.constant(0)), row = f.local("i32", i32.constant(0));
  if (full.length > 1) {
    const step = second!.address - first!.address;
    f.count({ counter: source, from: 0, below: full.length * step, by: step }, () => {
      transposePanel(target, from, to, first!, source, row);
      f.set(row, i32.add(row, i32.constant((second!.column - first!.column) * VECTOR)));
    });
  }
  f.set(source, i32.constant(0));
  f.set(row, i32.constant(0));
  for (const panel of full.length > 1 ? panels.slice(full.length) : panels) {
    transposePanel(target, from, to, panel, source, row);
  }
  f.release(source, row);
}

/** Transposes the panel `source` bytes after `panel` into the rows `row` / 16 after its own. */
function transposePanel(
  target: Target,
  from: Panels,
  to: Panels,
  panel: Panel,
  source: Local<"i32">,
  row: Local<"i32">,
): void {
  const { f } = target;
  const panels = panelsOf(to);
  const rowBytes = panel.vectors * VECTOR;
  const blocks = (into: Panel, read: Local<"i32">, write: Local<"i32">) => {
    for (let v = 0; v < panel.vectors; v++) {
      for (let w = 0; w < into.vectors; w++) {
        const k = into.column + w * LANES, unit = panel.column + v * LANES;
        transposeBlock(target, {
          read: { base: read, offset: panel.address + k * rowBytes + v * VECTOR },
          readStride: rowBytes,
          count: Math.min(LANES, to.columns - k),
          write: { base: write, offset: into.address + (unit * into.vectors + w) * VECTOR },
          writeStride: into.vectors * VECTOR,
          rows: Math.min(LANES, from.columns - unit),
        });
      }
    }
  };
  const [first, second] = panels;
  const full = panels.filter((panel) => isFull(to, panel));
  const read = f.local("i32", source), write = f.local("i32");
  const writeFor = (into: Panel) => f.set(write, i32.mul(row, i32.constant(into.vectors)));
  if (full.length > 1) {
    const counter = f.local("i32");
    writeFor(first!);
    f.count({ counter, from: 0, below: full.length, by: 1 }, () => {
      blocks(first!, read, write);
      f.set(read, i32.add(read, i32.constant(first!.vectors * LANES * rowBytes)));
      f.set(write, i32.add(write, i32.constant(second!.address - first!.address)));
    });
    f.release(counter);
    f.set(read, source);
  }
  for (const into of full.length > 1 ? panels.slice(full.length) : panels) {
    writeFor(into);
    blocks(into, read, write);
  }
  f.release(read, write);
}

function transposeBlock(
  target: Target,
  { read, readStride, count, write, writeStride, rows }: {
    readonly read: Place;
    readonly readStride: number;
    /** The number of vectors to read, at most four. */
    readonly count: number;
    readonly write: Place;
    readonly writeStride: number;
    /** The number of vectors to write, at most four. */
    readonly rows: number;
  },
): void {
  const { f } = target;
  const block = Array.from({ length: LANES }, (_, r) => {
    const vector = r < count ? v128.load(after(read, r * readStride)) : f32x4.constant(0);
    return f.local("v128", vector);
  });
  const columns = transposedBlock(target, block);
  for (let r = 0; r < rows; r++) f.do(v128.store(after(write, r * writeStride), columns[r]!));
  f.release(...block, ...columns);
}
