import { isNatural } from "../support/checks.ts";
import { describe } from "../support/describe.ts";
import { threefry2x32, type Words } from "./threefry.ts";

/**
 * The key of a stream of random numbers. Equal keys give equal streams, and a key is never used up:
 * derive one for each purpose by {@linkcode deriveKey}.
 * @category Random numbers
 */
export type RandomKey = Words;

/**
 * The key of a seed.
 *
 * @param seed An integer from 0 to 2⁵³ − 1.
 * @throws {RangeError} If the seed is not such an integer.
 *
 * @example
 * ```ts
 * import { randomKey } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(randomKey(42), [42, 0]);
 * ```
 * @category Random numbers
 */
export function randomKey(seed: number): RandomKey {
  if (!isNatural(seed)) {
    throw new RangeError(
      `A seed must be an integer from 0 to 2^53 - 1, but found ${describe(seed)}`,
    );
  }
  return [seed >>> 0, Math.floor(seed / 2 ** 32)];
}

/** A seed from the system's entropy, that nobody knows beforehand: 53 random bits. */
export function drawSeed(): number {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return (high! >>> 11) * 2 ** 32 + low!;
}

/**
 * A new key for one purpose, independent of the keys of all other purposes.
 *
 * @param purposes Integers from 0 to 2³² − 1 that identify the purpose: `deriveKey(key, EPOCH, 3)`.
 *
 * @example
 * ```ts
 * import { deriveKey, randomKey } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const key = randomKey(42);
 * assertEquals(deriveKey(key, 1, 2), deriveKey(deriveKey(key, 1), 2));
 * ```
 * @category Random numbers
 */
export function deriveKey(key: RandomKey, ...purposes: readonly number[]): RandomKey {
  // Counters of derivation have all bits set in their second word, which no stream reaches.
  return purposes.reduce((from, purpose) => threefry2x32(from, [purpose, 0xffffffff]), key);
}

/** Every purpose that this library derives keys for, so that no two share one. */
export const PURPOSE = {
  initialize: 1,
  shuffle: 2,
  draw: 3,
  strokes: 4,
  proof: 5,
  dropout: 6,
  split: 16,
  augment: 17,
  folds: 18,
  search: 19,
  importance: 20,
  report: 21,
} as const;

/** The n-th number of a stream, n from 0 to 2⁵³ − 1: uniform in [0, 1), with 53 random bits. */
export function uniformAt(key: RandomKey, n: number): number {
  const [x, y] = threefry2x32(key, [n >>> 0, Math.floor(n / 2 ** 32)]);
  return ((x >>> 5) * 2 ** 26 + (y >>> 6)) / 2 ** 53;
}

/**
 * The first `length` numbers of a stream, scaled to [low, high).
 *
 * @example
 * ```ts
 * import { randomKey, uniform } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * assert(uniform(randomKey(1), 100, -1, 1).every((x) => x >= -1 && x < 1));
 * ```
 * @category Random numbers
 */
export function uniform(key: RandomKey, length: number, low = 0, high = 1): Float64Array {
  return Float64Array.from({ length }, (_, n) => low + (high - low) * uniformAt(key, n));
}

/**
 * The first `length` numbers of a stream of normal deviates of mean 0.
 *
 * G. E. P. Box, M. E. Muller: A note on the generation of random normal deviates. Annals of
 * Mathematical Statistics 29 (1958): √(−2 log u) cos(2π v), each from two uniform numbers, at most
 * 8.6 deviations from the mean.
 *
 * @param deviation The standard deviation.
 *
 * @example
 * ```ts
 * import { normal, randomKey } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * assert(normal(randomKey(1), 100).every((x) => Math.abs(x) < 8.6));
 * ```
 * @category Random numbers
 */
export function normal(key: RandomKey, length: number, deviation = 1): Float64Array {
  return Float64Array.from({ length }, (_, n) => {
    const u = 1 - uniformAt(key, 2 * n); // in (0, 1]
    return deviation * Math.sqrt(-2 * Math.log(u)) *
      Math.cos(2 * Math.PI * uniformAt(key, 2 * n + 1));
  });
}

/**
 * A random order of the integers from 0 to length − 1.
 *
 * Fisher and Yates' shuffle as Durstenfeld wrote it (Algorithm 235, CACM 1964). Each index is drawn
 * as ⌊u k⌋ from 53 random bits, so that its bias is below k 2⁻⁵³.
 */
export function permutation(key: RandomKey, length: number): Uint32Array {
  const order = Uint32Array.from({ length }, (_, n) => n);
  for (let last = length - 1; last > 0; last--) {
    const other = Math.floor(uniformAt(key, last) * (last + 1));
    const swapped = order[last]!;
    order[last] = order[other]!;
    order[other] = swapped;
  }
  return order;
}
