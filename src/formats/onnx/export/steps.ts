import type { RecurrentKindOptions } from "../../../nn/layers/recurrent.ts";
import type { SelfAttentionKindOptions } from "../../../nn/layers/self_attention.ts";
import { reordered } from "../../rearranged.ts";
import type { Graph, Value } from "./graph.ts";
import type { Emitted } from "./emit.ts";

/** i, o, f and g in ONNX; i, f, g and o here. */
export function lstm(graph: Graph, value: Value, layer: Emitted<RecurrentKindOptions>): Value {
  const { options: { units }, parameters: { biases } } = layer;
  const none = Array(4 * units).fill(0);
  return recurrent(graph, value, layer, "LSTM", [0, 3, 1, 2], (inOrder) => {
    return [...inOrder(biases!.data), ...none];
  });
}

/** z, r and n in ONNX; r, z and n here. The reset gate multiplies the product with U, as there by choice. */
export function gru(graph: Graph, value: Value, layer: Emitted<RecurrentKindOptions>): Value {
  const { options: { units }, parameters: { biases, candidateBiases } } = layer;
  const none = Array(2 * units).fill(0);
  const attributes = { linear_before_reset: { i: 1 } };
  return recurrent(graph, value, layer, "GRU", [1, 0, 2], (inOrder) => {
    return [...inOrder(biases!.data), ...none, ...Array.from(candidateBiases!.data)];
  }, attributes);
}

/** Steps are the first dimension there, and a second one says which of two directions. */
function recurrent(
  graph: Graph,
  value: Value,
  { options: { units, returnSequences }, parameters, shape, path }: Emitted<RecurrentKindOptions>,
  op: string,
  gates: readonly number[],
  biasesOf: (inOrder: (data: ArrayLike<number>) => number[]) => number[],
  attributes = {},
): Value {
  const inOrder = (data: ArrayLike<number>) => Array.from(reordered(data, gates));
  const weights = (name: "inputWeights" | "recurrentWeights") => {
    const { rows, columns, data } = parameters[name]!;
    return graph.parameter(`${path}.${name}`, inOrder(data), [1, rows, columns]);
  };
  const biases = biasesOf(inOrder);
  const inputs = [
    graph.transpose(graph.as("sides", value), [1, 0, 2]),
    weights("inputWeights"),
    weights("recurrentWeights"),
    graph.parameter(`${path}.biases`, biases, [1, biases.length]),
  ];
  const all = graph.node(op, inputs, { hidden_size: { i: units }, ...attributes });
  const axis = graph.constant([1], [1], "int64");
  const steps = graph.node("Squeeze", [all, axis]); // (steps × batch × units)
  if (returnSequences) return { name: graph.transpose(steps, [1, 0, 2]), shape, layout: "sides" };
  const last = graph.constant([-1], [], "int64");
  return { name: graph.node("Gather", [steps, last]), shape, layout: "rows" };
}

/** The heads are a dimension of their own, with which all products are of matrices. */
export function selfAttention(
  graph: Graph,
  value: Value,
  { options: { heads, causal }, parameters, shape, path }: Emitted<SelfAttentionKindOptions>,
): Value {
  const [steps, features] = shape as readonly [number, number], size = features / heads;
  /** X Wᵀ + b for each step. */
  const projected = (x: string, name: "projection" | "output") => {
    const weights = parameters[`${name}Weights`]!, biases = parameters[`${name}Biases`]!;
    const { rows, columns, data } = weights;
    const table = graph.parameter(`${path}.${name}Weights`, data, [rows, columns]);
    const product = graph.node("MatMul", [x, graph.transpose(table, [1, 0])]);
    const offset = graph.parameter(`${path}.${name}Biases`, biases.data, [rows]);
    return graph.node("Add", [product, offset]);
  };
  const all = projected(graph.as("sides", value), "projection");
  const dims = graph.reshape(all, [0, steps, 3, heads, size]);
  /** (batch × heads × steps × size), or the last two transposed. */
  const one = (k: number, order: readonly number[]) => {
    const chosen = graph.node("Gather", [dims, graph.constant([k], [], "int64")], {
      axis: { i: 2 },
    });
    return graph.transpose(chosen, order);
  };
  const queries = one(0, [0, 2, 1, 3]), keys = one(1, [0, 2, 3, 1]), values = one(2, [0, 2, 1, 3]);
  const products = graph.node("MatMul", [queries, keys]);
  const scores = graph.node("Mul", [products, graph.scalar(1 / Math.sqrt(size))]);
  const hidden = Array.from({ length: steps * steps }, (_, i) => {
    return i % steps > Math.floor(i / steps) ? -Infinity : 0;
  });
  const seen = causal
    ? graph.node("Add", [scores, graph.constant(hidden, [steps, steps])])
    : scores;
  const shares = graph.node("Softmax", [seen], { axis: { i: -1 } });
  const mixed = graph.transpose(graph.node("MatMul", [shares, values]), [0, 2, 1, 3]);
  const name = projected(graph.reshape(mixed, [0, steps, features]), "output");
  return { name, shape, layout: "sides" };
}
