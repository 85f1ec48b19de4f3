import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import {
  backward,
  cost,
  dense,
  describeNetwork,
  forward,
  glorotUniform,
  matrix,
  network,
  orthogonal,
  parametersOf,
  relu,
  rowwise,
  sigmoid,
  softmax,
  sumOfSquaredErrors,
  tanh,
} from "../../../engine.ts";
import { predict, sgd } from "../../../train.ts";
import { withParameters } from "../../support/layers.ts";

const small = network({ inputs: 3, layers: [dense(2, tanh), dense(2, sigmoid)], seed: 1 });

Deno.test("network() draws the same bits from the same seed, others from another", () => {
  const plan = { inputs: 3, layers: [dense(2, tanh), dense(2, sigmoid)] };
  assertEquals(network({ ...plan, seed: 1 }), small);
  assertNotEquals(network({ ...plan, seed: 2 }), small);
  assertEquals(network(plan), network({ ...plan, seed: 0 }));
});

Deno.test("network() draws weights within Glorot's and He's radius, nearly filling it; biases are 0", () => {
  const { layers } = network({ inputs: 100, layers: [dense(50, tanh), dense(50, relu)], seed: 3 });
  const radii = [Math.sqrt(6 / 150), Math.sqrt(6 / 50)];
  layers.forEach(({ parameters: { weights, biases } }, l) => {
    const largest = Math.max(...Array.from(weights!.data, Math.abs));
    // 2,500 draws all below 0.99 r have probability 0.99^2500 = 1e-11.
    assert(largest <= radii[l]! && largest > 0.99 * radii[l]!, `${largest}`);
    assert(Array.from(biases!.data).every((bias) => bias === 0));
  });
  assertEquals(dense(1, relu, { initializer: glorotUniform }).initializer.name, "glorotUniform");
});

Deno.test("network() and dense() throw on invalid sizes and layers", () => {
  assertThrows(() => dense(0, tanh), RangeError, "positive number of units, but found 0");
  assertThrows(() => dense(1.5, tanh), RangeError, "1.5");
  assertThrows(() => dense(1, "tanh" as never), TypeError, 'but found "tanh"');
  assertThrows(() => network({ inputs: 0, layers: [dense(1, tanh)] }), RangeError, "found 0");
  assertThrows(() => network({ inputs: 1, layers: [] }), RangeError, "at least one layer");
  assertThrows(
    () => network({ inputs: 1, layers: [{} as never] }),
    TypeError,
    "Layer 1 must be made by dense(units, activation) or layer(kind, options), " +
      "but found an object without members",
  );
  assertThrows(
    () => network({ inputs: 1, layers: dense(1, tanh) as never }),
    TypeError,
    "layers must be an array such as [dense(units, activation)], but found an object with kind",
  );
  const text = "2" as never; // looks like the number in a message, if it is not quoted
  assertThrows(() => dense(text, tanh), RangeError, 'found "2"');
  assertThrows(() => network({ inputs: text, layers: [dense(1, tanh)] }), RangeError, 'found "2"');
  assertThrows(
    () => network({ inputs: 1, layers: [dense(1, tanh)], seed: text }),
    RangeError,
    'found "2"',
  );
  for (const [initializer, found] of [["he", '"he"'], [orthogonal, "the function orthogonal"]]) {
    assertThrows(
      () => dense(1, tanh, { initializer: initializer as never }),
      TypeError,
      `initializer must be one such as heUniform or orthogonal(), but found ${found}`,
    );
  }
  assertThrows(
    () => network({ inputs: 1, layers: [dense(1, tanh)], seed: -1 }),
    RangeError,
    "seed",
  );
});

Deno.test("network() draws each layer from a stream of its own", () => {
  const { layers } = network({ inputs: 3, layers: [dense(3, tanh), dense(3, tanh)], seed: 1 });
  assertNotEquals(layers[0]!.parameters.weights, layers[1]!.parameters.weights);
});

Deno.test("networks made by hand are refused where their parameters do not fit", async () => {
  const [first, second] = small.layers as [typeof small.layers[0], typeof small.layers[0]];
  const run = (layers: unknown[], inputs = 3) =>
    forward({ inputs, layers: layers as typeof small.layers }, matrix([[1, 2, 3]]));
  assertThrows(() => run([]), TypeError, "at least one layer");
  assertThrows(() => run([null]), TypeError, "A kind of layer such as");
  assertThrows(
    () => run([first, first]),
    TypeError,
    "weights of layer 2 must be (2 × 2), but found (2 × 3)",
  );
  assertThrows(
    () => run([withParameters(first!, { biases: matrix([[1]]) })]),
    TypeError,
    "biases of layer 1 must be (1 × 2), but found (1 × 1)",
  );
  assertThrows(
    () => run([{ ...first, options: { units: 5 } }, second]),
    TypeError,
    "weights of layer 1 must be (5 × 3)",
  );
  assertThrows(
    () => run([withParameters(first!, { weights: { rows: 2, columns: 3, data: [1] } })]),
    TypeError,
    "must hold 6 entries, but found 1",
  );
  await assertRejects(
    () => predict({ ...small, layers: [second] }, matrix([[1, 2, 3]])),
    TypeError,
    "layer 1",
  );
  const short = rowwise({ name: "short", value: (_, z) => z.slice(1) });
  assertThrows(
    () => run([{ ...first, activation: short }]),
    TypeError,
    "2 entries, but a formula gave 1",
  );
  const nan = { name: "nan", weights: () => Float64Array.of(NaN) };
  assertThrows(
    () => network({ inputs: 1, layers: [dense(1, tanh, { initializer: nan })] }),
    RangeError,
    "nan must draw 1 finite weights for layer 1",
  );
});

