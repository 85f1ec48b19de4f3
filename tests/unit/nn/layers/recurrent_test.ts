import { assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  dense,
  describeNetwork,
  fit,
  forward,
  gru,
  KINDS,
  linear,
  lstm,
  matrix,
  network,
  reshape,
  selfAttention,
  sgd,
  summary,
  sumOfSquaredErrors as loss,
} from "../../../../mod.ts";
import { matrixOf } from "../../../support/arbitraries.ts";

const sigma = (z: number) => 1 / (1 + Math.exp(-z));

Deno.test("lstm of one unit is (i, f, g, o) = (σ, σ, tanh, σ), c ← f c + i g, h = o tanh c", () => {
  const net = network({ inputs: [2, 1], layers: [lstm(1, { returnSequences: true })], seed: 2 });
  const { inputWeights, recurrentWeights } = net.layers[1]!.parameters;
  const [w, u] = [inputWeights!.data, recurrentWeights!.data];
  let h = 0, c = 0;
  const expected = [0.5, -2].map((x) => {
    const [i, f, g, o] = [0, 1, 2, 3].map((k) => w[k]! * x + u[k]! * h) as [
      number,
      number,
      number,
      number,
    ];
    c = sigma(f) * c + sigma(i) * Math.tanh(g);
    return h = sigma(o) * Math.tanh(c);
  });
  const { data } = forward(net, matrix([[0.5, -2]])).outputs;
  expected.forEach((value, t) => assertAlmostEquals(data[t]!, value, 1e-15));
  const last = network({ inputs: [2, 1], layers: [lstm(1)], seed: 2 });
  assertEquals(forward(last, matrix([[0.5, -2]])).outputs.data[0], data[1]);
});

Deno.test("gru of one unit resets after the product, as in PyTorch: h ← (1 − z) n + z h", () => {
  const drawn = network({ inputs: [2, 1], layers: [gru(1, { returnSequences: true })], seed: 3 });
  const layer = drawn.layers[1]!, [b, c] = [[0.1, 0.2, 0.3], 0.4];
  const parameters = { ...layer.parameters, biases: matrix([b!]), candidateBiases: matrix([[c!]]) };
  const net = { ...drawn, layers: [drawn.layers[0]!, { ...layer, parameters }] };
  const [w, u] = [layer.parameters.inputWeights!.data, layer.parameters.recurrentWeights!.data];
  let h = 0;
  const expected = [0.5, -2].map((x) => {
    const [r, z] = [0, 1].map((k) => sigma(w[k]! * x + u[k]! * h + b[k]!)) as [number, number];
    const n = Math.tanh(w[2]! * x + b[2]! + r * (u[2]! * h + c));
    return h = (1 - z) * n + z * h;
  });
  const { data } = forward(net, matrix([[0.5, -2]])).outputs;
  expected.forEach((value, t) => assertAlmostEquals(data[t]!, value, 1e-15));
});

Deno.test("selfAttention of one head of one feature mixes values by softmax(q k)", () => {
  const drawn = network({ inputs: [2, 1], layers: [selfAttention(1)], seed: 1 });
  const parameters = {
    projectionWeights: matrix([[1], [2], [3]]),
    projectionBiases: matrix([[0, 0, 1]]),
    outputWeights: matrix([[2]]),
    outputBiases: matrix([[5]]),
  };
  const of = (causal: boolean) => {
    const layer = { ...drawn.layers[1]!, options: { heads: 1, causal }, parameters };
    return forward({ ...drawn, layers: [drawn.layers[0]!, layer] }, matrix([[1, 2]])).outputs.data;
  };
  const [k, v] = [[2, 4], [4, 7]] as const;
  const expected = [1, 2].map((q) => {
    const [a, b] = k.map((key) => Math.exp(q * key)) as [number, number];
    return 2 * (a * v[0] + b * v[1]) / (a + b) + 5;
  });
  expected.forEach((value, t) => assertAlmostEquals(of(false)[t]!, value, 1e-14));
  assertAlmostEquals(of(true)[0]!, 2 * v[0] + 5, 1e-14);
  assertAlmostEquals(of(true)[1]!, expected[1]!, 1e-14);
});

Deno.test("layers over steps check their options, and refuse inputs without steps by name", () => {
  for (const make of [lstm, gru]) {
    assertThrows(() => make(0), RangeError, "positive number of units");
    const wrong = { returnSequences: 1 as unknown as boolean };
    assertThrows(() => make(1, wrong), TypeError, "returnSequences must be true or false");
    assertThrows(
      () => network({ inputs: 6, layers: [make(1)] }),
      RangeError,
      `${make.name} takes inputs of the shape [steps, features], but found 6; reshape(`,
    );
  }
  assertThrows(() => selfAttention(0.5), RangeError, "heads must be a positive integer");
  assertThrows(() => selfAttention(1, { causal: 0 as never }), TypeError, "causal must be");
  assertThrows(
    () => network({ inputs: [2, 3], layers: [selfAttention(2)] }),
    RangeError,
    "found 3 features and 2 heads",
  );
});

Deno.test("layers over steps are described and summarized, and stand on each other", () => {
  const layers = [
    dense(12, linear),
    reshape([4, 3]),
    lstm(2, { returnSequences: true }),
    selfAttention(2, { causal: true }),
    gru(3),
    dense(1, linear),
  ];
  const net = network({ inputs: 5, layers, seed: 1 });
  const words = "5-12 linear-4×3-lstm 2 sequences-selfAttention 2 causal-gru 3-1 linear";
  assertEquals(describeNetwork(net), words);
  const [, , first, attention, second] = summary(net).layers;
  assertEquals([first!.shape, attention!.shape, second!.shape], [[4, 2], [4, 2], [3]]);
  assertEquals(first!.multiplyAdds, 4 * (8 * 3 + 8 * 2));
  assertEquals(attention!.multiplyAdds, 4 * 4 * 2 ** 2 + 2 * 4 ** 2 * 2);
  assertEquals(second!.multiplyAdds, 4 * (9 * 2 + 9 * 3));
});

Deno.test("wasm refuses layers over steps by name", async () => {
  const batch = { inputs: matrixOf(4, 4, 1), targets: matrixOf(4, 1, 2) };
  const options = { loss, optimizer: sgd({ learningRate: 0.1 }) };
  for (const plan of [lstm(1), gru(1), selfAttention(1)]) {
    const net = network({ inputs: [2, 2], layers: [plan, dense(1, linear)] });
    assertEquals(KINDS[plan.kind.name as keyof typeof KINDS].compiled, undefined);
    await assertRejects(
      () => fit(net, batch, options),
      RangeError,
      `no compiled form of layer 2, of kind ${plan.kind.name}`,
    );
  }
});
