import type { Inputs } from "../core/matrix/matrix.ts";
import { elementCount, type ShapedArray } from "./files/elements.ts";

/**
 * An array as the inputs or targets of a data set, one example a row.
 *
 * @param array Of shape (examples × …), such as images, or (examples): one number each.
 * @param scale What each element is multiplied by: 1/255 takes bytes to [0, 1]. Defaults to 1.
 * @returns (examples × the product of the other dimensions). Bytes stay bytes, with their scale.
 *
 * @example
 * ```ts
 * import { inputsOf, readNpz, writeNpz } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const file = writeNpz({ images: { shape: [2, 4, 3], data: new Uint8Array(24) } });
 * const { images } = await readNpz(file);
 * const inputs = inputsOf(images!, 1 / 255);
 * assertEquals([inputs.rows, inputs.columns], [2, 12]);
 * ```
 * @category Arrays
 */
export function inputsOf(array: ShapedArray, scale = 1): Inputs {
  const { shape, data } = array;
  const rows = shape[0] ?? 1, columns = elementCount(shape.slice(1));
  if (scale === 1) return { rows, columns, data };
  return data instanceof Uint8Array
    ? { rows, columns, data, scale }
    : { rows, columns, data: Float64Array.from(data, (element) => element * scale) };
}
