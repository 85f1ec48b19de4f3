import { checkNetwork, describeNetwork, type Network, parametersOf } from "./network.ts";

/** What a network is made of. Its text is a table. */
export interface Summary {
  /** How many values enter the first layer. */
  readonly inputs: number;
  /** The layers, from the first hidden one to the output layer. */
  readonly layers: readonly LayerSummary[];
  /** How many weights and biases there are. */
  readonly parameters: number;
  /** A table for people. */
  toString(): string;
}

/** What a layer is made of. */
export interface LayerSummary {
  /** How many values enter it. */
  readonly inputs: number;
  /** How many neurons it has. */
  readonly units: number;
  /** The name of its activation. */
  readonly activation: string;
  /** The share of outputs that training drops, if any. */
  readonly dropout?: number;
  /** How many weights and biases it has. */
  readonly parameters: number;
}

/**
 * What a network is made of: a record whose text is a table, and whose JSON is plain data.
 *
 * @param network The network.
 * @throws {TypeError} If it is none.
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
 */
export function summary(network: Network<unknown>): Summary {
  checkNetwork(network);
  const layers = network.layers.map(({ units, activation, weights, biases, dropout }) => ({
    inputs: weights.columns,
    units,
    activation: activation.name,
    ...(dropout && { dropout }),
    parameters: weights.data.length + biases.data.length,
  }));
  const parameters = parametersOf(network);
  const record = { inputs: network.inputs, layers, parameters };
  const text = tableOf(describeNetwork(network), record);
  // Not enumerable, so that neither JSON nor a comparison sees it.
  return Object.freeze(Object.defineProperty(record, "toString", { value: () => text }));
}

function tableOf(title: string, { layers, parameters }: Omit<Summary, "toString">): string {
  const count = (n: number) => n.toLocaleString("en-US");
  const rows = [
    ["layer", "inputs", "units", "activation", "parameters"],
    ...layers.map(({ inputs, units, activation, dropout, parameters }, l) => [
      `${l + 1}`,
      count(inputs),
      count(units),
      dropout ? `${activation}, dropout ${dropout}` : activation,
      count(parameters),
    ]),
    ["", "", "", "", count(parameters)],
  ];
  const widths = rows[0]!.map((_, j) => Math.max(...rows.map((row) => row[j]!.length)));
  const lines = rows.map((row) =>
    row.map((cell, j) => j === 3 ? cell.padEnd(widths[j]!) : cell.padStart(widths[j]!)).join("  ")
  );
  return [title, ...lines.map((line) => line.trimEnd())].join("\n");
}
