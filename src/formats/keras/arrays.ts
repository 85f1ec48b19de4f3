import type { Shape } from "../../nn/layers/shape.ts";

/** An array of a Keras layer: its own name, such as `kernel`, and its shape. */
export interface KerasArray {
  readonly name: string;
  readonly shape: Shape;
}

/** The arrays of a layer by name, row by row. */
export type Arrays = Readonly<Record<string, ArrayLike<number>>>;
