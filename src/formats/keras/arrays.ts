import { describe } from "../../core/support/describe.ts";
import { describeShape, type Shape } from "../../nn/layers/shape.ts";

/** An array of a Keras layer: its own name, such as `kernel`, and its shape. */
export interface KerasArray {
  readonly name: string;
  readonly shape: Shape;
}

/** The arrays of a layer by name, row by row. */
export type Arrays = Readonly<Record<string, ArrayLike<number>>>;

/** An array that a file holds, whose entries are decoded when they are asked for. */
export interface StoredArray {
  readonly shape: Shape;
  /** Reads the entries, row by row. */
  readonly entries: () => Float64Array<ArrayBuffer>;
}

/**
 * The entries of the arrays of a layer, which a file must hold in their shapes.
 *
 * @throws {TypeError} If one is missing.
 * @throws {RangeError} If one is of another shape.
 */
export function arraysOfLayer(
  layer: string,
  wanted: readonly KerasArray[],
  find: (array: KerasArray, i: number) => StoredArray | undefined,
): Arrays {
  return Object.fromEntries(wanted.map((array, i) => {
    const found = find(array, i), what = `${array.name} of layer ${describe(layer)}`;
    if (found === undefined) throw new TypeError(`The file must hold the ${what}, but does not`);
    if (describeShape(found.shape) === describeShape(array.shape)) {
      return [array.name, found.entries()];
    }
    throw new RangeError(
      `The ${what} must be ${describeShape(array.shape)}, but found ` +
        (describeShape(found.shape) || "a number"),
    );
  }));
}
