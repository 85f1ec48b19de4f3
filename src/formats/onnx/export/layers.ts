import { printable } from "../../../core/support/describe.ts";
import type { Network } from "../../../engine/network.ts";
import { kindNamed, type KINDS } from "../../../nn/layers/kinds.ts";
import type { LayerKind, LayerOptions, NestedLayer, Parameters } from "../../../nn/layers/layer.ts";
import { part } from "../../../nn/layers/paths.ts";
import { type Shape, sizeOf } from "../../../nn/layers/shape.ts";
import { ELEMENT } from "../messages.ts";
import { activated } from "./activations.ts";
import type { Emit } from "./emit.ts";
import type { Graph, Value } from "./graph.ts";
import {
  averagePool,
  convolution,
  globalAverage,
  maxPool,
  transposedConvolution,
} from "./images.ts";
import { gru, lstm, selfAttention } from "./steps.ts";

type OptionsOf<Kind> = Kind extends LayerKind<infer Options> ? Options : never;

/** Every kind of layer as nodes; a new one is a line here. */
const EMIT: { readonly [Name in keyof typeof KINDS]: Emit<OptionsOf<(typeof KINDS)[Name]>> } = {
  dense: (graph, value, { parameters: { weights, biases }, shape, path }) => {
    const { rows, columns, data } = weights!;
    const inputs = [
      graph.as("rows", value),
      graph.parameter(`${path}.weights`, data, [rows, columns]),
      ...(biases ? [graph.parameter(`${path}.biases`, biases.data, [rows])] : []),
    ];
    return { name: graph.node("Gemm", inputs, { transB: { i: 1 } }), shape, layout: "rows" };
  },
  activation: (_, value) => value,
  dropout: (_, value) => value,
  layerNorm: (graph, value, { options, parameters: { gains, biases }, path }) => {
    const inputs = [
      graph.as("sides", value),
      graph.parameter(`${path}.gains`, gains!.data, [gains!.columns]),
      graph.parameter(`${path}.biases`, biases!.data, [gains!.columns]),
    ];
    const attributes = { axis: { i: -1 }, epsilon: { f: options.epsilon } };
    return {
      ...value,
      name: graph.node("LayerNormalization", inputs, attributes),
      layout: "sides",
    };
  },
  batchNorm: (graph, value, { options, parameters, state, path }) => {
    const { shape } = value, channels = shape.at(-1)!;
    // Channels are the second dimension, of which two others are images', and any others are rows.
    const layout = shape.length === 3 ? "planes" : "rows";
    const isOther = layout === "rows" && shape.length > 1;
    const given = graph.as(layout, value);
    const inputs = Object.entries({ ...parameters, ...state }).map(([name, { data }]) => {
      return graph.parameter(`${path}.${name}`, data, [channels]);
    });
    const attributes = { epsilon: { f: options.epsilon } };
    const each = isOther ? graph.reshape(given, [-1, channels]) : given;
    const name = graph.node("BatchNormalization", [each, ...inputs], attributes);
    return { shape, layout, name: isOther ? graph.reshape(name, [-1, sizeOf(shape)]) : name };
  },
  reshape: reshaped,
  flatten: reshaped,
  conv2d: convolution,
  convTranspose2d: transposedConvolution,
  prelu: (graph, value, { parameters: { slopes }, path }) => {
    const { data, columns } = slopes!, isPlanes = value.layout === "planes";
    const dims = isPlanes ? [columns, 1, 1] : [columns];
    const inputs = [
      isPlanes ? value.name : graph.as("sides", value),
      graph.parameter(`${path}.slopes`, data, dims),
    ];
    const layout = isPlanes ? "planes" : "sides";
    return { ...value, name: graph.node("PRelu", inputs), layout };
  },
  maxPool2d: maxPool,
  averagePool2d: averagePool,
  globalAveragePool: globalAverage,
  embedding: (graph, value, { options: { vocabulary, size }, parameters, shape, path }) => {
    // The nearest integer, the lower of two, and the nearest one that has a row.
    const less = graph.node("Sub", [graph.as("rows", value), graph.scalar(0.5)]);
    const bounds = [graph.scalar(0), graph.scalar(vocabulary - 1)];
    const place = graph.node("Clip", [graph.node("Ceil", [less]), ...bounds]);
    const index = graph.node("Cast", [place], { to: { i: ELEMENT.int64 } });
    const table = graph.parameter(`${path}.weights`, parameters.weights!.data, [vocabulary, size]);
    return { name: graph.node("Gather", [table, index]), shape, layout: "sides" };
  },
  lstm,
  gru,
  selfAttention,
  residual: (graph, value, { options: { layers }, parameters, state, path }) => {
    const nested = layers.map((layer, i) => {
      return { ...layer, parameters: part(parameters, i), state: part(state, i) };
    });
    const around = emitAll(graph, value, nested, `${path}.`);
    const sum = graph.node("Add", [value.name, graph.as(value.layout, around)]);
    return { ...value, name: sum };
  },
};

function reshaped(graph: Graph, value: Value, { shape }: { readonly shape: Shape }): Value {
  return { name: graph.as("rows", value), shape, layout: "rows" };
}

interface WithParameters extends NestedLayer {
  readonly parameters: Parameters;
  readonly state?: Parameters;
}

/**
 * Adds the nodes of some layers, one upon the other.
 *
 * @throws {TypeError} If a kind or an activation is a custom one.
 */
function emitAll(
  graph: Graph,
  value: Value,
  layers: readonly WithParameters[],
  path: string,
): Value {
  let below = value;
  for (const [l, { kind, options, activation, parameters, state = {} }] of layers.entries()) {
    const where = path === "" ? `layer ${l + 1}` : `layer ${path}${l}`;
    if (kindNamed(kind.name) !== kind) {
      throw new TypeError(
        `ONNX has built-in kinds of layers only, but ${where} is of the custom kind ${
          printable(kind.name)
        }`,
      );
    }
    const emit = EMIT[kind.name as keyof typeof KINDS] as Emit<LayerOptions>;
    const shape = kind.outputShape(options, below.shape);
    below = emit(graph, below, { options, parameters, state, shape, path: `${path}${l}` });
    if (activation) below = activated(graph, below, activation, where);
  }
  return below;
}

/** Adds the nodes of a network, from a row of inputs to a row of outputs. */
export function emitNetwork(graph: Graph, inputs: string, network: Network): string {
  const value: Value = { name: inputs, shape: [network.inputs], layout: "rows" };
  return graph.as("rows", emitAll(graph, value, network.layers, ""));
}
