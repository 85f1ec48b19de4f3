import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  activation,
  ACTIVATIONS,
  averagePool2d,
  conv2d,
  dense,
  dropout,
  elementwise,
  embedding,
  flatten,
  globalAveragePool,
  KINDS,
  layer,
  type LayerKind,
  layerKind,
  leakyRelu,
  linear,
  lstm,
  maxPool2d,
  type Network,
  network,
  relu,
  reshape,
  residual,
  softmax,
  squaredRelu,
  tanh,
} from "../../../../engine.ts";
import { mapParameters } from "../../../../src/engine/parameters.ts";
import { sampleShapeOf } from "../../../../src/nn/layers/layer.ts";
import { PYTORCH_KINDS } from "../../../../src/formats/pytorch/kinds.ts";
import { modulesOf, pytorchCode } from "../../../../src/formats/pytorch/modules.ts";
import { networkOfTensors, tensorsOf } from "../../../../src/formats/pytorch/tensors.ts";

/** A network whose parameters and state are all different, −0 among them. */
function numbered(net: Network): Network {
  let next = 0;
  const number = (
    { rows, columns, data }: { rows: number; columns: number; data: ArrayLike<number> },
  ) =>
    Object.freeze({ rows, columns, data: Float64Array.from(data, () => next++ === 0 ? -0 : next) });
  return mapParameters(net, number, number);
}

const named = (net: Network) => Object.keys(tensorsOf(net));

for (const kind of Object.values(KINDS) as unknown as LayerKind[]) {
  Deno.test(`${kind.name}: what a network is by PyTorch's names gives it back to the bit`, () => {
    for (const options of kind.samples) {
      const inputs = sampleShapeOf(kind, options);
      const net = numbered(network({
        inputs: inputs.length === 1 ? inputs[0]! : inputs,
        layers: [
          ...[layer(kind, options), dense(2, tanh)],
        ],
      }));
      if (!Object.hasOwn(PYTORCH_KINDS, kind.name)) {
        assertThrows(() => tensorsOf(net), TypeError, `the kind ${kind.name}, as in layer`);
        continue;
      }
      const tensors = tensorsOf(net), { layers, ...rest } = net;
      const parts = layers.map(({ parameters: _, state: __, ...layer }) => layer);
      assertEquals(networkOfTensors({ ...rest, layers: parts }, tensors), net);
      // Nothing is written twice, and nothing is left out.
      const all = Object.values(tensors).flatMap(({ data }) => [...data]).filter((x) => x !== 0);
      const wanted = net.layers.flatMap(({ parameters, state }) =>
        Object.values({ ...parameters, ...state }).flatMap(({ data }) => Array.from(data))
      ).filter((x) => x !== 0);
      assertEquals(all.toSorted((a, b) => a - b), wanted.toSorted((a, b) => a - b));
    }
  });
}

Deno.test("tensorsOf() numbers modules as nn.Sequential does: activations and dropout count", () => {
  const net = network({
    inputs: [6, 6, 1],
    layers: [
      ...[conv2d(2, 3, relu), maxPool2d(2), dropout(0.5), dense(3, linear), dense(2, softmax)],
    ],
  });
  assertEquals(named(net), ["0.weight", "0.bias", "5.weight", "5.bias", "6.weight", "6.bias"]);
  assertEquals(
    pytorchCode(net),
    "nn.Sequential(nn.Conv2d(1, 2, (3, 3), stride=(1, 1), padding=(0, 0)), nn.ReLU(), " +
      "nn.MaxPool2d((2, 2), stride=(2, 2), padding=(0, 0)), nn.Dropout(0.5), nn.Flatten(), " +
      "nn.Linear(8, 3), nn.Linear(3, 2), nn.Softmax(dim=1))",
  );
  const around = network({ inputs: 2, layers: [residual([dense(3, tanh), dense(2, linear)])] });
  assertEquals(named(around), ["0.0.weight", "0.0.bias", "0.2.weight", "0.2.bias"]);
  const pooled = network({ inputs: [2, 2, 3], layers: [globalAveragePool(), dense(1, linear)] });
  assertEquals(named(pooled), ["2.weight", "2.bias"]);
});

Deno.test("tensorsOf() permutes the columns behind an image, whose channels come first in PyTorch", () => {
  const plan = (layers: Parameters<typeof network>[0]["layers"]) => {
    return numbered(network({ inputs: [1, 2, 3], layers: [...layers, dense(1, linear)] }));
  };
  // Inputs 1 to 6 here are two positions of three channels.
  for (const layers of [[], [flatten()], [flatten(), dropout(0.5), activation(relu)]]) {
    const net = plan(layers), weights = Object.values(tensorsOf(net))[0]!;
    const own = Array.from(net.layers.at(-1)!.parameters.weights!.data);
    assertEquals([...weights.data], [0, 3, 1, 4, 2, 5].map((i) => own[i]!));
  }
  const unflattened = numbered(network({
    inputs: 1,
    layers: [dense(6, linear), activation(tanh), reshape([1, 2, 3]), conv2d(1, 1, linear)],
  }));
  const { data } = tensorsOf(unflattened)["0.weight"]!;
  assertEquals([...data], [-0, 4, 2, 5, 3, 6]);
});

