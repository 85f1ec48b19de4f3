import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  batchNorm,
  conv2d,
  dense,
  dropout,
  forward,
  fromJson,
  heUniform,
  KINDS,
  layer,
  layerKind,
  layerNorm,
  linear,
  matrix,
  network,
  relu,
  residual,
  summary,
  sumOfSquaredErrors,
  tanh,
  toJson,
} from "../../../../mod.ts";
import { checkGradients } from "../../../../verify.ts";
import { matrixOf } from "../../../support/arbitraries.ts";

Deno.test("residual adds what its layers make of its inputs, which stand in them by paths", () => {
  const net = network({
    inputs: 2,
    layers: [residual([dense(3, relu), dense(2, linear)])],
    seed: 1,
  });
  const { parameters } = net.layers[0]!, x = matrix([[1, -2]]);
  assertEquals(Object.keys(parameters), ["0.weights", "0.biases", "1.weights", "1.biases"]);
  const inside = [["0.weights", "0.biases", relu], ["1.weights", "1.biases", linear]] as const;
  const layers = inside.map(([weights, biases, activation]) => ({
    ...{ kind: KINDS.dense, options: { units: parameters[weights]!.rows }, activation },
    parameters: { weights: parameters[weights]!, biases: parameters[biases]! },
  }));
  const within = forward({ inputs: 2, layers: layers as never }, x).outputs;
  assertEquals(
    Array.from(forward(net, x).outputs.data),
    Array.from(within.data, (f, i) => x.data[i]! + f),
  );
});

Deno.test("layers inside residual are drawn by their own initializers, offsets at their starts", () => {
  const inside = [dense(8, relu), layerNorm(), dense(2, linear)];
  const net = network({ inputs: 2, layers: [residual(inside)], seed: 4 });
  const { parameters } = net.layers[0]!;
  const radius = Math.sqrt(6 / 2), weights = Array.from(parameters["0.weights"]!.data);
  assertEquals(inside[0]!.initializer, heUniform);
  const glorot = Math.sqrt(6 / (2 + 8));
  assert(weights.every((w) => Math.abs(w) <= radius) && weights.some((w) => Math.abs(w) > glorot));
  assertEquals(Array.from(parameters["1.gains"]!.data), Array(8).fill(1));
  assertEquals(Array.from(parameters["0.biases"]!.data), Array(8).fill(0));
});

Deno.test("residual refuses layers that change the shape, draw masks, or learn apart, by name", () => {
  const refused = (make: () => unknown, error: new () => Error, message: string) =>
    assertThrows(make, error, message);
  refused(() => residual([]), TypeError, "must be an array of at least one layer");
  refused(() => residual(1 as never), TypeError, "must be an array of at least one layer");
  refused(() => residual([1 as never]), TypeError, "A kind of layer such as KINDS.dense");
  refused(
    () => network({ inputs: 3, layers: [residual([dense(2, tanh)])] }),
    RangeError,
    "must keep the shape 3 of its inputs, but found 2",
  );
  refused(
    () => residual([dropout(0.5)]),
    TypeError,
    "must not draw masks, but found one of kind dropout",
  );
  refused(() => residual([dense(1, tanh, { dropout: 0.5 })]), TypeError, "must not draw masks");
  refused(() => residual([dense(1, tanh, { trainable: false })]), TypeError, "learn together");
});

const deep = network({
  inputs: [2, 2, 2],
  layers: [
    residual([batchNorm({ activation: relu }), conv2d(2, 3, linear, { padding: "same" })]),
    residual([layerNorm()]),
    dense(6, tanh),
    dense(1, linear),
  ],
  seed: 2,
});

Deno.test("residual nests any kind, itself too: gradients agree with differences", () => {
  const batch = { inputs: matrixOf(5, 8, 1), targets: matrixOf(5, 1, 2) };
  for (const training of [true, false]) {
    assert(checkGradients(deep, { ...batch, training }, sumOfSquaredErrors).passed);
  }
  const inside = residual([residual([dense(4, tanh)]), dense(4, tanh)]);
  const net = network({ inputs: 4, layers: [inside, dense(1, linear)], seed: 1 });
  assertEquals(Object.keys(net.layers[0]!.parameters)[0], "0.0.weights");
  const four = { inputs: matrixOf(5, 4, 1), targets: matrixOf(5, 1, 2) };
  assert(checkGradients(net, four, sumOfSquaredErrors).passed);
  assertEquals(fromJson(JSON.parse(JSON.stringify(toJson(net)))), net);
});

Deno.test("files of residual layers name the kinds inside, custom ones too, and hostile ones are refused", () => {
  assertEquals(fromJson(JSON.parse(JSON.stringify(toJson(deep)))), deep);
  const mine = layerKind({ ...KINDS.activation, name: "mine" });
  const net = network({ inputs: 2, layers: [residual([layer(mine, {}), dense(2, tanh)])] });
  const file = JSON.parse(JSON.stringify(toJson(net)));
  assertEquals(file.layers[0].layers[0], { kind: { $kind: "mine" }, options: {} });
  assertEquals(fromJson(file, { kinds: [mine] }), net);
  assertThrows(() => fromJson(file), RangeError, "layers[0].layers must be one of");
  let nested: unknown = [];
  for (let depth = 0; depth < 300; depth++) nested = [nested];
  file.layers[0].layers = nested;
  assertThrows(() => fromJson(file), TypeError, "nested deeper than 200");
});

Deno.test("summary() of residual layers counts what is inside", () => {
  const [first] = summary(deep).layers.slice(1);
  assertEquals(first!.kind, "residual");
  assertEquals(
    first!.multiplyAdds,
    summary(network({
      inputs: [2, 2, 2],
      layers: [conv2d(2, 3, linear, { padding: "same" })],
    })).multiplyAdds,
  );
  assert(`${summary(deep)}`.includes("residual batchNorm relu, 2 conv"), `${summary(deep)}`);
});
