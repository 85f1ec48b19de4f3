import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  dense,
  type DENSE_EQUATIONS,
  denseBackward,
  denseFrom,
  describeNetwork,
  float64,
  forward,
  heUniform,
  KINDS,
  layer,
  linear,
  matrix,
  network,
  relu,
  tanh,
  zeros,
} from "../../../../engine.ts";

const { dense: kind } = KINDS;

Deno.test("a dense layer is refused unless its units are a positive integer", () => {
  for (
    const [units, found] of [
      [0, "0"],
      [-1, "-1"],
      [1.5, "1.5"],
      [NaN, "NaN"],
      [2 ** 53, "9007199254740992"],
      ["2", '"2"'],
      [undefined, "undefined"],
    ] as const
  ) {
    const message = `A layer must have a positive number of units, but found ${found}`;
    assertThrows(() => layer(kind, { units: units as never }), RangeError, message);
    assertThrows(() => dense(units as never, tanh), RangeError, message);
  }
});

Deno.test("a dense layer takes units, and no other option", () => {
  assertThrows(
    () => layer(kind, { units: 2, unites: 3 } as never),
    TypeError,
    "kind dense has no option unites: did you mean units? It takes units",
  );
  const plan = layer(kind, { units: 2 });
  assertEquals(plan.options, { units: 2 } as never);
  assertEquals([plan.activation, plan.initializer.name], [undefined, "glorotUniform"]);
});

Deno.test("dense() is a layer of the kind, and one of dropout behind it where that is asked for", () => {
  const plan = dense(2, relu, { dropout: 0.25, initializer: zeros });
  assertEquals([plan.kind, plan.options, plan.activation], [kind as never, { units: 2 }, relu]);
  assertEquals(plan.initializer, zeros);
  assertEquals(plan.followedBy?.map(({ kind, options }) => [kind, options]), [
    [KINDS.dropout as never, { rate: 0.25 }],
  ]);
  assertEquals(dense(2, relu).initializer, heUniform);
  for (const none of [dense(2, relu), dense(2, relu, { dropout: 0 })]) {
    assert(!("followedBy" in none));
  }
  const { initializer: _, ...bare } = dense(2, relu);
  assertEquals(bare, { kind, options: { units: 2 }, activation: relu } as never);
  for (const dropout of [1, -0.5, NaN]) {
    assertThrows(
      () => dense(2, relu, { dropout }),
      RangeError,
      `dropout must be from 0 to below 1, but found ${dropout}`,
    );
  }
  assertThrows(() => dense(2, "relu" as never), TypeError, 'but found "relu"');
});

Deno.test("the dense kind knows its shapes, its offsets and its words", () => {
  assertEquals(kind.parameterShapes({ units: 3 }, [2, 5]), { weights: [3, 10], biases: [1, 3] });
  assertEquals(kind.outputShape({ units: 3 }, [2, 5]), [3]);
  assertEquals([kind.offsets, kind.describe({ units: 3 })], [["biases"], "3"]);
  assertEquals(kind.resized!({ units: 3 }, 7), { units: 7 });
  assertEquals(kind.compiled!({ units: 3 }, [10]), {
    ...{ form: "product", weights: "weights", biases: "biases" } as const,
  });
});

// W = (1 2; 3 4; 5 6), b = (10 20 30), A = (1 −1; 2 0), Δ = (1 0 −1; 2 4 0), all worked by hand.
const weights = matrix([[1, 2], [3, 4], [5, 6]]), biases = matrix([[10, 20, 30]]);
const made = denseFrom(linear, weights, biases), one = { ...made, shape: [2] };
const inputs = matrix([[1, -1], [2, 0]]), errors = matrix([[1, 0, -1], [2, 4, 0]]);

Deno.test("the dense kind has Z = A Wᵀ + b and BP2 to BP4, entry by entry", () => {
  const { outputs, saved } = kind.forward(float64, one, inputs, {});
  assertEquals(outputs, matrix([[9, 19, 29], [12, 26, 40]]));
  assertEquals(saved, { inputs });
  const back = kind.backward(float64, one, saved, errors);
  assertEquals(back.inputs(), matrix([[1 - 5, 2 - 6], [2 + 12, 4 + 16]]));
  assertEquals(back.parameters, {
    weights: matrix([[2.5, -0.5], [4, 0], [-0.5, 0.5]]),
    biases: matrix([[1.5, 2, -0.5]]),
  });
});

Deno.test("denseBackward() puts equations in place of some, and leaves the others", () => {
  const own = kind.backward(float64, one, { inputs }, errors);
  const same = denseBackward()(float64, one, { inputs }, errors);
  assertEquals([same.inputs(), same.parameters], [own.inputs(), own.parameters]);
  const other = matrix([[7]]);
  const put = (equation: keyof typeof DENSE_EQUATIONS) => {
    const found = denseBackward({ [equation]: () => other })(float64, one, { inputs }, errors);
    return [found.inputs(), found.parameters.weights, found.parameters.biases];
  };
  const { weights: byWeights, biases: byBiases } = own.parameters;
  assertEquals(put("inputErrors"), [other, byWeights, byBiases]);
  assertEquals(put("weightGradient"), [own.inputs(), other, byBiases]);
  assertEquals(put("biasGradient"), [own.inputs(), byWeights, other]);
});

Deno.test("denseFrom() is a layer of a network: its units are the rows of W", () => {
  const net = { inputs: 2, layers: [made] };
  assertEquals([made.options, Object.isFrozen(made)], [{ units: 3 }, true]);
  assertEquals(describeNetwork(net), "2-3 linear");
  assertEquals(forward(net, inputs).outputs, matrix([[9, 19, 29], [12, 26, 40]]));
  const short = { inputs: 2, layers: [denseFrom(linear, weights, matrix([[1, 2]]))] };
  assertThrows(
    () => forward(short, inputs),
    TypeError,
    "biases of layer 1 must be (1 × 3), but found (1 × 2)",
  );
});

Deno.test("a layer without parameters leaves the draws of those behind it as they are", () => {
  const plain = network({ inputs: 2, layers: [dense(3, tanh), dense(2, tanh)], seed: 5 });
  const dropping = network({
    inputs: 2,
    layers: [dense(3, tanh, { dropout: 0.5 }), dense(2, tanh)],
    seed: 5,
  });
  assertEquals(dropping.layers.length, 3);
  assertEquals([dropping.layers[0], dropping.layers[2]], [...plain.layers]);
});

Deno.test("dense() without biases has weights alone, and says so", () => {
  const net = network({ inputs: 3, layers: [dense(2, linear, { biases: false })], seed: 1 });
  assertEquals(Object.keys(net.layers[0]!.parameters), ["weights"]);
  assertEquals(describeNetwork(net), "3-2 unbiased linear");
  assertThrows(
    () => dense(2, linear, { biases: "no" as never }),
    TypeError,
    'biases must be true or false, but found "no"',
  );
});
