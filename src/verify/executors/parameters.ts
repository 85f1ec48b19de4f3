import type { Matrix } from "../../core/matrix/matrix.ts";
import type { Network } from "../../engine/network.ts";

/** A network whose parameters are read otherwise. */
export function mapParameters<T, U>(
  network: Network<T>,
  read: (matrix: Matrix<T>) => Matrix<U>,
): Network<U> {
  return {
    ...network,
    layers: network.layers.map((layer) => ({
      ...layer,
      weights: read(layer.weights),
      biases: read(layer.biases),
    })),
  };
}
