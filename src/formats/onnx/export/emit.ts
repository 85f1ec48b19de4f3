import type { LayerOptions, Parameters } from "../../../nn/layers/layer.ts";
import type { Shape } from "../../../nn/layers/shape.ts";
import type { Graph, Value } from "./graph.ts";

/** What a layer is exported from. */
export interface Emitted<Options extends LayerOptions> {
  readonly options: Options;
  readonly parameters: Parameters;
  readonly state: Parameters;
  /** The shape of its outputs. */
  readonly shape: Shape;
  /** The place of the layer, from which its tensors are named: `3.weights`. */
  readonly path: string;
}

/** Adds the nodes of a layer without its activation. */
export type Emit<Options extends LayerOptions> = (
  graph: Graph,
  value: Value,
  layer: Emitted<Options>,
) => Value;
