import { assertEquals, assertThrows } from "@std/assert";
import type { Dialect } from "../../../../src/formats/keras/config.ts";
import { sizeOf } from "../../../../src/nn/layers/shape.ts";
import { type ArraysOf, readKerasNetwork } from "../../../../src/formats/keras/read_network.ts";

/** Arrays of ones, whatever is wanted. */
const ones: ArraysOf = (_, wanted) => {
  return Object.fromEntries(wanted.map(({ name, shape }) => {
    return [name, Array(sizeOf(shape)).fill(1)];
  }));
};

const read = (topology: unknown, arrays = ones, dialect: Dialect = "keras 3") => {
  return readKerasNetwork(topology, arrays, dialect).network;
};

/** A model of one layer. */
function single(class_name: string, config: object, shape: readonly (number | null)[]) {
  const layers = [{ class_name, config: { name: "it", batch_input_shape: shape, ...config } }];
  return { class_name: "Sequential", config: { layers } };
}

Deno.test("readKerasNetwork() refuses options of layers by the layer and the option", () => {
  const recurrent = { units: 1, activation: "relu" };
  const refused: readonly (readonly [Parameters<typeof single>, message: string])[] = [
    [["Dense", { units: 2, activation: "softmax" }, [null, 2, 2, 3]], "of the last axis in Keras"],
    [["ELU", { alpha: 0 }, [null, 2]], "alpha of"],
    [["ReLU", { max_value: 6, negative_slope: 0.1 }, [null, 2]], "a slope and a largest value"],
    [["Reshape", { target_shape: [-1, -1] }, [null, 4]], "one of which may be −1"],
    [["Reshape", { target_shape: [3, -1] }, [null, 4]], "a positive size for each axis"],
    [["LSTM", recurrent, [null, 3, 2]], "must have activation tanh, but found relu"],
    [["Dense", { units: 1 }, []], "fixed size along each axis, but found none"],
  ];
  for (const [[name, config, shape], message] of refused) {
    assertThrows(() => read(single(name, config, shape)), RangeError, message);
  }
});

Deno.test("readKerasNetwork() refuses preparations and models within models that it cannot follow", () => {
  const steps = { filters: 1, kernel_size: 2 };
  const refused:
    readonly (readonly [Parameters<typeof single>, kind: typeof Error, message: string])[] = [
      [["Rescaling", { scale: [1, 2, 3] }, [null, 2]], RangeError, "one for each of 2 channels"],
      [["Rescaling", { scale: "2" }, [null, 2]], RangeError, "scale of"],
      [["Normalization", { invert: true }, [null, 2]], RangeError, "must have invert false"],
      [["Normalization", { axis: [1] }, [null, 2, 2]], RangeError, "must have axis"],
      [["Conv1D", { ...steps, padding: "causal" }, [null, 4, 2]], TypeError, "valid or same"],
      [
        ["Conv1D", { ...steps, kernel_size: [2, 2] }, [null, 4, 2]],
        TypeError,
        "a positive integer",
      ],
      [["Conv1D", { ...steps, dilation_rate: [2] }, [null, 4, 2]], RangeError, "dilation_rate"],
    ];
  for (const [[name, config, shape], kind, message] of refused) {
    assertThrows(() => read(single(name, config, shape)), kind, message);
  }
  let model = single("Dense", { units: 1 }, [null, 2]);
  for (let i = 0; i < 9; i++) {
    const config = { name: `model ${i}`, ...model.config };
    model = {
      class_name: "Sequential",
      config: { layers: [{ class_name: "Sequential", config }] },
    } as never;
  }
  assertThrows(() => read(model), RangeError, "at most 8 models within each other");
  const scaled = [
    { ...behind("Rescaling", "a", "in"), config: { scale: 2 } },
    behind("Dense", "b", "a"),
    behind("Add", "out", "b", "in"),
  ];
  assertThrows(() => read(graph(scaled)), RangeError, "as of a residual layer");
});

Deno.test("readKerasNetwork() makes a batch norm of a rescaling behind layers, or of factors below 0", () => {
  const kindsOf = (layers: Node[]) => read(graph(layers)).layers.map(({ kind }) => kind.name);
  const behindIt = (scale: number, below: string) => {
    return { ...behind("Rescaling", "out", below), config: { scale, offset: 1 } };
  };
  assertEquals(kindsOf([behind("Dense", "a", "in"), behindIt(2, "a")]), ["dense", "batchNorm"]);
  assertEquals(kindsOf([behindIt(-2, "in")]), ["batchNorm"]);
  const { layers } = read(graph([behindIt(-2, "in")]));
  const { parameters: { gains, biases } } = layers[0]!;
  assertEquals([gains!.data, biases!.data], [Float64Array.of(-2, -2), Float64Array.of(1, 1)]);
});

