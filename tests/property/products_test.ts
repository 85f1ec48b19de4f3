import fc from "fast-check";
import { float64, type Matrix } from "../../engine.ts";
import { times, timesTransposed, transposedTimes } from "../../src/core/matrix/products.ts";
import { matrixOf, seeds } from "../support/arbitraries.ts";
import { assertSameBits } from "../support/bits.ts";

// A copy of the arithmetic is not the arithmetic itself, and so takes the generic loop.
const generic = { ...float64 };
// All tails of the tiles: rows by 2, columns by 4, sums by 4.
const size = fc.integer({ min: 1, max: 11 });

const PRODUCTS = {
  timesTransposed: (m: typeof float64, [M, N, K]: Sizes, seed: number) =>
    timesTransposed(m, matrixOf(M, K, seed), matrixOf(N, K, seed + 1)),
  times: (m: typeof float64, [M, N, K]: Sizes, seed: number) =>
    times(m, matrixOf(M, K, seed), matrixOf(K, N, seed + 1)),
  transposedTimes: (m: typeof float64, [M, N, K]: Sizes, seed: number) =>
    transposedTimes(m, matrixOf(K, M, seed), matrixOf(K, N, seed + 1)),
};
type Sizes = [number, number, number];

for (const [name, product] of Object.entries(PRODUCTS)) {
  Deno.test(`${name}() of typed arrays equals the generic code to the bit`, () => {
    fc.assert(
      fc.property(fc.tuple(size, size, size), seeds.map((seed) => seed >>> 1), (sizes, seed) => {
        assertSameBits(product(float64, sizes, seed).data, product(generic, sizes, seed).data);
      }),
    );
  });

  Deno.test(`${name}() of infinite, NaN and signed zero entries equals the generic code to the bit`, () => {
    const entry = fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity, NaN, Number.MAX_VALUE, 5e-324);
    const square = fc.tuple(fc.array(entry, { minLength: 25, maxLength: 25 }), fc.constant(5))
      .map(([data, n]): Matrix => ({ rows: n, columns: n, data: Float64Array.from(data) }));
    const of = { timesTransposed, times, transposedTimes }[name as keyof typeof PRODUCTS];
    fc.assert(fc.property(square, square, (a, b) => {
      assertSameBits(of(float64, a, b).data, of(generic, a, b).data);
    }));
  });
}
