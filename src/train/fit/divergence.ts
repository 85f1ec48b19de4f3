import { isInside, type Loss } from "../../nn/losses/loss.ts";
import { type Inputs, placeOf } from "../../core/matrix/matrix.ts";
import { type Batch, meanLoss, passOf } from "../../engine/cost.ts";
import { type Regularized, regularizedCost } from "../../engine/regularized.ts";
import { reference } from "../../executors/reference.ts";
import { forward } from "../../engine/forward.ts";
import type { Network } from "../../engine/network.ts";
import { matricesOf } from "../../engine/parameters.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import type { Position } from "../checkpoints/checkpoint.ts";

/** A step of training, counted from 1. */
export type When = Pick<Position, "epoch" | "step">;

/**
 * Thrown if training reaches numbers that are not finite, or outside the domain of the loss.
 *
 * @example
 * ```ts
 * import { dense, DivergenceError, fit, linear, matrix, network, sgd, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const line = { inputs: matrix([[1]]), targets: matrix([[2]]) };
 * const optimizer = sgd({ learningRate: 1e30 });
 * const diverging = () => fit(net, line, { loss: sumOfSquaredErrors, optimizer, epochs: 9 });
 * const error = await assertRejects(diverging, DivergenceError);
 * assertEquals((error as DivergenceError).network.inputs, 1);
 * ```
 * @category Training
 */
export class DivergenceError extends RangeError {
  /** The name of the class. */
  override readonly name = "DivergenceError";
  /** The number of the epoch, from 1. */
  readonly epoch: number;
  /** The number of the step within the epoch, from 1. */
  readonly step: number;
  /**
   * The last good network: after an epoch or a checkpoint, or before the first step. Its parameters and
   * all costs up to it are finite.
   */
  readonly network: Network;

  /** Makes an error that carries the last good network. */
  constructor(message: string, { epoch, step }: When, network: Network) {
    super(message);
    this.epoch = epoch;
    this.step = step;
    this.network = network;
  }
}

/** A cost that is not finite, and its causes. */
export interface BadCost extends Regularized {
  readonly network: Network;
  /** The batch of the step, augmented and with dropout masks. */
  readonly batch: Batch;
  readonly loss: Loss;
  readonly cost: number;
  /** The name of the executor that computed it. */
  readonly executor: string;
}

/**
 * Explains why a cost is not finite.
 *
 * The error names the first layer whose values are not finite, or the executor if the cost is finite in
 * float64, or the regularizer, or the loss and the layer that left its domain.
 */
export function costError(
  { network, batch, loss, regularizer, cost, executor }: BadCost,
  when: When,
  good: Network,
): DivergenceError {
  const badInput = firstOf(batch.inputs, isNotFinite);
  if (badInput) return diverged(`the inputs hold ${badInput.text}`, when, good);
  const trace = forward(network, batch.inputs, passOf(batch));
  const { layers, outputs } = trace;
  const firstLayerWith = (predicate: (value: number) => boolean) => {
    for (const [l, { z, a }] of layers.entries()) {
      const value = firstOf(z, predicate) ?? firstOf(a, predicate);
      if (value) return `${nameOf(network, l)} gave ${value.text}`;
    }
  };
  const infinite = firstLayerWith(isNotFinite);
  if (infinite) return diverged(infinite, when, good);
  // A square of it is beyond float32, in which executors may compute.
  const huge = firstLayerWith((value) => Math.abs(value) >= 2 ** 64);
  const because = huge ? `, as ${huge}` : "";
  const mean = meanLoss(float64, network, trace, batch, loss);
  const inFloat64 = regularizedCost(float64, network, mean, regularizer);
  if (Number.isFinite(inFloat64)) {
    const what = `the cost is ${cost} by executor ${executor}, but ${inFloat64} in float64`;
    const remedy = executor === reference.name
      ? "a smaller learning rate"
      : `a smaller learning rate or executor: "${reference.name}"`;
    return diverged(what + because, when, good, remedy);
  }
  if (Number.isFinite(mean)) {
    return diverged(`the regularizer makes the cost ${inFloat64}${because}`, when, good);
  }
  const { domain } = loss;
  const outside = domain && firstOf(outputs, (a, index) => {
    return !isInside(domain, a, batch.targets.data[index]!);
  });
  if (outside) {
    const layer = nameOf(network, layers.length - 1);
    const message = `${loss.name} is defined for outputs ${domain.text}, ` +
      `but ${layer} gave ${outside.text} (${timeOf(when)})`;
    return new DivergenceError(message, when, good);
  }
  return diverged(`the cost is ${cost}${because}`, when, good);
}

/** Throws a DivergenceError that names the first layer with a parameter that is not finite. */
export function checkParameters(network: Network, when: When, good: Network): void {
  for (const { l, name, matrix } of matricesOf(network)) {
    const value = firstOf(matrix, isNotFinite);
    if (value) {
      throw diverged(`the ${name} of ${nameOf(network, l)} hold ${value.text}`, when, good);
    }
  }
}

function diverged(
  what: string,
  when: When,
  good: Network,
  remedy = "a smaller learning rate",
): DivergenceError {
  const message = `Training diverged, ${timeOf(when)}: ${what}; ${remedy} may help`;
  return new DivergenceError(message, when, good);
}

function timeOf({ epoch, step }: When): string {
  return `epoch ${epoch}, step ${step}`;
}

function nameOf(network: Network, index: number): string {
  const { kind, activation } = network.layers[index]!;
  return `layer ${index + 1} (${activation?.name ?? kind.name})`;
}

function isNotFinite(value: number): boolean {
  return !Number.isFinite(value);
}

function firstOf(
  { columns, data }: Pick<Inputs, "columns" | "data">,
  predicate: (value: number, index: number) => boolean,
): { readonly text: string } | undefined {
  for (let index = 0; index < data.length; index++) {
    if (predicate(data[index]!, index)) {
      return { text: `${data[index]} in ${placeOf(index, columns)}` };
    }
  }
}
