import { checkOptions } from "../../core/support/options.ts";
import { stretchesOf } from "../../core/support/stretches.ts";
import { stepsPerEpoch } from "../../data/batches.ts";
import { withClassWeights } from "../../data/class_weights.ts";
import { shapeOfExamples } from "../../data/stored/stored.ts";
import { checkMembers, checkRows, type Dataset } from "../../data/dataset.ts";
import { checkNetwork, type Network } from "../../engine/network.ts";
import { copyOfNetwork } from "../../engine/parameters.ts";
import { summary } from "../../engine/summary.ts";
import type { Metrics } from "../../metrics/metric.ts";
import type { FitOptions } from "../../train/fit/fit_options.ts";
import type { EpochRecord } from "../../train/history.ts";
import { epochPoints } from "./epoch_points.ts";
import { learningRates } from "./learning_rates.ts";
import { layerSnapshots } from "./layer_snapshots.ts";
import { lookSizes } from "./look_sizes.ts";
import { looksOf } from "./looks.ts";
import { rounded } from "./rounded.ts";
import type { RunRecord } from "./run_record.ts";
import { sampleOf } from "./sample.ts";
import { thinned } from "./thinned.ts";

/**
 * Options of {@linkcode recordRun}.
 * @category Reports
 */
export interface RecordOptions {
  /** Examples to measure on after epochs, where `fit` is given no validation data. */
  readonly heldOut?: Dataset;
}

/**
 * Records a run of `fit`.
 * @category Reports
 */
export interface RunRecorder<M extends Metrics = Record<never, never>> {
  /** The options for `fit`: those that were given, with callbacks that record beside their own. */
  readonly options: FitOptions<M>;
  /** The record of the steps that were taken so far; after the training, of all. */
  readonly record: () => Promise<RunRecord>;
  /** The network as it was last looked at, such as before an interruption; none before the first step. */
  readonly network: () => Network | undefined;
}

/** The largest numbers of points of a chart, and of networks that are kept to be looked at. */
const MOST = { costs: 400, ends: 24 } as const;

/** The entries of all networks that are kept for one chart: 32 MiB. */
const MOST_ENTRIES = 2 ** 22;

/** The products of all evaluations after training, which take an executor about a second. */
const MOST_PRODUCTS = 2 ** 30;

/** The examples that a network is measured on after an epoch. */
const MEASURED = { least: 200, most: 1000 } as const;

/**
 * Records how a training goes, for a report.
 *
 * While it trains, costs are added up and some networks kept: a bounded number, the fewer the larger they
 * are. All else is computed from them by `record()`, afterwards, so that training is as fast as without,
 * and its result is the same to the bit.
 *
 * @param network The network to train.
 * @param dataset The examples to train on.
 * @param options The options of `fit`; `snapshots` are those of the record.
 * @throws {TypeError} If the network or the data set is not one, or there are `snapshots`.
 *
 * @example
 * ```ts
 * import {
 *   categoricalCrossEntropy, dense, fit, loadStrokes, network, recordRun, sgd, softmax, tanh,
 * } from "@backproof/backproof";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const { train, test } = loadStrokes({ train: 200, test: 50, seed: 1 });
 * const untrained = network({ inputs: 784, layers: [dense(8, tanh), dense(10, softmax)], seed: 1 });
 * const recorder = recordRun(untrained, train, {
 *   loss: categoricalCrossEntropy,
 *   optimizer: sgd({ learningRate: 0.1 }),
 *   epochs: 3,
 * }, { heldOut: test });
 * await fit(untrained, train, recorder.options);
 * const { costs, epochs, snapshots } = await recorder.record();
 * assert(costs.at(-1)!.cost < costs[0]!.cost);
 * assertEquals(epochs.length, 3);
 * assertEquals(snapshots.at(-1)!.layers[0]!.name, "8 tanh");
 * ```
 * @category Reports
 */
