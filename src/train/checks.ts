import { checkColumns } from "../core/matrix/shape_checks.ts";
import { type ClassWeights, withClassWeights } from "../data/class_weights.ts";
import { checkDataset, type Dataset, settledDataset } from "../data/dataset.ts";
import { type Examples, isStored, withCheckedReads } from "../data/stored/stored.ts";
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
  checkExamples(network, dataset, loss, name);
  return classWeights === undefined ? dataset : withClassWeights(dataset, classWeights);
}

function checkExamples(
  network: Network,
  { inputs, targets }: Pick<Dataset, "inputs" | "targets">,
  loss: Loss,
  name: string,
): void {
  checkColumns(inputs, network.inputs, "input", `${name}.inputs`);
  checkColumns(targets, outputsOf(network), "output", `${name}.targets`);
  checkIndices(network.layers, inputs, `${name}.inputs`);
  checkTargetRange(loss, targets, `${name}.targets`);
}

/**
 * The same for examples that may be read: then each is checked when it is, and now the shape is.
 *
 * @throws {TypeError} Also if there are weights by class, for which one would read all.
 */
export function checkExamplesFit(
  network: Network,
  given: Examples,
  loss: Loss,
  name: string,
  classWeights?: ClassWeights,
): Examples {
  if (!isStored(given)) {
    return checkFits(network, given, loss, name, classWeights);
  }
  if (classWeights !== undefined) {
    throw new TypeError(
      "classWeights are for data sets in memory: let read() of a stored one return weights",
    );
  }
  const { inputs, targets, examples: rows } = given;
  checkColumns({ rows, columns: inputs }, network.inputs, "input", `${name}.inputs`);
  checkColumns({ rows, columns: targets }, outputsOf(network), "output", `${name}.targets`);
  return withCheckedReads(given, (found) => {
    checkDataset(found, "read()");
    checkExamples(network, found, loss, "read()");
  });
}
