import { largestOf } from "../core/support/largest.ts";
import { printable } from "../core/support/describe.ts";
import { type Layer, type LayerOptions, multiplyAddsOf } from "../nn/layers/layer.ts";
import { describeShape, type Shape, sizeOf } from "../nn/layers/shape.ts";
import { describeOption } from "../nn/layers/layer_kind.ts";
import { checkNetwork, describeNetwork, type Network, shapesOf } from "./network.ts";
import { countOf, layersOf } from "./parameters.ts";
import { count } from "../core/support/quantities.ts";

/**
 * The summary of a network.
 * @category Networks
 */
export interface Summary {
  /** The number of inputs. */
  readonly inputs: number;
  /** The layers, from the first hidden one to the output layer. */
  readonly layers: readonly LayerSummary[];
  /** The number of parameters, each a number, frozen ones included. */
  readonly parameters: number;
  /** The products that a forward pass of one example adds up. */
  readonly multiplyAdds: number;
  /** A readable table. */
  toString(): string;
}

/**
 * The summary of a layer.
 * @category Networks
 */
export interface LayerSummary {
  /** The name of its kind. */
  readonly kind: string;
  /** The number of inputs. */
  readonly inputs: number;
  /** The number of outputs: the neurons of a dense layer. */
  readonly units: number;
  /** The shape of an example of the outputs. */
  readonly shape: Shape;
  /** The options of its kind. */
  readonly options: LayerOptions;
  /** The name of its activation, if it has one. */
  readonly activation?: string;
  /** The number of parameters, each a number, frozen ones included. */
  readonly parameters: number;
  /** The products that a forward pass of one example adds up. */
  readonly multiplyAdds: number;
}

/**
 * Summarizes a network: as a string it is a table, as JSON plain data.
 *
 * @throws {TypeError} If `network` is not a network.
 *
 * @example
 * ```ts
 * import { dense, network, softmax, summary, tanh } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 784, layers: [dense(32, tanh), dense(10, softmax)], seed: 1 });
 * assertEquals(summary(net).parameters, 784 * 32 + 32 + 32 * 10 + 10);
 * console.log(`${summary(net)}`);
 * ```
 * @category Networks
 */
export function summary(network: Network<unknown>): Summary {
  checkNetwork(network);
  const shapes = shapesOf(network);
  const layers = network.layers.map((layer, l) => {
    const { kind, options, activation, parameters } = layer;
    return {
      kind: kind.name,
      options,
      inputs: sizeOf(shapes[l]!),
      units: sizeOf(shapes[l + 1]!),
      shape: shapes[l + 1]!,
      ...(activation && { activation: activation.name }),
      parameters: countOf([parameters]),
      multiplyAdds: multiplyAddsOf(layer, shapes[l]!),
    };
  });
  const parameters = countOf(layersOf(network));
  const multiplyAdds = layers.reduce((sum, layer) => sum + layer.multiplyAdds, 0);
  const record = { inputs: network.inputs, layers, parameters, multiplyAdds };
  const text = tableOf(describeNetwork(network), network.layers.map(describeWithoutUnits), record);
  // Not enumerable, so that neither JSON nor a comparison sees it.
  return Object.freeze(Object.defineProperty(record, "toString", { value: () => text }));
}

/** Describes a layer apart from its number of units or its shape: `dense tanh`, `dropout 0.2`. */
function describeWithoutUnits({ kind, options, activation }: Layer<unknown>): string {
  const { units: _, shape: __, ...others } = { ...options } as Record<string, unknown>;
  const words = [kind.name, ...Object.values(others).map(describeOption), activation?.name];
  return printable(words.filter(Boolean).join(" "));
}

function tableOf(
  title: string,
  names: readonly string[],
  { inputs, layers, parameters, multiplyAdds }: Omit<Summary, "toString">,
): string {
  const sides = (shape: Shape) => shape.length === 1 ? count(shape[0]!) : describeShape(shape);
  const rows = [
    ["layer", "inputs", "units", "kind", "parameters", "multiply-adds"],
    ...layers.map(({ shape, parameters, multiplyAdds }, l) => [
      `${l + 1}`,
      sides(layers[l - 1]?.shape ?? [inputs]),
      sides(shape),
      names[l]!,
      count(parameters),
      count(multiplyAdds),
    ]),
    ["", "", "", "", count(parameters), count(multiplyAdds)],
  ];
  const widths = rows[0]!.map((_, j) => largestOf(rows.map((row) => row[j]!.length)));
  const lines = rows.map((row) =>
    row.map((cell, j) => j === 3 ? cell.padEnd(widths[j]!) : cell.padStart(widths[j]!)).join("  ")
  );
  return [title, ...lines.map((line) => line.trimEnd())].join("\n");
}