export function recordRun<M extends Metrics = Record<never, never>>(
  network: Network,
  dataset: Dataset,
  options: FitOptions<M>,
  recording: RecordOptions = {},
): RunRecorder<M> {
  const { heldOut } = checkOptions("recordRun()", recording, "heldOut");
  checkNetwork(network);
  checkMembers(dataset, "dataset");
  checkRows(dataset, "dataset");
  if (options.snapshots !== undefined) {
    throw new TypeError("snapshots are taken by recordRun(), but found some among the options");
  }
  const { loss, optimizer, epochs = 1, batchSize = 32, seed = 0, regularizer } = options;
  const { executor = "wasm", resume, validation, classWeights } = options;
  const steps = stepsPerEpoch(dataset.inputs.rows, batchSize), from = resume?.taken ?? 0;
  const summed = summary(network), room = MOST_ENTRIES / summed.parameters;
  const weighted = classWeights === undefined ? dataset : withClassWeights(dataset, classWeights);
  const affordable = Math.floor(MOST_PRODUCTS / MOST.ends / summed.multiplyAdds);
  const most = Math.max(MEASURED.least, Math.min(MEASURED.most, affordable));
  const sizes = lookSizes(summed);
  const sampled = {
    layers: sampleOf(weighted, sizes.examples, seed),
    training: sampleOf(weighted, most, seed),
    ...(heldOut && !validation && { heldOut: sampleOf(heldOut, most, seed) }),
  };

  const costs = stretchesOf(MOST.costs);
  const history: EpochRecord<M>[] = [], before = (resume?.history ?? []) as EpochRecord<M>[];
  const ends = thinned<Network>(Math.min(room, MOST.ends));
  const looks = looksOf({
    ...{ from, planned: epochs * steps, most: Math.min(room, sizes.looks) },
    endsEarly: options.earlyStopping !== undefined,
  });
  const { onStep, onEpoch } = options;
  const fitOptions: FitOptions<M> = {
    ...options,
    onStep: (progress) => {
      costs.add(progress.cost);
      onStep?.(progress);
    },
    onEpoch: (record, network) => {
      history.push(record);
      const { epoch } = record, copy = copyOfNetwork(network);
      ends.add(epoch, copy);
      looks.see({ epoch, step: steps, taken: epoch * steps, network: copy });
      return onEpoch?.(record, network);
    },
    snapshots: looks.options,
  };

  return {
    options: fitOptions,
    network: () => looks.last()?.network,
    record: async () => {
      const means = costs.means(), to = from + (means.at(-1)?.last ?? 0);
      const networks = new Map(ends.kept().map(({ number, value }) => [number, value]));
      const last = looks.last();
      if (last && last.taken % steps === 0) networks.set(last.taken / steps, last.network);
      const probe = { examples: sampled.layers, loss, ...(regularizer && { regularizer }) };
      return {
        ...{ stepsPerEpoch: steps, resumedAfter: from },
        seconds: rounded([...before, ...history].reduce((sum, { seconds }) => sum + seconds, 0)),
        probe: {
          layers: sampled.layers.inputs.rows,
          training: sampled.training.inputs.rows,
          heldOut: validation
            ? shapeOfExamples(validation).examples
            : sampled.heldOut?.inputs.rows ?? 0,
        },
        costs: means.map(({ last, mean }) => {
          const step = from + last;
          return { step, epoch: rounded(step / steps), cost: rounded(mean) };
        }),
        epochs: await epochPoints(history, networks, {
          ...{ loss, executor, training: sampled.training },
          ...(sampled.heldOut && { heldOut: sampled.heldOut }),
        }),
        rates: learningRates(optimizer, options.reduceOnPlateau, {
          ...{ from, to, stepsPerEpoch: steps, history: [...before, ...history] },
        }),
        snapshots: looks.all().map(({ taken, network, updates }) => ({
          ...{ step: taken, epoch: rounded(taken / steps) },
          layers: layerSnapshots(network, probe, updates),
        })),
      };
    },
  };
}
