import { float64 } from "../../core/arithmetic/float64.ts";
import { type Matrix, placeOf, rowOf, selectRows } from "../../core/matrix/matrix.ts";
import { selectNumbers } from "../../core/matrix/numbers.ts";
import type { Dataset } from "../../data/dataset.ts";
import { meanLoss } from "../../engine/cost.ts";
import { forward } from "../../engine/forward.ts";
import { type Network, outputsOf, widthsOf } from "../../engine/network.ts";
import type { Activation } from "../../nn/activations/activation.ts";
import { activationOf } from "../../nn/layers/layer.ts";
import type { Loss } from "../../nn/losses/loss.ts";

/**
 * Throws a RangeError if nothing can be learned: an activation is constant, as softmax of a single
 * output is, or the only output is a probability, and the loss is for classes.
 */
export function checkLearnable(network: Network, loss: Loss): void {
  const widths = widthsOf(network), last = activationOf(network.layers.at(-1)!);
  for (const [l, layer] of network.layers.entries()) {
    const activation = activationOf(layer);
    if (widths[l + 1] !== 1 || activation.kind !== "rowwise") continue;
    const [a, ...others] = [-1, 0.5, 2].map((z) => activation.value(float64, [z])[0]!);
    if (others.some((other) => other !== a)) continue;
    throw new RangeError(
      `${activation.name} of a single output is always ${a}, so layer ${l + 1} cannot learn: use ` +
        `dense(1, sigmoid) with binaryCrossEntropy, or an output for each class`,
    );
  }
  if (widths.at(-1) !== 1 || !loss.targets?.classes) return;
  const { low, high } = rangeOf(last, 1);
  if (low < 0 || high > 1) return;
  throw new RangeError(
    `${loss.name} is for an output for each class, but found a single one of ${last.name}, which ` +
      `cannot learn: use binaryCrossEntropy, or dense(2, softmax)`,
  );
}

/** Reasons why the last activation is probably not meant for a loss, or its targets. */
export function warningsOf(network: Network, { targets }: Dataset, loss: Loss): string[] {
  const activation = activationOf(network.layers.at(-1)!);
  const { low, high } = rangeOf(activation, outputsOf(network));
  const { name } = activation;
  if (loss.signed) {
    if (low < 0 && high > 0) return [];
    return [
      `${loss.name} takes outputs of either sign, but those of ${name} are never ` +
      `${low < 0 ? "positive" : "negative"}: use linear for the last layer`,
    ];
  }
  const isBeyond = (y: number) => y < low - MARGIN || y > high + MARGIN;
  const index = Array.prototype.findIndex.call(targets.data, isBeyond);
  if (
    index === -1 || !isLeastAtTargets(loss, rowOf(targets, Math.floor(index / targets.columns)))
  ) {
    return [];
  }
  return [
    `the target ${targets.data[index]} in ${placeOf(index, targets.columns)} is out of reach of ` +
    `${name}, which gives ${short(low)} to ${short(high)}: use another activation for the last ` +
    `layer, such as linear, or scale the targets`,
  ];
}

/** Limits of outputs, such as those of softsign, are nearly reached. */
const MARGIN = 1e-6;

/** Sizes of weighted sums that activations are tried at. */
const SIZES = /* @__PURE__ */ Array.from({ length: 45 }, (_, k) => k === 0 ? 0 : 2 ** (k - 4));

/** About the least and largest outputs of an activation in a row of a width. */
function rangeOf(
  activation: Activation,
  width: number,
): { readonly low: number; readonly high: number } {
  const outputs = SIZES.flatMap((size) => [size, -size]).flatMap((z) => {
    if (activation.kind === "elementwise") return [activation.value(float64, z)];
    return activation.value(float64, Array(width).fill(0).with(0, z));
  });
  // A wide row is too much to spread into arguments.
  return outputs.reduce(
    ({ low, high }, output) => ({ low: Math.min(low, output), high: Math.max(high, output) }),
    { low: Infinity, high: -Infinity },
  );
}

function short(x: number): string {
  return `${Number(x.toPrecision(3))}`;
}

/** Whether outputs equal to the targets are best, as far as its gradient says. */
function isLeastAtTargets(loss: Loss, y: number[]): boolean {
  return loss.gradient(float64, { a: y, y }).every((slope) => slope === 0);
}

/** The most examples that a trained network is compared with the untrained one on. */
const COMPARED = 32;

/** Reasons to believe that training ran away, or nothing was learned. */
export function warningsAfter(
  untrained: Network,
  trained: Network,
  { inputs, targets, weights }: Dataset,
  loss: Loss,
): string[] {
  const length = Math.min(COMPARED, inputs.rows);
  const rows = Uint32Array.from({ length }, (_, i) => Math.floor(i * inputs.rows / length));
  const [x, y] = [selectRows(inputs, rows), selectRows(targets, rows)];
  const outcomes = { targets: y, weights: weights && selectNumbers(weights, rows) };
  const [before, after] = [untrained, trained].map((network) => {
    const trace = forward(network, x);
    return {
      outputs: trace.outputs,
      cost: meanLoss(float64, network, trace, outcomes, loss),
    };
  }) as [Measured, Measured];
  const warnings: string[] = [];
  if (before.cost > 0 && after.cost > 2 * before.cost) {
    warnings.push(
      `the cost of ${length} examples rose from ${short(before.cost)} to ${short(after.cost)} in ` +
        `training; a smaller learning rate may help`,
    );
  }
  if (isConstant(after.outputs) && !isConstant(y) && !isConstant(x)) {
    warnings.push(
      `the network gives the same outputs for ${length} examples that differ, so it has learned ` +
        `nothing of its inputs; a smaller learning rate or another activation may help`,
    );
  }
  return warnings;
}

interface Measured {
  readonly outputs: Matrix;
  readonly cost: number;
}

/** Whether all rows are equal. */
function isConstant({ columns, data }: Matrix): boolean {
  return Array.prototype.every.call(data, (entry, index) => entry === data[index % columns]);
}
