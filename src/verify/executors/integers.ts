import { float64 } from "../../core/arithmetic/float64.ts";
import { byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { deriveKey, PURPOSE, randomKey, uniform } from "../../core/random/random.ts";
import { TILE_COLUMNS } from "../../executors/wasm/kernels/tile.ts";
import {
  indexInPanels,
  LANES,
  type Layout,
  type Panels,
  reservePanels,
  reserveRows,
  roundUp,
  type Rows,
  WORD,
} from "../../executors/wasm/memory/layout.ts";
import { writeRows } from "../../executors/wasm/programs/inputs.ts";
import type { Operand, Region, Word } from "./kernel_case.ts";

/** The largest integer that kernels are run on. */
const LARGEST = 4;

/**
 * A matrix of random integers from −4 to 4.
 *
 * Float32 holds every sum of n products of two, as 16 n < 2²⁴. By default none is zero, so that no
 * missing product is hidden by chance.
 *
 * @param zeros About the share of zeros. Defaults to 0.
 */
export function integers(rows: number, columns: number, seed: number, zeros = 0): Matrix {
  const key = deriveKey(randomKey(seed), PURPOSE.draw, rows, columns);
  const drawn = uniform(key, rows * columns, -LARGEST, LARGEST);
  const kept = uniform(deriveKey(key, 1), rows * columns);
  return byEntries(float64, { rows, columns }, (index) => {
    if (kept[index]! < zeros) return 0;
    return Math.sign(drawn[index]!) * Math.ceil(Math.abs(drawn[index]!));
  });
}

/** A matrix with distinct entries, for kernels that only move numbers. */
export function distinct(rows: number, columns: number): Matrix {
  return byEntries(float64, { rows, columns }, (index) => index + 1);
}

/** Reserves panels for a matrix (inner × columns), to be written with zeros behind its last column. */
export function placePanels(
  layout: Layout,
  matrix: Matrix,
  width = TILE_COLUMNS,
): Panels & Operand {
  const { rows: inner, columns, data } = matrix;
  const panels = reservePanels(layout, inner, columns, width);
  const write = (memory: ArrayBufferLike) => {
    const numbers = new Float32Array(memory), from = panels.address / WORD;
    numbers.fill(0, from, from + inner * roundUp(columns, LANES));
    for (let k = 0; k < inner; k++) {
      for (let j = 0; j < columns; j++) {
        numbers[indexInPanels(panels, k, j)] = data[k * columns + j]!;
      }
    }
  };
  return { ...panels, write };
}

/** Reserves rows for a matrix, to be written with zeros behind its last column if `padded`. */
export function placeRows(layout: Layout, matrix: Matrix, { padded = false } = {}): Rows & Operand {
  const rows = reserveRows(layout, matrix.rows, matrix.columns);
  const write = (memory: ArrayBufferLike) => {
    writeRows(memory, rows, matrix);
    const numbers = new Float32Array(memory);
    if (padded) { for (const [index] of zerosBehind(rows, matrix.rows)) numbers[index] = 0; }
  };
  return { ...rows, write };
}

/** The words of a matrix (inner × columns) in panels, with the zeros behind the last column. */
export function wordsOfPanels(panels: Panels, { data }: Matrix): Word[] {
  const { inner, columns } = panels;
  const padded = roundUp(columns, LANES);
  return Array.from({ length: inner * padded }, (_, index) => {
    const k = Math.floor(index / padded), j = index % padded;
    return [indexInPanels(panels, k, j), j < columns ? data[k * columns + j]! : 0];
  });
}

/** The words of a matrix in rows. */
export function wordsOfRows({ address, stride }: Rows, { rows, columns, data }: Matrix): Word[] {
  return Array.from({ length: rows * columns }, (_, index) => {
    const i = Math.floor(index / columns), j = index % columns;
    return [(address + i * stride) / WORD + j, data[index]!];
  });
}

/** The words of whole vectors behind the last column of rows. */
export function paddingOf({ address, stride, columns }: Rows, rows: number): Region[] {
  const bytes = (roundUp(columns, LANES) - columns) * WORD;
  return Array.from({ length: bytes > 0 ? rows : 0 }, (_, i) => {
    return { address: address + i * stride + columns * WORD, bytes };
  });
}

/** Zeros behind the last column of rows, where other kernels rely on them. */
export function zerosBehind(of: Rows, rows: number): Word[] {
  return paddingOf(of, rows).flatMap(({ address, bytes }) =>
    Array.from({ length: bytes / WORD }, (_, j): Word => [address / WORD + j, 0])
  );
}
