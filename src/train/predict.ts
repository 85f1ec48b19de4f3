import { type Inputs, type Matrix, settledMatrix } from "../core/matrix/matrix.ts";
import { checkInputs } from "../engine/forward.ts";
import { checkNetwork, type Network } from "../engine/network.ts";
import type { Executor } from "../executors/executor.ts";
import { reference } from "../executors/reference.ts";
import type { ExecutorName } from "../executors/registry.ts";
import { outputsBy } from "./outputs.ts";
import { checkOptions } from "../core/support/options.ts";

/**
 * Options of {@linkcode predict}.
 * @category Training
 */
export interface PredictOptions {
  /**
   * An executor or the name of a registered one: defaults to `reference`, in float64; `wasm`, in
   * float32, is for large inputs. It compiles a network once and ignores later changes to its arrays.
   */
  readonly executor?: ExecutorName | Executor;
}

/**
 * Computes the outputs of a network.
 *
 * Invalid arguments reject the promise. `forward(network, inputs).outputs` is synchronous.
 *
 * @param inputs X (examples × inputs).
 * @returns Ŷ (examples × outputs), (13).
 * @throws {TypeError} If `inputs` is not a matrix with a column for each input, or the executor is not
 * one.
 * @throws {RangeError} If an input is NaN, infinite or, for `wasm`, beyond float32, or the executor is
 * unknown.
 *
 * @example
 * ```ts
 * import { dense, matrix, network, predict, softmax } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 2, layers: [dense(2, softmax)], seed: 1 });
 * assertEquals(Array.from((await predict(net, matrix([[0, 0]]))).data), [0.5, 0.5]);
 * ```
 * @category Training
 */
export async function predict(
  network: Network,
  inputs: Inputs,
  options: PredictOptions = {},
): Promise<Matrix> {
  checkNetwork(network);
  const fixed = settledMatrix(inputs, "inputs");
  checkInputs(network, fixed);
  const { executor = reference } = checkOptions("predict()", options, "executor");
  return (await outputsBy(executor, network, fixed)).a;
}
