import { forward, type Matrix, type Network } from "../../../engine.ts";
import { EXTENT } from "../data/point.ts";

/** The activations of each unit at the middles of a grid's cells, row by row from the top left. */
export interface Surfaces {
  /** Cells in a row and in a column. */
  readonly size: number;
  /** By layer, the two inputs first, then by unit. */
  readonly layers: readonly (readonly Float32Array[])[];
}

/** The middles of a grid's cells over the plane (size² × 2), row by row from the top left. */
export function gridOf(size: number): Matrix {
  const middle = (i: number) => EXTENT * ((2 * i + 1) / size - 1);
  const data = new Float64Array(2 * size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      data.set([middle(column), -middle(row)], 2 * (row * size + column));
    }
  }
  return { rows: size * size, columns: 2, data };
}

/** What each unit makes of each point of the plane: one forward pass of a grid. */
export function surfacesOf(network: Network, size: number): Surfaces {
  const inputs = gridOf(size), { layers } = forward(network, inputs);
  return { size, layers: [inputs, ...layers.map(({ a }) => a)].map(columnsOf) };
}

function columnsOf({ rows, columns, data }: Matrix): Float32Array[] {
  return Array.from({ length: columns }, (_, j) => {
    return Float32Array.from({ length: rows }, (_, i) => data[i * columns + j]!);
  });
}
