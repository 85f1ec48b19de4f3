import type { Arithmetic } from "../core/arithmetic/arithmetic.ts";
import { builder, copyOf, type Matrix, shapeOf } from "../core/matrix/matrix.ts";
import { describe } from "../core/support/describe.ts";
import type { Layer, Parameters } from "../nn/layers/layer.ts";
import type { Network } from "./network.ts";
import type { ParameterPlace } from "./place.ts";

/** Maps the parameters of a layer, or any matrices of these names. */
export function mapNamed<T, U>(
  parameters: Parameters<T>,
  f: (matrix: Matrix<T>, name: string) => Matrix<U>,
): Parameters<U> {
  return Object.freeze(
    Object.fromEntries(Object.entries(parameters).map(([name, matrix]) => [name, f(matrix, name)])),
  );
}

/**
 * Maps the parameters of a network, in file order.
 *
 * @param mapState Maps each matrix of the state, which stays by default.
 * @category Networks
 */
export function mapParameters<T, U>(
  network: Network<T>,
  f: (matrix: Matrix<T>, place: ParameterPlace, layer: Layer<T>) => Matrix<U>,
  mapState?: (matrix: Matrix<T>) => Matrix<U>,
): Network<U> {
  return Object.freeze({
    ...network,
    layers: Object.freeze(network.layers.map((layer, l): Layer<U> => {
      const { state, ...rest } = layer;
      return Object.freeze({
        ...rest,
        parameters: mapNamed(layer.parameters, (matrix, name) => f(matrix, { l, name }, layer)),
        ...(state && { state: mapState ? mapNamed(state, mapState) : state as Parameters<never> }),
      });
    })),
  });
}

/** A copy of a network with arrays of its own. */
export function copyOfNetwork(network: Network): Network {
  const copy = (matrix: Matrix) => Object.freeze(copyOf(matrix));
  return mapParameters(network, copy, copy);
}

/** A network with one parameter replaced. */
export function withParameter<T>(
  network: Network<T>,
  place: ParameterPlace,
  matrix: Matrix<T>,
): Network<T> {
  return mapParameters(network, (kept, { l, name }) => {
    return l === place.l && name === place.name ? matrix : kept;
  });
}

/** Lists the parameters of all layers, from the first layer to the last. */
export function parameterList<T>(
  layers: readonly Parameters<T>[],
): (ParameterPlace & { readonly matrix: Matrix<T> })[] {
  return layers.flatMap((layer, l) =>
    Object.entries(layer).map(([name, matrix]) => ({ l, name, matrix }))
  );
}

/** Lists the parameters and the state of all layers. */
export function matricesOf<T>({ layers }: Network<T>): ReturnType<typeof parameterList<T>> {
  return parameterList(layers.map(({ parameters, state }) => ({ ...parameters, ...state })));
}

export function layersOf<T>({ layers }: Network<T>): Parameters<T>[] {
  return layers.map(({ parameters }) => parameters);
}

/** All numbers of all parameters in file order: layer by layer, row by row. */
export function entriesOf<T>(layers: readonly Parameters<T>[]): T[] {
  return parameterList(layers).flatMap(({ matrix }) => Array.from(matrix.data));
}

/** The inverse of {@linkcode entriesOf}, given parameters of the same shapes. */
export function fromEntries<T>(
  m: Arithmetic<T>,
  layers: readonly Parameters<unknown>[],
  entries: ArrayLike<T>,
): Parameters<T>[] {
  let next = 0;
  return layers.map((layer) =>
    mapNamed(layer, ({ rows, columns }) => {
      const made = builder(m, rows, columns);
      for (let index = 0; index < made.data.length; index++) made.data[index] = entries[next++]!;
      return made;
    })
  );
}

/** A layer in an error: `layer 2, of kind dense`. */
export function nameOf({ kind }: Pick<Layer<unknown>, "kind">, l: number): string {
  return `layer ${l + 1}, of kind ${kind.name}`;
}

/** Throws a TypeError unless a kind returned a complete matrix of a size; `what` is for the message. */
export function checkSize(
  found: Matrix<unknown> | undefined,
  wanted: Pick<Matrix, "rows" | "columns">,
  what: string,
): void {
  const { rows, columns, data } = found ?? {} as Partial<Matrix>;
  if (
    rows === wanted.rows && columns === wanted.columns && data?.length === rows * columns
  ) return;
  const got = data === undefined
    ? describe(found)
    : `(${rows} × ${columns}) with ${data.length} entries`;
  throw new TypeError(`${what} must be a matrix (${shapeOf(wanted)}), but found ${got}`);
}

/**
 * Counts the numbers in the parameters of a network, frozen ones included.
 *
 * @example
 * ```ts
 * import { dense, network, parametersOf, tanh } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 3, layers: [dense(2, tanh)], seed: 1 });
 * assertEquals(parametersOf(net), 3 * 2 + 2);
 * ```
 * @category Networks
 */
export function parametersOf(network: Network<unknown>): number {
  return countOf(layersOf(network));
}

/** Counts the numbers in the parameters of some layers. */
export function countOf(layers: readonly Parameters<unknown>[]): number {
  return parameterList(layers).reduce((sum, { matrix }) => sum + matrix.data.length, 0);
}
