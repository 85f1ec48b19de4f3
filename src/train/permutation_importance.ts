import { deriveKey, permutation, PURPOSE, randomKey } from "../core/random/random.ts";
import { type Inputs, settledMatrix } from "../core/matrix/matrix.ts";
import { checkCount, checkFunctions } from "../core/support/checks.ts";
import { describe } from "../core/support/describe.ts";
import { checkOptions } from "../core/support/options.ts";
import type { Dataset } from "../data/dataset.ts";
import type { InputGroup } from "../data/generators/csv/encoding.ts";
import type { Network } from "../engine/network.ts";
import type { Metrics } from "../metrics/metric.ts";
import { evaluate, type EvaluateOptions, type Evaluation } from "./evaluate.ts";
import { type Spread, spreadOf } from "./spread.ts";

/**
 * Options of {@linkcode permutationImportance}, among them those of `evaluate`.
 * @category Training
 */
export interface PermutationImportanceOptions<M extends Metrics = Record<never, never>>
  extends EvaluateOptions<M> {
  /** The inputs to shuffle together, such as `inputGroups(encoding)`. Defaults to each by itself. */
  readonly groups?: readonly InputGroup[];
  /**
   * The number that is smaller for a better network. Defaults to the cost; `({ accuracy }) =>
   * -accuracy` measures the drop of accuracy.
   */
  readonly monitor?: (evaluation: Evaluation<M>) => number;
  /** How often each group is shuffled. Defaults to 5. */
  readonly repeats?: number;
  /** The seed of the shuffles: an integer from 0 to 2⁵³ − 1. Defaults to 0. */
  readonly seed?: number;
}

/**
 * How much a network needs some inputs.
 * @category Training
 */
export interface Importance extends Spread {
  /** The name of the group. */
  readonly name: string;
}

/**
 * Measures how much worse a network gets if some inputs are shuffled among the examples.
 *
 * L. Breiman: Random forests. Machine Learning 45, 2001, section 10. Inputs that say the same can
 * stand in for each other: neither seems important then.
 *
 * @param dataset The examples, usually held out from training.
 * @returns The rise of the monitored number, mean and standard deviation over the repeats, the largest
 * first.
 * @throws {TypeError} If an argument is of the wrong type or shape.
 * @throws {RangeError} If an option is out of range, or a group names a column that does not exist.
 *
 * @example
 * ```ts
 * import {
 *   dense, fit, linear, matrix, meanSquaredError, network, permutationImportance, sgd,
 * } from "@backproof/backproof";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const rows = [[0, 1], [1, 0], [2, 0], [3, 1]], loss = meanSquaredError;
 * const data = { inputs: matrix(rows), targets: matrix(rows.map(([x]) => [2 * x!])) };
 * const untrained = network({ inputs: 2, layers: [dense(1, linear)], seed: 1 });
 * const optimizer = sgd({ learningRate: 0.1 });
 * const trained = await fit(untrained, data, { loss, optimizer, epochs: 300 });
 * const groups = [{ name: "noise", columns: [1] }, { name: "size", columns: [0] }];
 * const found = await permutationImportance(trained.network, data, { loss, groups });
 * assertEquals(found.map(({ name }) => name), ["size", "noise"]);
 * assert(found[0]!.mean > 1 && Math.abs(found[1]!.mean) < 1e-3);
 * ```
 * @category Training
 */
export async function permutationImportance<M extends Metrics = Record<never, never>>(
  network: Network,
  dataset: Dataset,
  options: PermutationImportanceOptions<M>,
): Promise<Importance[]> {
  const { groups: given, monitor = costOf, repeats = 5, seed = 0, ...rest } = checkOptions(
    "permutationImportance()",
    options,
    "loss groups monitor repeats seed metrics classWeights executor threshold",
  );
  checkCount(repeats, "repeats");
  checkFunctions({ monitor });
  const key = deriveKey(randomKey(seed), PURPOSE.importance);
  const measure = async (inputs: Inputs) =>
    monitor(await evaluate<M>(network, { ...dataset, inputs }, rest));
  const inputs = settledMatrix(dataset?.inputs, "dataset.inputs");
  const groups = given ?? Array.from({ length: inputs.columns }, (_, j) => {
    return { name: `${j}`, columns: [j] };
  });
  checkGroups(groups, inputs.columns);
  const base = await measure(inputs), found: Importance[] = [];
  for (const [g, { name, columns }] of groups.entries()) {
    const rises: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = permutation(deriveKey(key, g, repeat), inputs.rows);
      rises.push(await measure(shuffled(inputs, columns, order)) - base);
    }
    found.push({ name, ...spreadOf(rises) });
  }
  return found.sort((a, b) => b.mean - a.mean);
}

function costOf({ cost }: Pick<Evaluation, "cost">): number {
  return cost;
}

/** The inputs with some columns of other rows, bytes staying bytes. */
function shuffled<I extends Inputs>(
  inputs: I,
  columns: readonly number[],
  order: ArrayLike<number>,
): I {
  const { data } = inputs;
  const moved = data instanceof Uint8Array ? data.slice() : Float64Array.from(data);
  for (let i = 0; i < inputs.rows; i++) {
    for (const j of columns) {
      moved[i * inputs.columns + j] = data[order[i]! * inputs.columns + j]!;
    }
  }
  return { ...inputs, data: moved };
}

function checkGroups(groups: readonly InputGroup[], inputs: number): void {
  if (!Array.isArray(groups) || groups.length === 0) {
    throw new TypeError(
      `groups must be an array such as [{ name: "size", columns: [0] }], ` +
        `but found ${describe(groups)}`,
    );
  }
  for (const group of groups) {
    const { name, columns } = Object(group) as InputGroup;
    if (typeof name !== "string" || !Array.isArray(columns)) {
      throw new TypeError(
        `A group must have a name and columns, such as { name: "size", columns: [0] }, ` +
          `but found ${describe(group)}`,
      );
    }
    const other = columns.find((j) => !Number.isInteger(j) || j < 0 || j >= inputs);
    if (other === undefined) continue;
    throw new RangeError(
      `The columns of group ${describe(name)} must be integers from 0 to ${inputs - 1}, ` +
        `but found ${describe(other)}`,
    );
  }
}
