import type { Dataset } from "../data/dataset.ts";
import type { Network } from "../engine/network.ts";
import { checkCount, checkFunctions, checkPositive } from "../core/support/checks.ts";
import { checkOptions } from "../core/support/options.ts";
import type { Optimizer } from "../optim/optimizers/optimizer.ts";
import { sgd } from "../optim/optimizers/sgd.ts";
import { exponentialDecay } from "../optim/schedules/schedules.ts";
import type { Schedule } from "../optim/schedules/schedule.ts";
import { DivergenceError } from "./fit/divergence.ts";
import { fit } from "./fit/fit.ts";
import type { FitOptions } from "./fit/fit_options.ts";

/**
 * Options of {@linkcode findLearningRate}.
 * @category Training
 */
export interface FindLearningRateOptions extends
  Pick<
    FitOptions,
    | "loss"
    | "classWeights"
    | "batchSize"
    | "seed"
    | "executor"
    | "workers"
    | "regularizer"
    | "augmentation"
  >,
  Pick<FitOptions, "signal" | "onWarning"> {
  /** Makes the optimizer from the schedule of its rate; defaults to `sgd({ learningRate })`. */
  readonly optimizer?: (learningRate: Schedule) => Optimizer;
  /** The rate of the first step; defaults to 1e-6. */
  readonly from?: number;
  /** The rate of the last step; defaults to 10. */
  readonly to?: number;
  /** The number of steps, at least 2; defaults to 100. */
  readonly steps?: number;
}

/**
 * The result of {@linkcode findLearningRate}.
 * @category Training
 */
export interface LearningRates {
  /** The rate of each step. */
  readonly rates: readonly number[];
  /** The cost of the batch before each step. */
  readonly costs: readonly number[];
  /** The costs, averaged over steps with weights that fall by 0.9. */
  readonly smoothed: readonly number[];
  /** The rate at which the smoothed cost falls fastest; absent if it never falls. */
  readonly suggestion?: number;
}

/** The share of the average that is kept from step to step. */
const KEPT = 0.9;

/** How many times its least so far the smoothed cost may be. */
const RISE = 4;

/**
 * Trains a copy of a network for some steps at rates that grow geometrically, to see which are useful.
 *
 * L. N. Smith: Cyclical learning rates for training neural networks. WACV 2017, section 3.3 (the range
 * test, with geometric instead of linear growth). The cost begins to fall at rates large enough to learn,
 * and rises at rates too large; the suggestion lies where its average falls fastest per factor of the
 * rate. It ends early where the average is four times its least so far, or training diverges. The given
 * network is not changed.
 *
 * @returns Rates, costs, and a suggestion.
 * @throws {TypeError} If an option, the network or the data set is of the wrong type or shape.
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { dense, findLearningRate, linear, matrix, network, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * const line = { inputs: matrix([[0], [1], [2]]), targets: matrix([[1], [3], [5]]) };
 * const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const { rates, costs, suggestion } = await findLearningRate(net, line, { loss: sumOfSquaredErrors });
 * assert(rates.length === costs.length && costs.at(-1)! > costs[0]!);
 * assert(suggestion! > 1e-3 && suggestion! < 1); // the batch's largest curvature allows 1.07
 * ```
 * @category Training
 */
export async function findLearningRate(
  network: Network,
  dataset: Dataset,
  options: FindLearningRateOptions,
): Promise<LearningRates> {
  const given = checkOptions(
    "findLearningRate()",
    options,
    "loss optimizer from to steps batchSize seed executor workers regularizer augmentation signal",
    "onWarning classWeights",
  );
  const { optimizer = (learningRate) => sgd({ learningRate }), signal, ...rest } = given;
  const { from = 1e-6, to = 10, steps = 100, ...training } = rest;
  checkFunctions({ optimizer });
  for (const [name, rate] of Object.entries({ from, to })) checkPositive(rate, name);
  checkCount(steps, "steps");
  if (!(to > from)) {
    throw new RangeError(`to must be larger than from, but found from ${from} to ${to}`);
  }
  if (steps < 2) throw new RangeError(`steps must be at least 2, but found ${steps}`);
  const rising = exponentialDecay({ from, to, steps: steps - 1 });
  const end = new AbortController(), costs: number[] = [], smoothed: number[] = [];
  let sum = 0, weight = 0, least = Infinity;
  function onStep({ cost }: { readonly cost: number }) {
    sum = KEPT * sum + (1 - KEPT) * cost;
    weight = KEPT * weight + (1 - KEPT);
    costs.push(cost);
    const average = sum / weight;
    smoothed.push(average);
    least = Math.min(least, average);
    if (costs.length === steps || average > RISE * least) end.abort(end);
  }
  try {
    await fit(network, dataset, {
      ...{ ...training, onStep, epochs: steps }, // each has a step at least, and the last step ends all
      // Executors may be some steps ahead of the last one.
      optimizer: optimizer((step) => rising(Math.min(step, steps))),
      signal: signal ? AbortSignal.any([signal, end.signal]) : end.signal,
    });
  } catch (error) {
    if (error !== end && !(error instanceof DivergenceError && costs.length > 0)) throw error;
  }
  const rates = costs.map((_, i) => rising(i + 1));
  const steepest = steepestOf(smoothed);
  return {
    ...{ rates, costs, smoothed },
    ...(steepest !== undefined && { suggestion: rates[steepest]! }),
  };
}

/** The index where numbers fall most from the one before to the one after; undefined if nowhere. */
function steepestOf(numbers: readonly number[]): number | undefined {
  let steepest: number | undefined, least = 0;
  for (let i = 1; i < numbers.length - 1; i++) {
    const rise = numbers[i + 1]! - numbers[i - 1]!;
    if (rise < least) [steepest, least] = [i, rise];
  }
  return steepest;
}
