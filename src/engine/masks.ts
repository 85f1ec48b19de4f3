import { checkMatrix } from "../core/matrix/matrix.ts";
import type { RandomKey } from "../core/random/random.ts";
import { type Masks, type Network, shapesOf } from "./network.ts";

/** The key of the mask of a layer, counted from 0, in one step of training. */
type MaskKey = (layer: number) => RandomKey;

/** The masks of a step, for the layers that leave something to chance; nothing where none does. */
export function drawMasks(network: Network, rows: number, keyOf: MaskKey): Masks | undefined {
  if (!network.layers.some(({ kind }) => kind.drawMask)) return undefined;
  const shapes = shapesOf(network);
  return network.layers.map(({ kind, options }, l) => {
    if (kind.drawMask === undefined) return undefined;
    const mask = kind.drawMask(options, keyOf(l), rows, shapes[l]!);
    checkMatrix(mask, `What drawMask of layer ${l + 1}, of kind ${kind.name}, gives`);
    return mask;
  });
}

/**
 * What the keys of a layer's masks are derived by: the number of the layer that it follows, where
 * layers that leave nothing to chance are counted; a second one behind that layer has two numbers.
 */
export function maskPlace({ layers }: Network<unknown>, l: number): readonly number[] {
  const before = layers.slice(0, l), others = before.filter(({ kind }) => !kind.drawMask).length;
  const directly = before.length - 1 - before.findLastIndex(({ kind }) => !kind.drawMask);
  return others > 0 && directly === 0 ? [others - 1] : [others, directly + 1];
}
