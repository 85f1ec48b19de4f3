import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  batchNorm,
  checkGradients,
  cost,
  dense,
  evaluate,
  fit,
  float64,
  forward,
  fromJson,
  gradients,
  KINDS,
  linear,
  matrix,
  network,
  predict,
  sgd,
  sumOfSquaredErrors as loss,
  tanh,
  toJson,
  withStateOf,
} from "../../../../mod.ts";
import { matrixOf } from "../../../support/arbitraries.ts";

const batch = { inputs: matrixOf(5, 2, 1), targets: matrixOf(5, 1, 2) };
const net = network({
  inputs: 2,
  layers: [dense(3, linear), batchNorm({ activation: tanh }), dense(1, linear)],
  seed: 1,
});

Deno.test("batchNorm() throws unless epsilon is positive and momentum above 0 and at most 1", () => {
  for (const momentum of [0, -1, 1.5, NaN, "1"]) {
    assertThrows(() => batchNorm({ momentum: momentum as number }), RangeError, "momentum must");
  }
  assertThrows(() => batchNorm({ epsilon: 0 }), RangeError, "epsilon must");
  assertEquals(batchNorm().options, { epsilon: 1e-5, momentum: 0.1 });
});

Deno.test("batchNorm trains on statistics of the batch and keeps running ones, with n − 1", () => {
  const one = network({ inputs: 2, layers: [batchNorm({ epsilon: 1, momentum: 0.25 })] });
  const x = matrix([[1, 0], [3, 0], [8, 0]]); // mean 4, variance 26/3 of n, 13 of n − 1
  const trace = forward(one, x, { training: true });
  const root = Math.sqrt(26 / 3 + 1);
  [-3 / root, 0, -1 / root, 0, 4 / root, 0].forEach((y, i) => {
    assertAlmostEquals(trace.outputs.data[i]!, y, 1e-15);
  });
  const { means, variances } = withStateOf(one, trace).layers[0]!.state!;
  assertEquals(Array.from(means!.data), [1, 0]);
  assertEquals(Array.from(variances!.data), [0.75 + 13 / 4, 0.75]);
  assertEquals(Array.from(one.layers[0]!.state!.means!.data), [0, 0], "the given one stays");
});

Deno.test("batchNorm leaves the running variance as it is after a batch of one", () => {
  const one = network({ inputs: 1, layers: [batchNorm({ momentum: 0.5 })] });
  const { means, variances } = forward(one, matrix([[6]]), { training: true }).layers[0]!.state!;
  assertEquals([means!.data[0], variances!.data[0]], [3, 1]);
});

Deno.test("batchNorm of [height, width, channels] has statistics of each channel over positions", () => {
  const { batchNorm: kind } = KINDS, options = { epsilon: 1, momentum: 1 };
  assertEquals(kind.stateShapes!(options, [2, 2, 3]), { means: [1, 3], variances: [1, 3] });
  const parameters = { gains: matrix([[1, 1]]), biases: matrix([[0, 0]]) };
  const values = {
    options,
    parameters,
    state: { means: matrix([[0, 0]]), variances: matrix([[1, 1]]) },
  };
  const x = matrix([[1, 10, 2, 20], [3, 30, 6, 40]]); // two positions of two channels
  const { state } = kind.forward(float64, values as never, x, { training: true });
  assertEquals(Array.from(state!.means!.data), [3, 25]);
});

Deno.test("gradients() through batchNorm agree with differences of cost(), in training and evaluation", () => {
  const moved = withStateOf(net, forward(net, batch.inputs, { training: true }));
  for (const training of [true, false]) {
    const one = { ...batch, training };
    assert(checkGradients(moved, one, loss).passed, `training: ${training}`);
    assertEquals(gradients(moved, one, loss).cost, cost(moved, one, loss));
  }
  const costs = [true, false].map((training) => cost(moved, { ...batch, training }, loss));
  assert(Math.abs(costs[0]! - costs[1]!) > 1e-3, "the modes differ");
});

Deno.test("fit() returns running statistics, which evaluate() and predict() use and files keep", async () => {
  const options = { loss, optimizer: sgd({ learningRate: 0.05 }), epochs: 40, batchSize: 5 };
  const { network: trained } = await fit(net, batch, { ...options, executor: "reference" });
  const { means, variances } = trained.layers[1]!.state!;
  const z = forward(trained, batch.inputs).layers[0]!.z;
  const column = [0, 1, 2, 3, 4].map((i) => z.data[3 * i]!);
  const mean = column.reduce((sum, x) => sum + x) / 5;
  const variance = column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 4;
  assertAlmostEquals(means!.data[0]!, mean, 0.1);
  assertAlmostEquals(variances!.data[0]!, variance, 0.1);
  const outputs = await predict(trained, matrix([[0.5, -0.5]]));
  assertEquals(
    outputs,
    await predict(fromJson(JSON.parse(JSON.stringify(toJson(trained)))), matrix([[0.5, -0.5]])),
  );
  const { cost: evaluated } = await evaluate(trained, batch, { loss });
  assertAlmostEquals(evaluated, cost(trained, batch, loss), 1e-15);
  assertEquals(Array.from(net.layers[1]!.state!.means!.data), [0, 0, 0], "the given one stays");
});

Deno.test("networks whose state is missing or of another shape are refused by layer", () => {
  const wrong = (state: unknown) => ({
    ...net,
    layers: net.layers.map((layer, l) =>
      l === 1 ? { ...layer, state } : layer
    ) as typeof net.layers,
  });
  const { means, variances } = net.layers[1]!.state!;
  const refused = (state: unknown, message: string) =>
    assertThrows(() => forward(wrong(state), batch.inputs), TypeError, message);
  refused(undefined, "means of layer 2 must be (1 × 3), but found (none)");
  refused({ means, variances: matrix([[1]]) }, "variances of layer 2 must be (1 × 3)");
  refused({ means, variances, more: means }, "more of layer 2 must be (none)");
});
