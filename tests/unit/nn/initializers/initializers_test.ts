import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  dense,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  lecunNormal,
  lecunUniform,
  network,
  normal,
  orthogonal,
  randomKey,
  selu,
  tanh,
  zeros,
} from "../../../../engine.ts";
import { seeds } from "../../../support/arbitraries.ts";

const FANS = { inputs: 300, units: 200 };
const N = FANS.inputs * FANS.units;

const VARIANCES: readonly (readonly [Initializer, number, "uniform" | "normal"])[] = [
  [glorotUniform, 2 / 500, "uniform"],
  [glorotNormal, 2 / 500, "normal"],
  [heUniform, 2 / 300, "uniform"],
  [heNormal, 2 / 300, "normal"],
  [lecunUniform, 1 / 300, "uniform"],
  [lecunNormal, 1 / 300, "normal"],
];

/*
 * A mean of N draws is off by 1/√N of their deviation, one standard error. Five of these are passed once
 * in 1.7 million seeds, and the seeds here are fixed. The square of a draw has the relative variance κ − 1,
 * with κ = 9/5 for a uniform one and 3 for a normal one; the fourth power of a normal one 96/9.
 */
const ERRORS = 5;

for (const [initializer, variance, kind] of VARIANCES) {
  Deno.test(`${initializer.name} draws ${kind} weights of mean 0 and its variance`, () => {
    for (const seed of [0, 1, 2]) {
      const weights = initializer.weights(randomKey(seed), FANS);
      assertEquals(weights.length, N);
      let sum = 0, squares = 0, fourths = 0;
      for (const w of weights) {
        sum += w;
        squares += w * w;
        fourths += w * w * w * w;
      }
      const kurtosis = kind === "uniform" ? 9 / 5 : 3;
      assert(Math.abs(sum / N) < ERRORS * Math.sqrt(variance / N), `mean ${sum / N}`);
      const off = squares / N / variance - 1;
      assert(Math.abs(off) < ERRORS * Math.sqrt((kurtosis - 1) / N), `variance off by ${off}`);
      // Shapes: the fourth moment tells a uniform from a normal distribution.
      const shape = fourths / N / variance ** 2 / kurtosis - 1;
      assert(Math.abs(shape) < ERRORS * Math.sqrt(96 / 9 / N), `kurtosis off by ${shape}`);
      if (kind === "uniform") {
        const r = Math.sqrt(3 * variance);
        assert(weights.every((w) => w >= -r && w < r));
      }
    }
  });
}

Deno.test("normal() has the share of draws within one, two and three deviations", () => {
  const draws = normal(randomKey(3), N, 2);
  for (const [deviations, share] of [[1, 0.6826895], [2, 0.9544997], [3, 0.9973002]] as const) {
    const found = draws.filter((x) => Math.abs(x) < 2 * deviations).length / N;
    assert(Math.abs(found - share) < ERRORS * Math.sqrt(share * (1 - share) / N), `${found}`);
  }
  // Neighbours are drawn from the same words: they must not go together.
  const pairs = draws.reduce((sum, x, i) => sum + x * (draws[i + 1] ?? 0), 0) / (4 * N);
  assert(Math.abs(pairs) < ERRORS / Math.sqrt(N), `${pairs}`);
});

Deno.test("orthogonal() draws rows, or columns, of length gain at right angles, to rounding", () => {
  const sizes = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(
      sizes,
      sizes,
      fc.constantFrom(1, Math.SQRT2),
      seeds,
      (inputs, units, gain, seed) => {
        const w = orthogonal({ gain }).weights(randomKey(seed), { inputs, units });
        const [count, at] = units <= inputs
          ? [units, (i: number, k: number) => w[i * inputs + k]!]
          : [inputs, (i: number, k: number) => w[k * inputs + i]!];
        for (let i = 0; i < count; i++) {
          for (let j = 0; j <= i; j++) {
            let dot = 0;
            for (let k = 0; k < Math.max(inputs, units); k++) dot += at(i, k) * at(j, k);
            // At most 40 products, each rounded to 2⁻⁵³, and as much from each of two passes.
            assertAlmostEquals(dot, i === j ? gain ** 2 : 0, 2 * 3 * 40 * 2 ** -53);
          }
        }
      },
    ),
  );
});

Deno.test("orthogonal() draws all directions alike", () => {
  // The first entry of a 2 × 2 rotation or reflection is cos of an even angle: mean 0, mean square ½.
  const COUNT = 4000;
  const entries = Array.from({ length: COUNT }, (_, seed) => {
    return orthogonal().weights(randomKey(seed), { inputs: 2, units: 2 });
  });
  const mean = (of: (w: Float64Array) => number) =>
    entries.reduce((sum, w) => sum + of(w), 0) / COUNT;
  for (let n = 0; n < 4; n++) {
    assert(Math.abs(mean((w) => w[n]!)) < ERRORS * Math.sqrt(0.5 / COUNT));
    assert(Math.abs(mean((w) => w[n]! ** 2) - 0.5) < ERRORS * Math.sqrt(0.125 / COUNT));
  }
  const determinant = mean((w) => w[0]! * w[3]! - w[1]! * w[2]!);
  assert(Math.abs(determinant) < ERRORS / Math.sqrt(COUNT), `${determinant}`);
  assertThrows(() => orthogonal({ gain: 0 }), RangeError, "gain must be a positive number");
});

Deno.test("initializers give the same bits for the same seed, and go with dense()", () => {
  const initializers = [...VARIANCES.map(([initializer]) => initializer), orthogonal(), zeros];
  for (const initializer of initializers) {
    const draw = (seed: number) =>
      network({ inputs: 5, layers: [dense(4, tanh, { initializer })], seed }).layers[0]!.parameters
        .weights!.data;
    assertEquals(draw(1), draw(1));
    if (initializer !== zeros) assert(String(draw(1)) !== String(draw(2)), initializer.name);
  }
  assertEquals(new Set(initializers.map(({ name }) => name)).size, initializers.length);
  assert(zeros.weights(randomKey(1), FANS).every((w) => Object.is(w, 0)));
  assertEquals(dense(3, selu).initializer, lecunNormal);
});
