import { checkNetwork, type Network } from "../../../engine/network.ts";
import type { Layer } from "../../../nn/layers/layer.ts";
import { reshapeKind } from "../../../nn/layers/reshape.ts";
import { type Shape, sizeOf } from "../../../nn/layers/shape.ts";
import { joinedActivations } from "../../joined_activations.ts";
import type { Flow } from "./values.ts";

/** The most layers: networks of thousands are no small ones, and slow to check. */
const MOST_LAYERS = 1000;

/** The layers that make one flow of another; `undefined` if none do. */
export function layersBetween(to: Flow, from: Flow) {
  const layers: Layer[] = [];
  for (let at: Flow | undefined = to; at !== from; at = at.below) {
    if (at?.layer === undefined || layers.length === MOST_LAYERS) return undefined;
    layers.unshift(at.layer);
  }
  return layers.length === 0 ? undefined : { from, to, layers: joinedActivations(layers) };
}

/** The network that a flow is the output of, and the flow of its inputs. */
export function networkOf(flow: Flow): { readonly network: Network; readonly inputs: Flow } {
  let inputs = flow;
  while (inputs.below) inputs = inputs.below;
  const between = layersBetween(flow, inputs);
  if (between === undefined) {
    throw new TypeError(`An ONNX graph must have 1 to ${MOST_LAYERS} layers for a network`);
  }
  const { shape } = inputs;
  const layers = Object.freeze([
    ...(shape.length > 1 ? [reshapeTo(shape)] : []),
    ...between.layers,
  ].map((layer) => Object.freeze(layer)));
  const network = Object.freeze({ inputs: sizeOf(shape), layers });
  checkNetwork(network);
  return { network, inputs };
}

function reshapeTo(shape: Shape): Layer {
  return { kind: reshapeKind, options: { shape: Object.freeze([...shape]) }, parameters: {} };
}
