import fc from "fast-check";
import { type RandomKey, randomKey } from "../../src/random/random.ts";

/** Seeds of everything random. */
export function seeds(): fc.Arbitrary<number> {
  return fc.nat({ max: 2 ** 32 - 1 });
}

/** Keys of random streams. */
export function keys(): fc.Arbitrary<RandomKey> {
  return seeds().map((seed) => randomKey(seed));
}
