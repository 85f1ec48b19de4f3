import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  type Batch,
  batchNorm,
  binaryCrossEntropy,
  categoricalCrossEntropy,
  dense,
  denseFrom,
  type Gradients,
  gradients,
  hessianTimes,
  l1,
  l2,
  linear,
  type Loss,
  mapParameters,
  matrix,
  type Network,
  network,
  normal,
  randomKey,
  type Regularizer,
  relu,
  sigmoid,
  softmax,
  softplus,
  sumOfSquaredErrors,
  tanh,
} from "../../../engine.ts";

type Direction = Gradients["layers"];

const X = [[1, 2, -1], [0.5, -3, 2], [2, 0.25, 1], [-1, 1, 4]];
const V = [0.5, -2, 1], BIAS = 3;

/** (1/n) Σ factor x (x · v) over the examples, with a 1 behind each for the bias. */
function byHand(factors: readonly number[]): number[] {
  const v = [...V, BIAS], rows = X.map((row) => [...row, 1]);
  return v.map((_, j) => {
    const terms = rows.map((row, i) => {
      return factors[i]! * row[j]! * row.reduce((sum, x, k) => sum + x * v[k]!, 0);
    });
    return terms.reduce((sum, term) => sum + term) / X.length;
  });
}

function assertClose(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-12) {
  assertEquals(got.length, expected.length);
  for (let i = 0; i < got.length; i++) assertAlmostEquals(got[i]!, expected[i]!, tolerance);
}

const inputs = matrix(X), direction = [{ weights: matrix([V]), biases: matrix([[BIAS]]) }];

function flat(layers: Direction): number[] {
  return layers.flatMap((layer) => Object.values(layer).flatMap(({ data }) => Array.from(data)));
}

Deno.test("hessianTimes() of linear regression is Xᵀ X v / n, whatever the targets are", () => {
  const net = { inputs: 3, layers: [denseFrom(linear, matrix([[7, 8, 9]]), matrix([[1]]))] };
  for (const target of [0, 5]) {
    const batch = { inputs, targets: matrix(X.map(() => [target])) };
    assertClose(
      flat(hessianTimes(net, batch, sumOfSquaredErrors, direction)),
      byHand([1, 1, 1, 1]),
    );
  }
});

Deno.test("hessianTimes() of logistic regression is Xᵀ D X v / n, with D = a (1 − a)", () => {
  const w = [0.3, -0.2, 0.1];
  const net = { inputs: 3, layers: [denseFrom(sigmoid, matrix([w]), matrix([[0.4]]))] };
  const batch = { inputs, targets: matrix([[0], [1], [1], [0]]) };
  const slopes = X.map((row) => {
    const a = 1 / (1 + Math.exp(-row.reduce((sum, x, k) => sum + x * w[k]!, 0.4)));
    return a * (1 - a);
  });
  assertClose(flat(hessianTimes(net, batch, binaryCrossEntropy, direction)), byHand(slopes));
});

Deno.test("hessianTimes() adds the second derivative of a regularizer, for weights alone", () => {
  const net = { inputs: 3, layers: [denseFrom(linear, matrix([[7, 8, 9]]), matrix([[1]]))] };
  const batch = { inputs, targets: matrix(X.map(() => [0])) };
  const of = (regularizer?: Regularizer) =>
    flat(hessianTimes(net, batch, sumOfSquaredErrors, direction, { regularizer }));
  const second = of(l2(0.5)).map((entry, i) => entry - of()[i]!);
  assertClose(second, [...V.map((v) => 2 * 0.5 * v), 0]); // of λ w²
  assertEquals(of(l1(0.5)), of());
});

/** (∇C(θ + h v) − ∇C(θ − h v)) / 2h. */
function byDifferences(net: Network, batch: Batch, loss: Loss, along: Direction): number[] {
  const h = 1e-5;
  const [above, below] = [h, -h].map((step) => {
    const moved = mapParameters(net, ({ data, ...size }, { l, name }) => {
      const v = along[l]![name]!.data;
      return { ...size, data: Float64Array.from(data, (x, i) => x + step * v[i]!) };
    });
    return flat(gradients(moved, batch, loss).layers);
  });
  return above!.map((x, i) => (x - below![i]!) / (2 * h));
}

const CASES = {
  "tanh, softmax with cross-entropy": [
    [dense(4, tanh), dense(3, softmax)],
    categoricalCrossEntropy,
  ],
  "softplus, softmax with squared errors": [
    [dense(4, softplus), dense(3, softmax)],
    sumOfSquaredErrors,
  ],
  "relu, linear": [[dense(4, relu), dense(3, linear)], sumOfSquaredErrors],
  "batch norm in training": [[dense(4, tanh), batchNorm(), dense(3, linear)], sumOfSquaredErrors],
} as const;

for (const [name, [layers, loss]] of Object.entries(CASES)) {
  Deno.test(`hessianTimes() agrees with differences of gradients to 1e-7: ${name}`, () => {
    const net = network({ inputs: 3, layers, seed: 3 });
    const targets = matrix([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]]);
    const batch = { inputs, targets, training: true };
    let drawn = 0;
    const along = mapParameters(net, ({ rows, columns }) => ({
      ...{ rows, columns },
      data: Float64Array.from(normal(randomKey(drawn++), rows * columns)),
    })).layers.map(({ parameters }) => parameters);
    const got = flat(hessianTimes(net, batch, loss, along));
    assertClose(got, byDifferences(net, batch, loss, along), 1e-7);
    assert(got.some((entry) => Math.abs(entry) > 0.01));
  });
}

Deno.test("hessianTimes() refuses a direction of another shape, and numbers that are not finite", () => {
  const net = { inputs: 3, layers: [denseFrom(linear, matrix([[7, 8, 9]]), matrix([[1]]))] };
  const batch = { inputs, targets: matrix(X.map(() => [0])) };
  const refused = (
    layers: unknown,
    message: string,
    type: typeof TypeError | typeof RangeError = TypeError,
  ) =>
    assertThrows(
      () => hessianTimes(net, batch, sumOfSquaredErrors, layers as Direction),
      type,
      message,
    );
  const [{ weights, biases }] = direction as [{ weights: unknown; biases: unknown }];
  refused([], "direction must be an array of 1 layers, such as gradients(…).layers");
  refused(
    [{ weights }],
    "biases in the direction of layer 1, of kind dense must be a matrix (1 × 1)",
  );
  refused([{ weights, biases, gains: biases }], "must be by its parameters (weights, biases)");
  refused([{ weights: biases, biases }], "must be a matrix (1 × 3), but found (1 × 1)");
  refused([{ weights, biases: matrix([[NaN]]) }], "must be finite, but found NaN", RangeError);
});
