import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { byEntries, byRows, type Matrix, rowOf } from "../../core/matrix/matrix.ts";
import type { Gradients } from "../../engine/backward.ts";
import { mapNamed } from "../../engine/parameters.ts";
import type { GenericBatch } from "../claims/engine_claims.ts";

/** The examples of a batch from `first` to before `end`. */
export function rowsOf<T>(
  m: Arithmetic<T>,
  { inputs, targets, weights }: GenericBatch<T>,
  first: number,
  end: number,
): GenericBatch<T> {
  const part = (whole: Matrix<T>) =>
    byRows(m, end - first, whole.columns, (i) => rowOf(whole, first + i));
  return {
    ...{ inputs: part(inputs), targets: part(targets) },
    weights: weights && Array.from(weights).slice(first, end),
  };
}

/** x f + y g of two gradients f and g. */
export function combine<T>(
  m: Arithmetic<T>,
  f: Gradients<T>,
  g: Gradients<T>,
  x: T,
  y: T,
): Gradients<T> {
  const mixed = (one: T, other: T) => m.add(m.mul(x, one), m.mul(y, other));
  return {
    cost: mixed(f.cost, g.cost),
    layers: f.layers.map((layer, l) =>
      mapNamed(
        layer,
        (matrix, name) =>
          byEntries(m, matrix, (i) => mixed(matrix.data[i]!, g.layers[l]![name]!.data[i]!)),
      )
    ),
  };
}
