import { describe } from "../core/support/describe.ts";
import { checkedLearning, type LayerLearning } from "../nn/layers/learning.ts";
import type { Network } from "./network.ts";

/**
 * A network with one layer trained in another way: frozen, with a factor for its learning rate, or with
 * its own weight decay.
 *
 * @param l The number of the layer, from 0.
 * @throws {RangeError} If `l` is not the number of a layer, or an option is out of range.
 *
 * @example A frozen layer
 * ```ts
 * import { dense, describeNetwork, network, tanh, withLearning } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 3, layers: [dense(2, tanh), dense(1, tanh)] });
 * const frozen = withLearning(net, 0, { trainable: false });
 * assertEquals(describeNetwork(frozen), "3-2 tanh frozen-1 tanh");
 * ```
 * @category Networks
 */
export function withLearning<T>(
  network: Network<T>,
  l: number,
  learning: LayerLearning,
): Network<T> {
  const { layers } = network, found = layers[l];
  if (found === undefined) {
    throw new RangeError(
      `l must be a layer, from 0 to ${layers.length - 1}, but found ${describe(l)}`,
    );
  }
  const { learning: _, ...rest } = found, checked = checkedLearning(learning);
  const other = Object.freeze({ ...rest, ...(checked && { learning: checked }) });
  return Object.freeze({ ...network, layers: Object.freeze(layers.with(l, other)) });
}
