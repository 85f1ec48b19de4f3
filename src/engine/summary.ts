import { largestOf } from "../core/support/largest.ts";
import { printable } from "../core/support/describe.ts";
import type { Layer, LayerOptions } from "../nn/layers/layer.ts";
import { describeOption } from "../nn/layers/layer_kind.ts";
import { checkNetwork, describeNetwork, type Network, widthsOf } from "./network.ts";
import { countOf, layersOf } from "./parameters.ts";

/**
 * The summary of a network.
 * @category Networks
 */
export interface Summary {
  /** The number of inputs. */
  readonly inputs: number;
  /** The layers, from the first hidden one to the output layer. */
  readonly layers: readonly LayerSummary[];
  /** The number of trainable parameters, each a number. */
  readonly parameters: number;
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
  /** The options of its kind. */
  readonly options: LayerOptions;
  /** The name of its activation, if it has one. */
  readonly activation?: string;
  /** The number of trainable parameters, each a number. */
  readonly parameters: number;
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
  const widths = widthsOf(network);
  const layers = network.layers.map(({ kind, options, activation, parameters }, l) => ({
    kind: kind.name,
    options,
    inputs: widths[l]!,
    units: widths[l + 1]!,
    ...(activation && { activation: activation.name }),
    parameters: countOf([parameters]),
  }));
  const parameters = countOf(layersOf(network));
  const record = { inputs: network.inputs, layers, parameters };
  const text = tableOf(describeNetwork(network), network.layers.map(describeWithoutUnits), record);
  // Not enumerable, so that neither JSON nor a comparison sees it.
  return Object.freeze(Object.defineProperty(record, "toString", { value: () => text }));
}

/** Describes a layer apart from its number of units: `dense tanh`, `dropout 0.2`. */
function describeWithoutUnits({ kind, options, activation }: Layer<unknown>): string {
  const { units: _, ...others } = { ...options } as Record<string, unknown>;
  const words = [kind.name, ...Object.values(others).map(describeOption), activation?.name];
  return printable(words.filter(Boolean).join(" "));
}

function tableOf(
  title: string,
  names: readonly string[],
  { layers, parameters }: Omit<Summary, "toString">,
): string {
  const count = (n: number) => n.toLocaleString("en-US");
  const rows = [
    ["layer", "inputs", "units", "kind", "parameters"],
    ...layers.map(({ inputs, units, parameters }, l) => [
      `${l + 1}`,
      count(inputs),
      count(units),
      names[l]!,
      count(parameters),
    ]),
    ["", "", "", "", count(parameters)],
  ];
  const widths = rows[0]!.map((_, j) => largestOf(rows.map((row) => row[j]!.length)));
  const lines = rows.map((row) =>
    row.map((cell, j) => j === 3 ? cell.padEnd(widths[j]!) : cell.padStart(widths[j]!)).join("  ")
  );
  return [title, ...lines.map((line) => line.trimEnd())].join("\n");
}
