import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { float64 } from "../../core/arithmetic/float64.ts";

const BITS = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

function mixed(x: number, y: number): number {
  const z = Math.imul(x ^ (y >>> 15) ^ Math.imul(y, 0x2c1b3c6d), 0x297a2d39) ^ x >>> 13;
  return (Math.imul(z ^ z >>> 16, 0x85ebca6b) ^ z >>> 11) >>> 0;
}

function hashOf(x: number): number {
  BITS.setFloat64(0, x);
  return mixed(BITS.getUint32(0), BITS.getUint32(4) + 7);
}

/**
 * The arithmetic that tells computations apart: each value is a hash of how it was computed.
 *
 * Formulas that apply the same operations to the same values in the same order have equal values;
 * others collide once in 2³². Unlike in float64, nothing is absorbed, saturated or NaN, and both
 * branches of a choice count.
 */
export const hashes: Arithmetic<number> = /* @__PURE__ */ hashing();

function hashing(): Arithmetic<number> {
  const operations = Object.keys(float64).map((name, n) => [
    name,
    (x: number, y = 1, z = 2) => mixed(mixed(mixed(n + 100, x), y), z),
  ]);
  return Object.freeze({
    ...Object.fromEntries(operations),
    zero: hashOf(0),
    one: hashOf(1),
    constant: hashOf,
  });
}
