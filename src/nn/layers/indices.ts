import { type ByteMatrix, type Matrix, placeOf } from "../../core/matrix/matrix.ts";
import { IDENTITY } from "./activation.ts";
import type { NestedLayer } from "./layer.ts";

/** How many integers the inputs of a network are among, if its first layer that computes takes indices. */
export function indicesOf(layers: readonly NestedLayer[]): number | undefined {
  const first = layers.find(({ kind, activation }) => {
    return kind.forward !== IDENTITY.forward || activation;
  });
  return first?.kind.indices?.(first.options);
}

/**
 * Throws a RangeError that names the first input of a network that is not one of the integers that it
 * takes, if it takes indices; entries that are not numbers pass.
 */
export function checkIndices(
  layers: readonly NestedLayer[],
  inputs: Matrix<unknown> | ByteMatrix,
  name: string,
): void {
  const count = indicesOf(layers);
  if (count === undefined) return;
  const { columns, data } = inputs, scale = "scale" in inputs ? inputs.scale : 1;
  for (let index = 0; index < data.length; index++) {
    const entry = data[index];
    if (typeof entry !== "number") continue;
    const x = entry * scale;
    if (Number.isInteger(x) && x >= 0 && x < count) continue;
    throw new RangeError(
      `${name} must be integers from 0 to ${count - 1}, whose rows a layer looks up, ` +
        `but found ${x} in ${placeOf(index, columns)}`,
    );
  }
}
