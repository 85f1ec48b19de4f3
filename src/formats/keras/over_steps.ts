import { KINDS } from "../../nn/layers/kinds.ts";
import type { Shape } from "../../nn/layers/shape.ts";
import type { ReadLayer } from "./class.ts";

/**
 * A layer over images, whose options are whole, which here has steps [steps, features] for images of one column.
 */
export function overSteps([steps, features]: Shape, layer: ReadLayer): readonly ReadLayer[] {
  const image = [steps!, 1, features!], outputs = layer.kind.outputShape(layer.options, image);
  const reshape = (shape: Shape) => ({ kind: KINDS.reshape, options: { shape } });
  const [made, column, channels] = outputs;
  const behind = column === 1 ? [reshape([made!, channels!])] : [];
  return [reshape(image), layer, ...behind];
}
