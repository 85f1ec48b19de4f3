import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  dense,
  describeNetwork,
  flatten,
  forward,
  linear,
  matrix,
  network,
  reshape,
  summary,
  tanh,
} from "../../../../engine.ts";

Deno.test("network() of a shape has a reshape layer first, and is otherwise that of the number", () => {
  const layers = [dense(2, tanh)];
  const shaped = network({ inputs: [2, 3, 1], layers, seed: 4 });
  assertEquals(shaped, network({ inputs: 6, layers: [reshape([2, 3, 1]), ...layers], seed: 4 }));
  const flat = network({ inputs: 6, layers, seed: 4 });
  assertEquals(shaped.layers[1], flat.layers[0], "layers without parameters take no key");
  assertEquals(network({ inputs: [6], layers, seed: 4 }), flat);
});

Deno.test("reshape() and network() throw unless a shape lists positive integers", () => {
  const none = "A shape must list positive sizes such as [28, 28, 1], but found [";
  for (const [shape, found] of [[[], ""], [[2, 0], "2, 0"], [[2, "3"], '2, "3"']] as const) {
    const given = shape as unknown as number[];
    assertThrows(() => reshape(given), RangeError, `${none}${found}]`);
    const layers = [dense(1, tanh)];
    assertThrows(() => network({ inputs: given, layers }), RangeError, `${none}${found}]`);
  }
  assertThrows(() => reshape([2 ** 30, 2 ** 30]), RangeError, none);
  assertThrows(() => reshape(6 as never), TypeError, "A shape must be an array such as");
});

Deno.test("reshape throws unless both shapes have as many values", () => {
  assertThrows(
    () => network({ inputs: 5, layers: [reshape([2, 3])] }),
    RangeError,
    "Cannot reshape 5 to 2×3 as both must have as many values: 5 and 6",
  );
});

Deno.test("reshape and flatten leave the values in their order", () => {
  const net = network({ inputs: 4, layers: [reshape([2, 2]), flatten()] });
  const inputs = matrix([[1, 2, 3, 4], [5, 6, 7, 8]]);
  assertEquals(forward(net, inputs).outputs, inputs);
});

Deno.test("the shape of a plan is copied and frozen", () => {
  const shape = [2, 2], plan = reshape(shape);
  shape[0] = 3;
  assertEquals(plan.options, { shape: [2, 2] });
  assert(Object.isFrozen((plan.options as { shape: unknown }).shape));
});

Deno.test("describeNetwork() and summary() say shapes, parameters and products", () => {
  const net = network({ inputs: [2, 3, 1], layers: [flatten(), dense(2, linear)] });
  assertEquals(describeNetwork(net), "6-2×3×1-flatten-2 linear");
  assertEquals(
    `${summary(net)}`,
    [
      "6-2×3×1-flatten-2 linear",
      "layer  inputs  units  kind          parameters  multiply-adds",
      "    1       6  2×3×1  reshape                0              0",
      "    2   2×3×1      6  flatten                0              0",
      "    3       6      2  dense linear          14             12",
      "                                            14             12",
    ].join("\n"),
  );
});
