import { printable } from "../../../core/support/describe.ts";
import type { Activation } from "../../../nn/activations/activation.ts";
import { type ActivationName, activationNamed } from "../../../nn/activations/activations.ts";
import type { Attribute, Graph, Value } from "./graph.ts";

/** Adds the nodes of an activation of a tensor; those with a parameter take it from the name. */
type Emit = (graph: Graph, z: string, parameter: number | undefined) => string;

/** A single node of an operator. */
function operator(name: string, attributes: Readonly<Record<string, Attribute>> = {}): Emit {
  return (graph, z) => graph.node(name, [z], attributes);
}

/** A single node of an operator that takes the parameter as α. */
function withAlpha(name: string, usual: number): Emit {
  return (graph, z, alpha = usual) => graph.node(name, [z], { alpha: { f: alpha } });
}

/** z times a function of it. */
function gated(gate: Emit): Emit {
  return (graph, z) => graph.node("Mul", [z, gate(graph, z, undefined)]);
}

/** ½ z (1 + s) for a function s of z. */
function halfPlus(share: Emit): Emit {
  return (graph, z) => {
    const one = graph.node("Add", [share(graph, z, undefined), graph.scalar(1)]);
    return graph.node("Mul", [graph.node("Mul", [z, graph.scalar(0.5)]), one]);
  };
}

/** Every activation as nodes; a new one is a line here. */
const EMIT: Readonly<Record<ActivationName, Emit>> = {
  linear: (_, z) => z,
  sigmoid: operator("Sigmoid"),
  tanh: operator("Tanh"),
  relu: operator("Relu"),
  softmax: operator("Softmax", { axis: { i: 1 } }),
  leakyRelu: withAlpha("LeakyRelu", 0.01),
  elu: withAlpha("Elu", 1),
  selu: operator("Selu"),
  softplus: operator("Softplus"),
  silu: gated(operator("Sigmoid")),
  gelu: halfPlus((graph, z) => {
    return graph.node("Erf", [graph.node("Mul", [z, graph.scalar(Math.SQRT1_2)])]);
  }),
  // u = √(2/π) z (1 + 0.044715 z²)
  geluTanh: halfPlus((graph, z) => {
    const square = graph.node("Mul", [graph.node("Mul", [z, z]), graph.scalar(0.044715)]);
    const ratio = graph.node("Mul", [
      graph.node("Add", [square, graph.scalar(1)]),
      graph.scalar(Math.sqrt(2 / Math.PI)),
    ]);
    return graph.node("Tanh", [graph.node("Mul", [z, ratio])]);
  }),
  hardSigmoid: operator("HardSigmoid", { alpha: { f: 1 / 6 }, beta: { f: 0.5 } }),
  softsign: operator("Softsign"),
  logSoftmax: operator("LogSoftmax", { axis: { i: 1 } }),
  relu6: (graph, z) => graph.node("Clip", [z, graph.scalar(0), graph.scalar(6)]),
  hardSwish: operator("HardSwish"),
  mish: gated((graph, z) => graph.node("Tanh", [graph.node("Softplus", [z])])),
  celu: withAlpha("Celu", 1),
  squaredRelu: (graph, z) => {
    const r = graph.node("Relu", [z]);
    return graph.node("Mul", [r, r]);
  },
};

/**
 * The activation of a value.
 *
 * @throws {TypeError} If it is a custom one.
 */
export function activated(graph: Graph, value: Value, f: Activation, where: string): Value {
  const [, family = "", parameter] = /^(\w+)(?:\((.+)\))?$/.exec(f.name) ?? [];
  if (activationNamed(f.name) !== f || !Object.hasOwn(EMIT, family)) {
    throw new TypeError(
      `ONNX has built-in activations only, but ${where} has the custom one ${printable(f.name)}`,
    );
  }
  const emit = EMIT[family as ActivationName];
  const at = parameter === undefined ? undefined : Number(parameter);
  // A row is all that a softmax is over, whatever its shape.
  if (f.kind === "rowwise") {
    return { ...value, name: emit(graph, graph.as("rows", value), at), layout: "rows" };
  }
  return { ...value, name: emit(graph, value.name, at) };
}
