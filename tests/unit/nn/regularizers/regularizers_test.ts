import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  categoricalCrossEntropy,
  cost,
  dense,
  float64,
  gradients,
  l1,
  l2,
  matrix,
  network,
  regularizer,
  softmax,
  tanh,
} from "../../../../engine.ts";
import { fit, sgd } from "../../../../train.ts";
import { verifyGradients } from "../../../../src/verify/ladder/verify_gradients.ts";
import { changed } from "../../../support/layers.ts";

const net = network({ inputs: 2, layers: [dense(3, tanh), dense(2, softmax)], seed: 1 });
const biased = {
  ...net,
  layers: net.layers.map((layer) => ({
    ...layer,
    parameters: changed(layer.parameters, "biases", () => 7),
  })),
};
const batch = { inputs: matrix([[1, -2], [0.5, 3]]), targets: matrix([[0, 1], [1, 0]]) };

Deno.test("cost() and gradients() add the regularizer of each weight once, whatever the batch, and of no bias", () => {
  for (
    const [of, value, slope] of [
      [l1(0.25), (w: number) => 0.25 * Math.abs(w), (w: number) => 0.25 * Math.sign(w)],
      [l2(0.25), (w: number) => 0.25 * w * w, (w: number) => 0.5 * w],
    ] as const
  ) {
    const bare = gradients(biased, batch, categoricalCrossEntropy);
    const regularized = gradients(biased, batch, categoricalCrossEntropy, { regularizer: of });
    const weights = biased.layers.flatMap(({ parameters }) => Array.from(parameters.weights!.data));
    const sum = weights.reduce((total, w) => total + value(w), 0);
    assertAlmostEquals(regularized.cost, bare.cost + sum, 1e-14);
    assertEquals(
      cost(biased, batch, categoricalCrossEntropy, { regularizer: of }),
      regularized.cost,
    );
    biased.layers.forEach(({ parameters }, l) => {
      assertEquals(regularized.layers[l]!.biases, bare.layers[l]!.biases);
      Array.from(parameters.weights!.data).forEach((w, i) => {
        const added = regularized.layers[l]!.weights!.data[i]! - bare.layers[l]!.weights!.data[i]!;
        assertAlmostEquals(added, slope(w), 1e-15);
      });
    });
  }
});

Deno.test("fit() reports the regularizer in the cost, on both executors, and shrinks the weights", async () => {
  const options = {
    loss: categoricalCrossEntropy,
    optimizer: sgd({ learningRate: 0.5 }),
    epochs: 40,
  };
  const norm = (of: typeof net) =>
    of.layers.reduce(
      (sum, { parameters }) =>
        sum + l2(1).value(float64, Math.hypot(...Array.from(parameters.weights!.data))),
      0,
    );
  for (const executor of ["reference", "wasm"] as const) {
    const with_ = await fit(net, batch, { ...options, executor, regularizer: l2(0.25) });
    const first = cost(net, batch, categoricalCrossEntropy, { regularizer: l2(0.25) });
    // The first cost is one of a few float32 operations: 2⁻²⁰ is some ten roundings.
    assertAlmostEquals(with_.history[0]!.cost, first, 2 ** -20 * first);
    const without = await fit(net, batch, { ...options, executor });
    assert(norm(with_.network) < norm(without.network));
  }
});

Deno.test("regularizer() and its users throw unless it is a regularizer", async () => {
  assertThrows(() => regularizer({ name: "", value: (_m, w) => w }), TypeError, "needs a name");
  assertThrows(
    () => regularizer({ name: "p", value: 1 as never }),
    TypeError,
    "The value of regularizer p",
  );
  for (const strength of [0, -1, NaN]) assertThrows(() => l2(strength), RangeError, `${strength}`);
  const wrong = { regularizer: 0.01 as never };
  const message = "regularizer must be one such as l2(1e-4)";
  assertThrows(() => gradients(net, batch, categoricalCrossEntropy, wrong), TypeError, message);
  assertThrows(() => cost(net, batch, categoricalCrossEntropy, wrong), TypeError, message);
  assertThrows(() => verifyGradients({ regularizers: [0.01 as never] }), TypeError, message);
  const run = fit(net, batch, {
    ...wrong,
    loss: categoricalCrossEntropy,
    optimizer: sgd({ learningRate: 1 }),
  });
  assertEquals(await run.catch((error) => error instanceof TypeError), true);
});
