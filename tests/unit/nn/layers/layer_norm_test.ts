import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  dense,
  describeNetwork,
  float64,
  forward,
  KINDS,
  layerNorm,
  matrix,
  network,
  tanh,
} from "../../../../engine.ts";

Deno.test("layerNorm() throws unless epsilon is a positive number", () => {
  for (const epsilon of [0, -1, NaN, Infinity, "1"]) {
    assertThrows(() => layerNorm({ epsilon: epsilon as number }), RangeError, "epsilon must be");
  }
  assertEquals(layerNorm().options, { epsilon: 1e-5 });
});

Deno.test("layerNorm starts at gains of 1 and biases of 0, whatever the seed", () => {
  const net = network({ inputs: 2, layers: [dense(3, tanh), layerNorm()], seed: 5 });
  const { gains, biases } = net.layers[1]!.parameters;
  assertEquals([Array.from(gains!.data), Array.from(biases!.data)], [[1, 1, 1], [0, 0, 0]]);
  assertEquals(describeNetwork(net), "2-3 tanh-layerNorm");
});

Deno.test("layerNorm gives each example mean 0 and variance σ² / (σ² + ε), then g x̂ + b", () => {
  const net = network({ inputs: 3, layers: [layerNorm({ epsilon: 2 })] });
  const { data } = forward(net, matrix([[1, 2, 6], [0, 0, 0]])).outputs; // mean 3, variance 14/3
  const root = Math.sqrt(14 / 3 + 2);
  [-2 / root, -1 / root, 3 / root, 0, 0, 0].forEach((y, i) =>
    assertAlmostEquals(data[i]!, y, 1e-15)
  );
  const parameters = { gains: matrix([[2, 3, 4]]), biases: matrix([[5, 6, 7]]) };
  const { kind, options } = net.layers[0]!;
  const { outputs } = kind.forward(
    float64,
    { options, shape: [3], parameters },
    matrix([[4, 4, 4]]),
    {},
  );
  assertEquals(Array.from(outputs.data), [5, 6, 7]); // what does not vary
});

Deno.test("layerNorm of [steps, features] normalizes each step alone", () => {
  const { layerNorm: kind } = KINDS, options = { epsilon: 1e-5 };
  assertEquals(kind.parameterShapes(options, [5, 2]), { gains: [1, 2], biases: [1, 2] });
  assertEquals(kind.outputShape(options, [5, 2]), [5, 2]);
  const parameters = { gains: matrix([[1, 1]]), biases: matrix([[0, 0]]) };
  const of = (rows: number[][]) =>
    Array.from(
      kind.forward(
        float64,
        { options, shape: [rows[0]!.length / 2, 2], parameters },
        matrix(rows),
        {},
      ).outputs.data,
    );
  assertEquals(of([[1, 5, 2, -8]]), [...of([[1, 5]]), ...of([[2, -8]])]);
});
