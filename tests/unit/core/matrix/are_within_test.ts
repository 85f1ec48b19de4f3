import { assertEquals } from "@std/assert";
import { areWithin } from "../../../../src/core/matrix/matrix.ts";

const LARGEST = 3.4028234663852886e38, BEYOND = 3.4028235677973366e38;

/** Numbers next to the bounds, on both sides, and those whose bits are unlike others. */
const NUMBERS = [
  ...[0, -0, 1, -1, 2, 1 + 2 ** -40, 2 - 2 ** -52, -2],
  ...[5e-324, 1e-45, -1e-45, 1.1754942e-38, LARGEST, -LARGEST, BEYOND, 1e308, -Number.MAX_VALUE],
  ...[NaN, Infinity, -Infinity],
];
const BOUNDS = [0, 5e-324, 1e-45, 0.1, 1, 2, LARGEST, BEYOND, 1e39, Infinity];

Deno.test("areWithin() says of every type of array what comparing each entry says", () => {
  for (const type of [Float32Array, Float64Array, Uint8Array, Int16Array, Int32Array]) {
    for (const bound of BOUNDS) {
      for (const number of NUMBERS) {
        for (const at of [0, 3, 6]) {
          // A view that begins at no multiple of a vector, between entries that are not its own.
          const all = new type(9).fill(NaN), view = all.subarray(1, 8).fill(0);
          // Either would show where others than its own were compared.
          [all[0], all[8]] = at === 3 ? [Infinity, -Infinity] : [0, 0];
          view[at] = number;
          const wanted = Array.from<number>(view).every((entry) => Math.abs(entry) < bound);
          assertEquals(areWithin(view, bound), wanted, `${type.name}: ${number} below ${bound}`);
        }
      }
    }
  }
  assertEquals(areWithin([], Infinity), false);
  assertEquals(areWithin(new Float64Array(0), 0), true);
});