Deno.test("modulesOf() has a module for each activation that PyTorch has", () => {
  for (const f of Object.values(ACTIVATIONS)) {
    const net = network({ inputs: 2, layers: [dense(2, f)] });
    if (f === squaredRelu) {
      assertThrows(() => modulesOf(net), TypeError, "squaredRelu, as in layer 1");
    } else assertEquals(modulesOf(net).flat().length, f === linear ? 1 : 2, f.name);
  }
  const leaky = network({ inputs: 2, layers: [dense(2, leakyRelu({ slope: 0.25 }))] });
  assert(pytorchCode(leaky).endsWith(", nn.LeakyReLU(0.25))"));
  const rows = network({ inputs: [2, 3], layers: [activation(softmax)] });
  assertEquals(
    pytorchCode(rows),
    "nn.Sequential(nn.Flatten(), nn.Softmax(dim=1), nn.Unflatten(1, (2, 3)))",
  );
});

Deno.test("modulesOf() refuses what PyTorch does not have, by name", () => {
  const own = layerKind<object>({ ...KINDS.activation, name: "dense" });
  const f = elementwise({ name: "tanh", value: (m, z) => m.mul(z, z) });

  const cases = [
    [network({ inputs: 2, layers: [layer(own, {})] }), "the kind dense, as in layer 1"],
    [network({ inputs: 2, layers: [dense(2, f)] }), "the activation tanh, as in layer 1"],
    [
      network({ inputs: 2, layers: [residual([dense(2, tanh), dense(2, squaredRelu)])] }),
      "the activation squaredRelu, as in layer 2 of layer 1",
    ],
    [
      network({
        inputs: [3, 3, 1],
        layers: [averagePool2d(2, { stride: 1, padding: "same" })],
      }),
      "a mean of windows with more padding on one side, as in layer 2",
    ],
    [
      network({ inputs: [2, 2, 2], layers: [reshape([4, 2]), lstm(1)] }),
      "a reshape of channels into positions, as in layer 2",
    ],
    [
      network({ inputs: 16, layers: [dense(16, tanh), reshape([2, 2, 2, 2])] }),
      "a reshape to 4 dimensions, as in layer 2",
    ],
    [
      network({ inputs: [1, 2, 2], layers: [flatten(), embedding(3, 1)] }),
      "an embedding of the values of an image, as in layer 3",
    ],
  ] as const;
  for (const [net, message] of cases) {
    assertThrows(() => modulesOf(net), TypeError, `PyTorch has no module for ${message}`);
  }
});

const small = numbered(network({ inputs: 2, layers: [dense(2, tanh), dense(1, linear)] }));

Deno.test("networkOfTensors() leaves out a path that all names begin with, but no module", () => {
  const given = Object.entries(tensorsOf(small));
  const prefixed = (path: string) => {
    return Object.fromEntries(given.map(([name, tensor]) => [path + name, tensor]));
  };
  for (const path of ["", "net.", "module.net.", "2nd.layers."]) {
    assertEquals(networkOfTensors(small, prefixed(path)), small);
  }
  assertThrows(() => networkOfTensors(small, prefixed("0.")), TypeError, "0.weight (2 × 2)");
});

Deno.test("networkOfTensors() refuses other tensors than those of the layers, by name", () => {
  const tensors = tensorsOf(small), { "2.bias": bias, ...less } = tensors;
  const cases: readonly (readonly [Parameters<typeof networkOfTensors>[1], string])[] = [
    [{}, "0.weight (2 × 2) of the network's layers must be among the parameters, but found none"],
    [
      less,
      '2.bias (1) of the network\'s layers must be among the parameters, but found "0.weight"',
    ],
    [{ ...tensors, "4.bias": bias! }, 'but found "4.bias", too'],
    [
      { ...tensors, "2.bias": { ...bias!, shape: [1, 1] } },
      "must have this shape, but found 1 × 1",
    ],
  ];
  for (const [given, message] of cases) {
    assertThrows(() => networkOfTensors(small, given), TypeError, message);
  }
  const nan = { ...tensors, "2.bias": { shape: [1], data: Float32Array.of(NaN) } };
  assertThrows(() => networkOfTensors(small, nan), RangeError, "biases of layer 2 must be finite");
});
