import { checkMatrix, type Matrix } from "../core/matrix/matrix.ts";
import type { RandomKey } from "../core/random/random.ts";
import { type Masks, type Network, type NetworkParts, shapesOf, widthsOf } from "./network.ts";

/** Draws the masks of a step for all kinds that use random numbers; undefined without such kinds. */
export function drawMasks(
  network: Network,
  rows: number,
  keyOf: (layer: number) => RandomKey,
): Masks | undefined {
  if (!network.layers.some(({ kind }) => kind.drawMask)) return undefined;
  const shapes = shapesOf(network);
  return network.layers.map(({ kind, options }, l) => {
    if (kind.drawMask === undefined) return undefined;
    const mask = kind.drawMask(options, keyOf(l), rows, shapes[l]!);
    checkMatrix(mask, `What drawMask of layer ${l + 1}, of kind ${kind.name}, gives`);
    return mask;
  });
}

/** The masks that `make` returns for all kinds that use random numbers; undefined without such kinds. */
export function masksFrom<T>(
  sizes: NetworkParts,
  rows: number,
  make: (rows: number, columns: number, l: number) => Matrix<T>,
): Masks<T> | undefined {
  if (!sizes.layers.some(({ kind }) => kind.drawMask)) return undefined;
  const widths = widthsOf(sizes);
  return sizes.layers.map(({ kind }, l) => kind.drawMask && make(rows, widths[l + 1]!, l));
}

/**
 * The numbers that the key of a layer's masks is derived by: the number of the layer that it follows,
 * counting only layers without masks; a second layer with masks behind that one has two numbers.
 */
export function maskPlace({ layers }: Network<unknown>, l: number): readonly number[] {
  const before = layers.slice(0, l), others = before.filter(({ kind }) => !kind.drawMask).length;
  const directly = before.length - 1 - before.findLastIndex(({ kind }) => !kind.drawMask);
  return others > 0 && directly === 0 ? [others - 1] : [others, directly + 1];
}
