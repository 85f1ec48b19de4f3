import { float64 } from "../../core/arithmetic/float64.ts";
import { byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { deriveKey, PURPOSE, randomKey, uniform } from "../../core/random/random.ts";
import {
  indexInPanels,
  LANES,
  type Panels,
  roundUp,
  type Rows,
  WORD,
} from "../../executors/wasm/memory/layout.ts";
import type { Region, Word } from "./kernel_case.ts";

/** The largest of the integers that kernels are run on. */
const LARGEST = 4;

/**
 * A matrix of small integers, up to 4 in size.
 *
 * Float32 holds every sum of products of two that occurs, as 16 n < 2²⁴. None is zero where that is
 * not asked for, so that no product is missed by chance.
 *
 * @param rows How many rows.
 * @param columns How many columns.
 * @param seed What they are drawn from.
 * @param zeros The share of zeros, about; none if left out.
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

/** A matrix of which no two entries are equal: for what moves numbers and computes none. */
export function distinct(rows: number, columns: number): Matrix {
  return byEntries(float64, { rows, columns }, (index) => index + 1);
}

/** Writes a matrix (inner × columns) into panels, zeros behind the last column. */
export function writePanels(memory: ArrayBufferLike, panels: Panels, matrix: Matrix): void {
  const numbers = new Float32Array(memory);
  const { address, inner, columns } = panels;
  numbers.fill(0, address / WORD, address / WORD + inner * roundUp(columns, LANES));
  for (let k = 0; k < inner; k++) {
    for (let j = 0; j < columns; j++) {
      numbers[indexInPanels(panels, k, j)] = matrix.data[k * columns + j]!;
    }
  }
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

/** The words behind the last column of rows, which whole vectors reach to. */
export function paddingOf({ address, stride, columns }: Rows, rows: number): Region[] {
  const bytes = (roundUp(columns, LANES) - columns) * WORD;
  return Array.from({ length: bytes > 0 ? rows : 0 }, (_, i) => {
    return { address: address + i * stride + columns * WORD, bytes };
  });
}

/** Zeros behind the last column of rows, where others rely on them. */
export function zerosBehind(of: Rows, rows: number): Word[] {
  return paddingOf(of, rows).flatMap(({ address, bytes }) =>
    Array.from({ length: bytes / WORD }, (_, j): Word => [address / WORD + j, 0])
  );
}

/** Writes those zeros. */
export function writeZerosBehind(memory: ArrayBufferLike, of: Rows, rows: number): void {
  const numbers = new Float32Array(memory);
  for (const [index, zero] of zerosBehind(of, rows)) numbers[index] = zero;
}