Deno.test("a network that can still be changed is checked each time", () => {
  const x = matrix([[1, 2]]), made = network({ inputs: 2, layers: [dense(3, tanh)], seed: 1 });
  const [layer] = made.layers;
  const thawed = [
    (parts: { options: object; weights: object }) => Object.assign(parts.options, { units: 7 }),
    (parts: { options: object; weights: object }) => Object.assign(parts.weights, { rows: 7 }),
  ];
  thawed.forEach((change, i) => {
    const options = { units: 3 }, weights = { ...layer!.parameters.weights! };
    if (i === 1) Object.freeze(options);
    if (i === 0) Object.freeze(weights);
    const parameters = Object.freeze({ ...layer!.parameters, weights });
    const layers = Object.freeze([Object.freeze({ ...layer!, options, parameters })]);
    const net = Object.freeze({ inputs: 2, layers });
    forward(net, x);
    change({ options, weights });
    assertThrows(() => forward(net, x), TypeError, "weights of layer 1");
  });
});

Deno.test("backward() and sgd() refuse what belongs to another network", () => {
  const other = network({ inputs: 3, layers: [dense(4, tanh), dense(2, sigmoid)], seed: 1 });
  const inputs = matrix([[1, 2, 3]]), targets = matrix([[0, 1]]);
  const trace = forward(other, inputs);
  assertThrows(
    () => backward(small, trace, targets, sumOfSquaredErrors),
    TypeError,
    "the trace has 4",
  );
  const own = forward(small, inputs);
  const long = { ...own, layers: [...own.layers, own.layers[1]!] };
  assertThrows(
    () => backward(small, long, targets, sumOfSquaredErrors),
    TypeError,
    "The trace must be of this network, which has 2 layers, but the trace has 3",
  );
  const slopes = backward(other, trace, targets, sumOfSquaredErrors);
  const { init, update } = sgd({ learningRate: 1 });
  assertThrows(
    () => update(small, slopes, init(small)),
    TypeError,
    "(4 × 3) for weights of layer 1 (2 × 3)",
  );
});

Deno.test("parametersOf() and describeNetwork() know the paper's network", () => {
  const paper = network({
    inputs: 784,
    layers: [dense(32, tanh), dense(16, tanh), dense(10, softmax)],
  });
  assertEquals(parametersOf(paper), 784 * 32 + 32 + 32 * 16 + 16 + 16 * 10 + 10);
  assertEquals(describeNetwork(paper), "784-32 tanh-16 tanh-10 softmax");
});

Deno.test("forward() keeps z and a of every layer, with a = f(z)", () => {
  const trace = forward(small, matrix([[1, 0, -1], [0.5, 2, 0]]));
  assertEquals(trace.layers.map(({ z, a }) => [z.rows, z.columns, a.rows, a.columns]), [
    [2, 2, 2, 2],
    [2, 2, 2, 2],
  ]);
  const [hidden, output] = trace.layers;
  assertEquals(Array.from(hidden!.a.data), Array.from(hidden!.z.data, Math.tanh));
  assert(trace.outputs === output!.a);
});

Deno.test("forward() takes bytes as it takes numbers", () => {
  const bytes = { rows: 1, columns: 3, data: Uint8Array.of(0, 128, 255), scale: 1 / 255 };
  assertEquals(
    forward(small, bytes).outputs,
    forward(small, matrix([[0, 128 * (1 / 255), 255 * (1 / 255)]])).outputs,
  );
});

Deno.test("forward() refuses inputs of a wrong shape, and numbers that are not finite", () => {
  assertThrows(
    () => forward(small, matrix([[1, 2]])),
    TypeError,
    "inputs (1 × 2) must have 3 columns",
  );
  assertThrows(() => forward(small, [[1, 2, 3]] as never), TypeError, "must be a matrix");
  assertThrows(() => forward(small, matrix([[1, NaN, 3]])), RangeError, "NaN in row 0, column 1");
  assertThrows(() => forward(small, matrix([[1, 2, -Infinity]])), RangeError, "-Infinity");
});

Deno.test("backward() refuses targets of a wrong shape, empty batches, and numbers that are not finite", () => {
  const trace = forward(small, matrix([[1, 2, 3]]));
  const run = (rows: number[][]) => backward(small, trace, matrix(rows), sumOfSquaredErrors);
  assertThrows(
    () => run([[1]]),
    TypeError,
    "targets (1 × 1) must have the shape of the outputs: 1 × 2",
  );
  assertThrows(() => run([[1, NaN]]), RangeError, "targets must be finite");
  const none = {
    inputs: { rows: 0, columns: 3, data: [] },
    targets: { rows: 0, columns: 2, data: [] },
  };
  assertThrows(() => cost(small, none, sumOfSquaredErrors), RangeError, "at least one example");
});

Deno.test("cost() is the mean of the losses, whatever the size of the batch, (19)", () => {
  const one = { inputs: matrix([[1, 2, 3]]), targets: matrix([[0, 1]]) };
  const twice = { inputs: matrix([[1, 2, 3], [1, 2, 3]]), targets: matrix([[0, 1], [0, 1]]) };
  assertAlmostEquals(
    cost(small, one, sumOfSquaredErrors),
    cost(small, twice, sumOfSquaredErrors),
    1e-15,
  );
});
