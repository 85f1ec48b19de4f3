/**
 * The shape of one example, channels last: `[784]`, or `[28, 28, 1]`. Its values are one row.
 * @category Layers
 */
export type Shape = readonly number[];

/** The number of values in an example of a shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, side) => size * side, 1);
}

/** A shape in words: `784`, or `28×28×1`. */
export function describeShape(shape: Shape): string {
  return shape.join("×");
}
