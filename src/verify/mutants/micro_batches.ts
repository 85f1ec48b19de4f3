import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { byEntries, byRows, type Matrix, rowOf } from "../../core/matrix/matrix.ts";
import type { Gradients } from "../../engine/backward.ts";
import { mapNamed } from "../../engine/parameters.ts";
import type { GenericBatch } from "../claims/engine_claims.ts";

/** The examples of a batch from the first given to before the end. */
export function rowsOf<T>(
  m: Arithmetic<T>,
  { inputs, targets }: GenericBatch<T>,
  first: number,
  end: number,
): GenericBatch<T> {
  const part = (whole: Matrix<T>) =>
    byRows(m, end - first, whole.columns, (i) => rowOf(whole, first + i));
  return { inputs: part(inputs), targets: part(targets) };
}

/** x f + y g of two gradients f and g. */
export function combine<T>(
  m: Arithmetic<T>,
  f: Gradients<T>,
  g: Gradients<T>,
  x: T,
  y: T,
): Gradients<T> {
  const mixed = (first: Matrix<T>, second: Matrix<T>) =>
    byEntries(m, first, (index) => {
      return m.add(m.mul(x, first.data[index]!), m.mul(y, second.data[index]!));
    });
  return {
    cost: m.add(m.mul(x, f.cost), m.mul(y, g.cost)),
    layers: f.layers.map((layer, l) => {
      return mapNamed(layer, (matrix, name) => mixed(matrix, g.layers[l]![name]!));
    }),
  };
}
