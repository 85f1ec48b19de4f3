import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import type { LayerErrors, LayerKind, LayerOutputs, LayerValues } from "../../nn/layers/layer.ts";

/** A layer whose functions are formulas of the row of one example, without its parameters. */
export interface RowLayer extends Pick<LayerValues<unknown, object>, "shape" | "options"> {
  readonly kind: LayerKind;
  /** Rows and columns of each parameter, by its name. */
  readonly sizes: Readonly<Record<string, readonly [rows: number, columns: number]>>;
}

/** The rows of a formula, by name: `inputs`, `errors`, and those of parameters. */
type Rows<T> = (name: string) => readonly T[];

/** The name of the row of a parameter, which must not meet those of inputs and errors. */
export function parameterRow(parameter: string): string {
  return `parameter ${parameter}`;
}

/** `forward` of a layer for one example, the row `inputs`. */
export function forwardOfRow<T>(m: Arithmetic<T>, of: RowLayer, row: Rows<T>): LayerOutputs<T> {
  return of.kind.forward(m, layerOf(of, row), rowMatrix(row("inputs")), {});
}

/** `backward` of a layer for one example, given the row `errors` of its outputs. */
export function backwardOfRow<T>(m: Arithmetic<T>, of: RowLayer, row: Rows<T>): LayerErrors<T> {
  const { saved } = forwardOfRow(m, of, row);
  return of.kind.backward(m, layerOf(of, row), saved, rowMatrix(row("errors")));
}

function layerOf<T>({ shape, options, sizes }: RowLayer, row: Rows<T>): LayerValues<T, object> {
  const parameters = Object.entries(sizes).map(([name, [rows, columns]]) => {
    return [name, { rows, columns, data: row(parameterRow(name)) }] as const;
  });
  return { shape, options, parameters: Object.fromEntries(parameters) };
}

function rowMatrix<T>(data: readonly T[]): Matrix<T> {
  return { rows: 1, columns: data.length, data };
}
