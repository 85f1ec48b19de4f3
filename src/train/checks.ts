import { checkColumns } from "../core/matrix/shape_checks.ts";
import { checkDataset, type Dataset } from "../data/dataset.ts";
import { type Network, outputsOf } from "../engine/network.ts";

/**
 * Throws unless a data set fits a network; `name` is for the message.
 *
 * @throws {TypeError} If it is not a data set, or does not fit.
 * @throws {RangeError} If it is empty, or a number in it is not finite.
 */
export function checkFits(network: Network, dataset: Dataset, name: string): void {
  checkDataset(dataset, name);
  checkColumns(dataset.inputs, network.inputs, "input", `${name}.inputs`);
  checkColumns(dataset.targets, outputsOf(network), "output", `${name}.targets`);
}
