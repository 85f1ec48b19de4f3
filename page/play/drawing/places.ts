/** A unit of the drawing: the layer from 0, the inputs, and the unit from 0. */
export interface UnitPlace {
  readonly layer: number;
  readonly unit: number;
}

/** A weight: the layer from 1, and its place in the matrix, row by row. */
export interface WeightPlace {
  readonly layer: number;
  readonly index: number;
}