Deno.test("readKerasNetwork() has hard_sigmoid of slope 1/6, that of Keras 3, only", () => {
  const model = single("Activation", { activation: "hard_sigmoid" }, [null, 2]);
  assertEquals(read(model).layers[0]!.activation!.name, "hardSigmoid");
  assertThrows(() => read(model, ones, "keras 2"), RangeError, "does not have with slope 0.2");
});

type Node = { class_name: string; name?: string; config: object; inbound_nodes?: unknown[] };

const input = { class_name: "InputLayer", name: "in", inbound_nodes: [] };

/** A graph from `in` to `out`, of some layers. */
function graph(layers: Node[], ends: Record<string, unknown> = {}) {
  const members = { input_layers: [["in", 0, 0]], output_layers: [["out", 0, 0]], ...ends };
  const first = { ...input, config: { batch_input_shape: [null, 2] } };
  return { class_name: "Functional", config: { layers: [first, ...layers], ...members } };
}

/** A layer behind others. */
function behind(class_name: string, name: string, ...below: string[]): Node {
  const inbound_nodes = [below.map((each) => [each, 0, 0, {}])];
  return { class_name, name, config: class_name === "Dense" ? { units: 2 } : {}, inbound_nodes };
}

Deno.test("readKerasNetwork() refuses graphs that are no chain with residual layers", () => {
  const relu = behind("ReLU", "out", "in"), dense = behind("Dense", "a", "in");
  const twice = { ...relu, inbound_nodes: [[["in", 0, 0]], [["in", 0, 0]]] };
  const other = { ...input, name: "other", config: { batch_input_shape: [null, 2] } };
  const refused: readonly (readonly [unknown, message: string])[] = [
    [{ class_name: "Sequential", config: { layers: [] } }, "must have layers, but has none"],
    [{ class_name: "Subclassed", config: {} }, 'but found "Subclassed"'],
    [graph([relu], { input_layers: [["in", 0, 0], ["in", 0, 0]] }), "input_layers must be one"],
    [graph([relu], { output_layers: [] }), "output_layers must be one, but found 0"],
    [graph([relu, other]), "must have one InputLayer, but found 2"],
    [graph([twice]), '"out" is used 2 times'],
    [graph([behind("ReLU", "out", "later")]), '"out" must follow "later"'],
    [graph([{ ...relu, inbound_nodes: [] }]), '"out" must say the shape of its inputs'],
    [graph([relu], { output_layers: ["gone", 0, 0] }), 'no layer "gone"'],
    [graph([dense, behind("ReLU", "out", "a", "in")]), "takes 2 inputs"],
    [graph([dense, behind("Add", "out", "a", "a")]), "as of a residual layer"],
    [
      graph([dense, behind("Dense", "b", "in"), behind("Add", "out", "a", "b")]),
      "as of a residual layer",
    ],
  ];
  for (const [topology, message] of refused) {
    assertThrows(() => read(topology), RangeError, message);
  }
  assertEquals(read(graph([dense, behind("Add", "out", "a", "in")])).layers.length, 1);
});

Deno.test("readKerasNetwork() throws a TypeError for members of another type", () => {
  const relu = behind("ReLU", "out", "in");
  const wrong: readonly (readonly [unknown, message: string])[] = [
    [graph([{ ...relu, name: "in" }]), 'a unique name, but found "in"'],
    [graph([{ ...relu, class_name: 3 as never }]), "must be a text, but found 3"],
    [graph([{ ...relu, inbound_nodes: [[[3, 0, 0]]] }]), "must name a layer, but found 3"],
  ];
  for (const [topology, message] of wrong) assertThrows(() => read(topology), TypeError, message);
});

Deno.test("readKerasNetwork() refuses numbers that are not finite", () => {
  const broken: ArraysOf = (node, wanted) => ({ ...ones(node, wanted), bias: [1, NaN] });
  const model = single("Dense", { units: 2 }, [null, 2]);
  assertThrows(
    () => read(model, broken),
    RangeError,
    "biases of layer 1 must be finite, but found NaN at 1",
  );
});
