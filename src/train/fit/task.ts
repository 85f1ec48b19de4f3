import { checkDataset, type Dataset } from "../../data/dataset.ts";
import { shapeOf } from "../../core/matrix/matrix.ts";
import type { Network } from "../../engine/network.ts";
import type { Optimizer } from "../../optim/optimizers/optimizer.ts";
import { describe } from "../../core/support/describe.ts";

/**
 * Refuses what is no positive integer.
 *
 * @param value What was passed.
 * @param name What it was passed as, for the message.
 * @throws {RangeError} If it is none.
 */
export function checkCount(value: number, name: string): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${name} must be a positive integer, but found ${describe(value)}`);
  }
}

/**
 * Refuses what is no optimizer.
 *
 * @param optimizer What was passed.
 * @throws {TypeError} If it is none.
 */
export function checkOptimizer(optimizer: Optimizer): void {
  if (typeof optimizer?.init !== "function" || typeof optimizer.update !== "function") {
    throw new TypeError(
      `optimizer must be one such as sgd({ learningRate }), but found ${describe(optimizer)}`,
    );
  }
}

/**
 * Refuses examples that are none, or of other widths than those of the network.
 *
 * @param network The network.
 * @param dataset What was passed.
 * @param name What it was passed as, for the message.
 * @throws {TypeError} If it does not fit.
 * @throws {RangeError} If it is empty, or a number in it is not finite.
 */
export function checkFits(network: Network, dataset: Dataset, name: string): void {
  checkDataset(dataset, name);
  const { inputs, targets } = dataset;
  const outputs = network.layers.at(-1)!.units;
  if (inputs.columns !== network.inputs) {
    throw new TypeError(
      `${name}.inputs (${shapeOf(inputs)}) must have ${network.inputs} columns, ` +
        `one for each input of the network, but found ${inputs.columns}`,
    );
  }
  if (targets.columns !== outputs) {
    throw new TypeError(
      `${name}.targets (${shapeOf(targets)}) must have ${outputs} columns, ` +
        `one for each output of the network, but found ${targets.columns}`,
    );
  }
}

/**
 * Refuses options that are no functions, before they would be called.
 *
 * @param options What was passed, by name; nothing where it was left out.
 * @throws {TypeError} If one is none.
 */
export function checkFunctions(options: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && typeof value !== "function") {
      throw new TypeError(`${name} must be a function, but found ${describe(value)}`);
    }
  }
}
