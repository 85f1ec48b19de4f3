import { float64 } from "../../core/arithmetic/float64.ts";
import { byEntries, type Matrix, selectRows } from "../../core/matrix/matrix.ts";
import { timesTransposed, transposed, transposedTimes } from "../../core/matrix/products.ts";
import { f32x4, i32, v128 } from "../../executors/wasm/emitter/instructions.ts";
import { COMPACTIONS, packedStride, WRITTEN_BEHIND } from "../../executors/wasm/kernels/pack.ts";
import {
  COLUMN_BITS,
  entryBytes,
  type PackedBatch,
  type Packing,
} from "../../executors/wasm/kernels/sparse.ts";
import { TILE_COLUMNS } from "../../executors/wasm/kernels/tile.ts";
import {
  LANES,
  type Layout,
  reservePanels,
  reserveRows,
  roundUp,
  WORD,
} from "../../executors/wasm/memory/layout.ts";
import {
  distinct,
  integers,
  paddingOf,
  placePanels,
  placeRows,
  wordsOfPanels,
  wordsOfRows,
} from "./integers.ts";
import type { MakeCase, Operand, Word } from "./kernel_case.ts";
import { type BatchSizes, describeSizes, forPart, type Sizes, type WeightSizes } from "./sizes.ts";

/** The width of panels for packed rows: up to 32 columns, or half of all, as for two workers. */
function sparseWidth(columns: number, seed: number): number {
  return seed % 2 === 0 ? 32 : Math.min(32, roundUp(Math.ceil(columns / 2), LANES));
}

/** Packed rows in memory, with every third row and the last one empty. */
interface PackedRows extends Operand {
  readonly batch: PackedBatch;
  readonly matrix: Matrix;
}

function placePacked(
  layout: Layout,
  { rows, inner }: Sizes,
  kind: Packing["kind"],
  seed: number,
): PackedRows {
  const drawn = integers(rows, inner, seed, 0.6);
  const matrix = byEntries(float64, drawn, (index) => {
    const i = Math.floor(index / inner), entry = drawn.data[index]!;
    if (i % 3 === 2 || (rows > 1 && i === rows - 1)) return 0;
    return kind === "bytes" ? Math.abs(entry) : entry;
  });
  const table = layout.reserve(256 * WORD);
  const ranges = layout.reserve(2 * rows * WORD), touched = layout.reserve(WORD);
  const entries = layout.reserve(rows * inner * entryBytes(kind));
  return {
    batch: { ranges, touched, rows, packing: { kind, table } },
    matrix,
    write: (memory) => {
      const words = new Uint32Array(memory), numbers = new Float32Array(memory);
      // Bytes stand for other numbers, so that the kernel must use the table.
      for (let byte = 1; byte < 256; byte++) numbers[table / WORD + byte] = 256 - byte;
      let next = entries / WORD;
      for (let i = 0; i < rows; i++) {
        words[ranges / WORD + 2 * i] = next * WORD;
        for (let j = 0; j < inner; j++) {
          const entry = matrix.data[i * inner + j]!;
          if (entry === 0) continue;
          if (kind === "bytes") words[next++] = ((256 - entry) << COLUMN_BITS) | j;
          else {
            words[next++] = j;
            numbers[next++] = entry;
          }
        }
        words[ranges / WORD + 2 * i + 1] = next * WORD;
      }
    },
  };
}

/** Z = A Wᵀ + b of packed rows. */
export function sparseProduct(sizes: Sizes, kind: Packing["kind"], seed: number): MakeCase {
  const { rows, inner, columns } = sizes;
  const weights = integers(columns, inner, seed + 1), biases = integers(1, columns, seed + 2);
  return (layout) => {
    const packed = placePacked(layout, sizes, kind, seed), { batch, matrix } = packed;
    const width = sparseWidth(columns, seed);
    const panels = placePanels(layout, transposed(float64, weights), width);
    const bias = placeRows(layout, biases, { padded: true });
    const to = reserveRows(layout, rows, columns);
    const products = timesTransposed(float64, matrix, weights);
    const z = byEntries(float64, products, (index) => {
      return products.data[index]! + biases.data[index % columns]!;
    });
    return {
      kernel: `sparse product of ${kind}`,
      shape: describeSizes(sizes),
      operands: [packed, panels, bias],
      emit: (kernels, target, share) =>
        forPart(kernels.partOf(rows, share), (part, own, from) =>
          kernels.sparseProduct(target, {
            batch: { ...batch, rows: part, ranges: batch.ranges + from * 2 * WORD },
            ...{ panels, biases: bias.address, stride: to.stride },
            finish: ({ sum, place }) => target.f.do(v128.store(place(own(to)), sum)),
          })),
      expected: wordsOfRows(to, z),
      free: paddingOf(to, rows),
    };
  };
}

/** W −= 2 Aᵀ Δ of packed rows. */
export function sparseUpdate(sizes: Sizes, kind: Packing["kind"], seed: number): MakeCase {
  const { rows, inner, columns } = sizes;
  const errors = integers(rows, columns, seed + 1), weights = integers(inner, columns, seed + 2);
  return (layout) => {
    const packed = placePacked(layout, sizes, kind, seed), { batch, matrix } = packed;
    const panels = placePanels(layout, weights, sparseWidth(columns, seed));
    const es = placeRows(layout, errors, { padded: true });
    const gradient = transposedTimes(float64, matrix, errors);
    const updated = byEntries(float64, weights, (index) => {
      return weights.data[index]! - 2 * gradient.data[index]!;
    });
    return {
      kernel: `sparse update of ${kind}`,
      shape: describeSizes(sizes),
      operands: [packed, panels, es],
      emit: (kernels, target, share) => {
        const factor = f32x4.constant(-2);
        kernels.sparseUpdate(target, { batch, errors: es, panels, share, factor });
      },
      expected: wordsOfPanels(panels, updated),
    };
  };
}

