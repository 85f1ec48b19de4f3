import type { ProductShape } from "./product_shape.ts";

/** From which size on a library is faster than the tiles of the wasm executor, of 128 bits. */
interface Thresholds {
  /** The multiply-adds of a product of rows. */
  readonly rows: number;
  /** The weights of a product of windows, which are gathered first: each is then used so often. */
  readonly windows: number;
}

/**
 * Measured by steps of networks whose products all have one size, on one core with AVX-512, OpenBLAS's
 * kernels of 512 bits and of 256: from here on they take at most 0.9 and 1.0 of the time of tiles. Those of
 * 128 bits take 1.3 times as long and more.
 */
const THRESHOLDS: Readonly<Record<KernelBits, Thresholds>> = {
  128: { rows: Infinity, windows: Infinity },
  256: { rows: 2 ** 18, windows: 2 ** 12 },
  512: { rows: 2 ** 16, windows: 2 ** 11 },
};

/** The fewest rows, inputs or units: with less, most of what a library does is to copy. */
const FEWEST = 8;

/** The width of the vectors that kernels compute with. */
export type KernelBits = 128 | 256 | 512;

const OF_128_BITS =
  /^(Generic|Katmai|Coppermine|Northwood|Prescott|Banias|Core2|Penryn|Dunnington|Nehalem|Athlon|Opteron.*|Barcelona|Bobcat|Atom|Nano)$/i;
const OF_512_BITS = /^(SkylakeX|Cooperlake|SapphireRapids)$/i;

/**
 * The width of OpenBLAS's kernels by their name; other libraries, and other processors, are taken to be as
 * much faster than tiles as those of 256 bits.
 */
export function bitsOf(core: string | undefined): KernelBits {
  if (core === undefined) return 256;
  return OF_128_BITS.test(core) ? 128 : OF_512_BITS.test(core) ? 512 : 256;
}

/** Returns whether products are large enough for a library whose kernels are so wide. */
export function thresholdOf(bits: KernelBits): (shape: ProductShape) => boolean {
  const { rows: leastRows, windows } = THRESHOLDS[bits];
  return ({ rows, inner, columns, windowNumbers }) => {
    if (windowNumbers !== undefined) return columns >= FEWEST && inner * columns >= windows;
    return Math.min(inner, columns) >= 2 * FEWEST && rows * inner * columns >= leastRows;
  };
}
