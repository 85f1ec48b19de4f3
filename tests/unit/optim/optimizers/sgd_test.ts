import { assertEquals, assertThrows } from "@std/assert";
import {
  dense,
  gradients,
  linear,
  matrix,
  network,
  sumOfSquaredErrors,
} from "../../../../engine.ts";
import { sgd } from "../../../../train.ts";

Deno.test("sgd() subtracts the learning rate times the gradient from every parameter, (66) and (67)", () => {
  const net = network({ inputs: 2, layers: [dense(2, linear), dense(1, linear)], seed: 1 });
  const batch = { inputs: matrix([[1, 2]]), targets: matrix([[3]]) };
  const slopes = gradients(net, batch, sumOfSquaredErrors);
  const { init, update } = sgd({ learningRate: 0.25 });
  const { network: stepped, state } = update(net, slopes, init(net));
  assertEquals(state, { step: 1, layers: [{}, {}] });
  net.layers.forEach((layer, l) => {
    for (const name of ["weights", "biases"] as const) {
      const expected = Array.from(layer.parameters[name]!.data, (parameter, index) => {
        return parameter - 0.25 * slopes.layers[l]![name]!.data[index]!;
      });
      assertEquals(Array.from(stepped.layers[l]!.parameters[name]!.data), expected);
    }
  });
});

Deno.test("sgd() throws unless the learning rate is a positive number", () => {
  for (const learningRate of [0, -1, NaN, Infinity, "0.1" as never]) {
    const found = `found ${typeof learningRate === "string" ? `"${learningRate}"` : learningRate}`;
    assertThrows(() => sgd({ learningRate }), RangeError, found);
  }
});
