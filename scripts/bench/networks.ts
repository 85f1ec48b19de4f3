import { ACTIVATIONS, conv2d, dense, maxPool2d, type Network, network } from "../../engine.ts";
import type { ImageShape, LayerShape } from "./work.ts";

/** A network of the library with parameters as it draws them. */
export function drawNetwork(
  image: ImageShape,
  layers: readonly LayerShape[],
  seed: number,
): Network {
  const [height, width, channels] = image;
  return network({
    inputs: height * width === 1 ? channels : image,
    layers: layers.map((layer) => {
      if ("pool" in layer) return maxPool2d(layer.pool);
      const { units, window } = layer, activation = ACTIVATIONS[layer.activation];
      return window === undefined ? dense(units, activation) : conv2d(units, window, activation);
    }),
    seed,
  });
}