/** The transposed copy of W (inner × columns) that errors are carried back with. */
export function transposition({ inner, columns }: WeightSizes): MakeCase {
  const weights = distinct(inner, columns);
  return (layout) => {
    const from = placePanels(layout, weights);
    const to = reservePanels(layout, columns, inner, TILE_COLUMNS);
    return {
      kernel: "transposition",
      shape: `(${inner} × ${columns})`,
      operands: [from],
      emit: (kernels, target, share) => kernels.transpose(target, { from, to, share }),
      expected: wordsOfPanels(to, transposed(float64, weights)),
    };
  };
}

/** Rows gathered from a data set: numbers are copied, ranges of packed rows are noted. */
export function gathering({ rows, columns }: BatchSizes, seed: number): MakeCase {
  const all = distinct(2 * rows + 1, columns);
  const order = Array.from({ length: rows }, (_, m) => (m * m + 2 * m + seed) % all.rows);
  return (layout) => {
    const from = placeRows(layout, all);
    const into = reserveRows(layout, rows, columns);
    const orders = layout.reserve(rows * WORD);
    const starts = layout.reserve((all.rows + 1) * WORD);
    const entries = layout.reserve((all.rows + 1) * WORD);
    const ranges = layout.reserve(2 * rows * WORD), touched = layout.reserve(WORD);
    const packing = { kind: "bytes", table: 0 } as const;
    return {
      kernel: "gathering",
      shape: `${rows} rows of ${columns}`,
      operands: [from, {
        write: (memory) => {
          const words = new Uint32Array(memory);
          words.set(order, orders / WORD);
          for (let i = 0; i <= all.rows; i++) words[starts / WORD + i] = entries + i * WORD;
        },
      }],
      emit: (kernels, target, share) => {
        forPart(kernels.partOf(rows, share), (part, own, first) => {
          const order = target.f.local("i32", i32.constant(orders + first * WORD));
          const batch = { ranges: ranges + first * 2 * WORD, touched, rows: part, packing };
          kernels.gather(target, {
            ...{ order, rows: part },
            packed: [{ from: { starts, meanBytes: WORD }, into: batch }],
            copied: [{ from, into: own(into) }],
          });
          target.f.release(order);
        });
      },
      expected: [
        ...wordsOfRows(into, selectRows(all, order)),
        ...order.flatMap((row, m): Word[] => [
          [ranges / WORD + 2 * m, floatOfBits(entries + row * WORD)],
          [ranges / WORD + 2 * m + 1, floatOfBits(entries + (row + 1) * WORD)],
        ]),
      ],
      free: [...paddingOf(into, rows), { address: touched, bytes: WORD }],
    };
  };
}

/** The packing of rows. */
export function packing(
  { rows, columns }: BatchSizes,
  kind: Packing["kind"],
  seed: number,
): MakeCase {
  const drawn = integers(rows, columns, seed, 0.6).data;
  const numbers = Array.from(drawn, (entry) => kind === "bytes" ? Math.abs(entry) : entry);
  const stride = packedStride(kind, columns);
  return (layout) => {
    const staging = layout.reserve(rows * stride);
    const starts = layout.reserve((rows + 1) * WORD);
    const compactions = layout.reserve(COMPACTIONS.length);
    const entries = layout.reserve(rows * columns * entryBytes(kind) + WRITTEN_BEHIND);
    const expected: Word[] = [];
    let next = entries;
    numbers.forEach((entry, index) => {
      const i = Math.floor(index / columns), j = index % columns;
      if (j === 0) expected.push([starts / WORD + i, floatOfBits(next)]);
      if (entry === 0) return;
      const words: Word[] = kind === "bytes"
        ? [[next / WORD, floatOfBits((entry << COLUMN_BITS) | j)]]
        : [[next / WORD, floatOfBits(j)], [next / WORD + 1, entry]];
      expected.push(...words);
      next += entryBytes(kind);
    });
    expected.push([starts / WORD + rows, floatOfBits(next)]);
    return {
      kernel: `packing of ${kind}`,
      shape: `(${rows} × ${columns})`,
      operands: [{
        write: (memory) => {
          new Uint8Array(memory).set(COMPACTIONS, compactions);
          const staged = kind === "bytes"
            ? new Uint8Array(memory, staging, rows * stride)
            : new Float32Array(memory, staging, rows * stride / WORD);
          const rowLength = stride / staged.BYTES_PER_ELEMENT;
          staged.fill(0);
          numbers.forEach((entry, index) => {
            staged[Math.floor(index / columns) * rowLength + index % columns] = entry;
          });
        },
      }],
      emit: (kernels, { f, fused }, share) => {
        if (!share.leads) return;
        const [count, entry, start] = [rows, entries, starts].map((x) =>
          f.local("i32", i32.constant(x))
        );
        const places = {
          staging,
          compactions,
          columns,
          rows: count!,
          entry: entry!,
          start: start!,
        };
        kernels.pack({ f, fused }, { kind, ...places });
      },
      expected,
      free: [{ address: next, bytes: WRITTEN_BEHIND }],
    };
  };
}

/** The float32 with the bits of an integer. */
function floatOfBits(bits: number): number {
  return new Float32Array(Uint32Array.of(bits).buffer)[0]!;
}
