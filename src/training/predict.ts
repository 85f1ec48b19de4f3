import { checkMatrix, type Inputs, type Matrix, selectRows } from "../matrix/matrix.ts";
import { forward } from "../network/forward.ts";
import { checkNetwork, type Network } from "../network/network.ts";

/** Rows that pass through the network at a time, so that traces stay small. */
const ROWS_AT_A_TIME = 256;

/**
 * The outputs of a network.
 *
 * @param network The network.
 * @param inputs X (examples × inputs).
 * @returns Ŷ (examples × outputs), (13).
 * @throws {TypeError} If `inputs` is no matrix or has not one column for each input.
 * @throws {RangeError} If an input is NaN or infinite.
 *
 * @example
 * ```ts
 * import { dense, matrix, network, predict, softmax } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 2, layers: [dense(2, softmax)], seed: 1 });
 * assertEquals(Array.from(predict(net, matrix([[0, 0]])).data), [0.5, 0.5]);
 * ```
 */
export function predict(network: Network, inputs: Inputs): Matrix {
  checkNetwork(network);
  checkMatrix(inputs, "inputs");
  const columns = network.layers.at(-1)!.units;
  const outputs = new Float64Array(inputs.rows * columns);
  // At least one pass, so that empty inputs of a wrong width are refused, too.
  for (let start = 0; start === 0 || start < inputs.rows; start += ROWS_AT_A_TIME) {
    const length = Math.min(ROWS_AT_A_TIME, inputs.rows - start);
    const rows = Uint32Array.from({ length }, (_, i) => start + i);
    outputs.set(
      forward(network, selectRows(inputs, rows)).outputs.data as Float64Array,
      start * columns,
    );
  }
  return { rows: inputs.rows, columns, data: outputs };
}
