import type { Loss } from "../losses/loss.ts";
import type { Matrix } from "../matrix/matrix.ts";
import type { Batch } from "../network/cost.ts";
import { forward } from "../network/forward.ts";
import type { Network } from "../network/network.ts";
import type { ExecutorName } from "./executor.ts";
import { float64 } from "../arithmetic/float64.ts";

/** The step at which something was found. */
export interface When {
  /** The number of the epoch, from 1. */
  readonly epoch: number;
  /** The number of the step within the epoch, from 1. */
  readonly step: number;
}

/**
 * Training that came to numbers that are not finite, or outside the domain of the loss.
 *
 * @example
 * ```ts
 * import {
 *   dense, DivergenceError, fit, linear, matrix, network, sgd, sumOfSquaredErrors,
 * } from "@backproof/backproof";
 * import { assertRejects } from "@std/assert";
 *
 * const line = { inputs: matrix([[0], [1], [2]]), targets: matrix([[1], [3], [5]]) };
 * const untrained = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const optimizer = sgd({ learningRate: 1e6 });
 * await assertRejects(
 *   () => fit(untrained, line, { loss: sumOfSquaredErrors, optimizer, epochs: 100 }),
 *   DivergenceError,
 *   "layer 1 (linear)",
 * );
 * ```
 */
export class DivergenceError extends RangeError {
  /** What kind of error this is. */
  override readonly name = "DivergenceError";
  /** The number of the epoch, from 1. */
  readonly epoch: number;
  /** The number of the step within the epoch, from 1. */
  readonly step: number;
  /** The last network whose parameters were known to be finite. */
  readonly network: Network;

  /**
   * An error that carries the last good state.
   *
   * @param message What was found, and where.
   * @param when The step.
   * @param network The last network whose parameters were known to be finite.
   */
  constructor(message: string, { epoch, step }: When, network: Network) {
    super(message);
    this.epoch = epoch;
    this.step = step;
    this.network = network;
  }
}

/**
 * Says why a cost is not finite.
 *
 * @param network The network that gave it.
 * @param batch The examples that gave it.
 * @param loss The loss.
 * @param cost NaN or infinite.
 * @param when The step.
 * @param executor What computed it: `wasm` does so in float32.
 * @returns An error that names the first layer whose values are not finite, or the loss and the
 * layer that left its domain, or the last layer and its largest output.
 */
export function costError(
  network: Network,
  batch: Batch,
  loss: Loss,
  cost: number,
  when: When,
  executor: ExecutorName,
): DivergenceError {
  const { layers, outputs } = forward(network, batch.inputs);
  const isBeyond = (value: number) => isNotFinite(executor === "wasm" ? Math.fround(value) : value);
  for (const [l, { z, a }] of layers.entries()) {
    const value = firstOf(z, isBeyond) ?? firstOf(a, isBeyond);
    if (value) return diverged(`${nameOf(network, l)} gave ${value.text}`, when, network);
  }
  const last = nameOf(network, layers.length - 1);
  const { domain } = loss;
  const outside = domain && firstOf(outputs, (a) => !(domain.positive(float64, a) > 0));
  if (outside) {
    const message = `${loss.name} is defined for outputs ${domain.text}, ` +
      `but ${last} gave ${outside.text} (${timeOf(when)})`;
    return new DivergenceError(message, when, network);
  }
  const most = Array.from(outputs.data).reduce((most, a) => Math.max(most, Math.abs(a)), 0);
  const largest = firstOf(outputs, (a) => Math.abs(a) === most)!;
  return diverged(`the cost is ${cost}, where ${last} gave ${largest.text}`, when, network);
}

/**
 * Refuses parameters that are not finite.
 *
 * @param network The network in training.
 * @param when The last step.
 * @param good The last network whose parameters were known to be finite.
 * @throws {DivergenceError} If a weight or bias is NaN or infinite; the message names the first layer.
 */
export function checkParameters(network: Network, when: When, good: Network): void {
  for (const [l, { weights, biases }] of network.layers.entries()) {
    for (const [name, matrix] of Object.entries({ weights, biases })) {
      const value = firstOf(matrix, isNotFinite);
      if (value) {
        throw diverged(`the ${name} of ${nameOf(network, l)} hold ${value.text}`, when, good);
      }
    }
  }
}

function diverged(what: string, when: When, network: Network): DivergenceError {
  const message = `Training diverged, ${timeOf(when)}: ${what}; a smaller learning rate may help`;
  return new DivergenceError(message, when, network);
}

function timeOf({ epoch, step }: When): string {
  return `epoch ${epoch}, step ${step}`;
}

function nameOf(network: Network, index: number): string {
  return `layer ${index + 1} (${network.layers[index]!.activation.name})`;
}

function isNotFinite(value: number): boolean {
  return !Number.isFinite(value);
}

function firstOf(
  { columns, data }: Matrix,
  predicate: (value: number) => boolean,
): { readonly text: string } | undefined {
  for (let index = 0; index < data.length; index++) {
    if (predicate(data[index]!)) {
      const place = `row ${Math.floor(index / columns)}, column ${index % columns}`;
      return { text: `${data[index]} in ${place}` };
    }
  }
}
