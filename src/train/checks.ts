import { checkColumns } from "../core/matrix/shape_checks.ts";
import { type ClassWeights, withClassWeights } from "../data/class_weights.ts";
import { type Dataset, settledDataset } from "../data/dataset.ts";
import { checkIndices } from "../nn/layers/indices.ts";
import { type Network, outputsOf } from "../engine/network.ts";
import type { Loss } from "../nn/losses/loss.ts";
import { checkTargetRange } from "../nn/losses/targets.ts";

/**
 * Throws unless a data set fits a network and a loss; `name` is for the message.
 *
 * @returns What was checked, its members read once, weighted by class if wanted.
 * @throws {TypeError} If it is not a data set, or does not fit.
 * @throws {RangeError} If it is empty, a number in it is not finite, or a target lies outside the range of
 * the loss, or an input is not an integer that the first layer takes.
 */
export function checkFits(
  network: Network,
  given: Dataset,
  loss: Loss,
  name: string,
  classWeights?: ClassWeights,
): Dataset {
  const dataset = settledDataset(given, name);
  checkColumns(dataset.inputs, network.inputs, "input", `${name}.inputs`);
  checkColumns(dataset.targets, outputsOf(network), "output", `${name}.targets`);
  checkIndices(network.layers, dataset.inputs, `${name}.inputs`);
  checkTargetRange(loss, dataset.targets, `${name}.targets`);
  return classWeights === undefined ? dataset : withClassWeights(dataset, classWeights);
}
