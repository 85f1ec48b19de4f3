import { checkMatrix, type Inputs, shapeOf } from "../core/matrix/matrix.ts";
import { type Network, outputsOf } from "../engine/network.ts";
import type { Executor, Outputs } from "../executors/executor.ts";
import { type ExecutorName, executorOf } from "../executors/registry.ts";

/**
 * Computes the outputs of a network by an executor, or the name of one, and checks their shapes.
 *
 * @throws {TypeError} If the executor is not one, or returns matrices of another shape.
 * @throws {RangeError} If the name is unknown.
 */
export async function outputsBy(
  given: Executor | ExecutorName,
  network: Network,
  inputs: Inputs,
): Promise<Outputs> {
  const executor = executorOf(given);
  const outputs = await executor.outputs(network, inputs);
  const wanted = shapeOf({ rows: inputs.rows, columns: outputsOf(network) });
  for (const name of ["z", "a"] as const) {
    const matrix = outputs?.[name], what = `${name} of the executor ${executor.name}`;
    checkMatrix(matrix, what);
    if (shapeOf(matrix) !== wanted) {
      throw new TypeError(
        `${what} must be (${wanted}), a row for each example and a column for each output of the ` +
          `network, but found (${shapeOf(matrix)})`,
      );
    }
  }
  return outputs;
}
