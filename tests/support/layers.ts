import type {
  Layer,
  LayerKind,
  LayerOptions,
  Matrix,
  Network,
  Parameters,
  Shape,
} from "../../engine.ts";
import { entriesOf, layersOf, mapNamed } from "../../src/engine/parameters.ts";

/** A layer, or its gradients, with other numbers in one of its parameters. */
export function changed(
  parameters: Parameters,
  name: string,
  change: (number: number, index: number) => number,
): Parameters {
  return mapNamed(parameters, (matrix, of) => of === name ? mapped(matrix, change) : matrix);
}

/** A matrix of what becomes of each entry. */
export function mapped(
  { rows, columns, data }: Matrix,
  change: (number: number, index: number) => number,
): Matrix {
  return { rows, columns, data: Float64Array.from(data, change) };
}

/** A layer with other parameters in place of those of these names. */
export function withParameters<T>(layer: Layer<T>, parameters: Parameters<T>): Layer<T> {
  return { ...layer, parameters: { ...layer.parameters, ...parameters } };
}

/** All numbers of all parameters, layer by layer. */
export function parametersIn(network: Network): number[] {
  return entriesOf(layersOf(network));
}

/** How far any parameter of two networks of one plan is from the other. */
export function distance(x: Network, y: Network): number {
  const [p, q] = [parametersIn(x), parametersIn(y)];
  if (p.length !== q.length) throw new Error(`${p.length} and ${q.length} parameters`);
  return p.reduce((most, number, i) => Math.max(most, Math.abs(number - q[i]!)), 0);
}

/** A state of a layer that is not the one it starts with. */
export function stateOf(kind: LayerKind, options: LayerOptions, inputs: Shape): Parameters {
  return Object.fromEntries(
    Object.entries(kind.stateShapes?.(options, inputs) ?? {}).map(([name, [rows, columns]]) => {
      const start = kind.starts?.(options)[name] ?? 0;
      return [name, { rows, columns, data: new Float64Array(rows * columns).fill(start + 0.25) }];
    }),
  );
}
