import type { Examples } from "../../data/stored/stored.ts";
import { deriveKey, PURPOSE } from "../../core/random/random.ts";
import { maskPlace } from "../../engine/masks.ts";
import type { Network } from "../../engine/network.ts";
import type { Plan } from "../../executors/executor.ts";
import type { Metrics } from "../../metrics/metric.ts";
import type { EpochRecord } from "../history.ts";
import { reducedOnPlateau } from "../reduce_on_plateau.ts";
import { batchAugmentation } from "./batch_augmentation.ts";
import type { FitOptions, FitResult } from "./fit_options.ts";
import { warningsAfter, warningsOf } from "./learning.ts";
import { trainEpochs } from "./loop.ts";
import type { Run } from "./run.ts";
import { savingOf } from "./saving.ts";
import { snapshotsOf } from "./snapshots.ts";
import { type Start, startOf } from "./start.ts";
import { type Task, taskOf } from "./task.ts";

/**
 * Trains a network.
 *
 * Each epoch passes through all examples in a new order drawn from the seed, in S = ⌈N / M⌉ steps (68).
 * The given network is not changed. The same arguments give bit-identical results.
 *
 * @param dataset The examples: in memory, or read when a step needs them.
 * @returns The trained network and the history of its cost.
 * @throws {TypeError} If the shapes do not fit, or the options, the loss, the optimizer, the executor
 * or a function is not one.
 * @throws {RangeError} If an option is out of range, an output leaves the domain of the loss,
 * training diverges, or the checkpoint to resume from belongs to another training.
 *
 * @example
 * ```ts
 * import {
 *   dense, fit, linear, matrix, network, sgd, sumOfSquaredErrors,
 * } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const line = { inputs: matrix([[0], [1], [2]]), targets: matrix([[1], [3], [5]]) };
 * const trained = await fit(network({ inputs: 1, layers: [dense(1, linear)], seed: 1 }), line, {
 *   loss: sumOfSquaredErrors,
 *   optimizer: sgd({ learningRate: 0.3 }),
 *   epochs: 200,
 * });
 * assertAlmostEquals(trained.network.layers[0]!.parameters.weights!.data[0]!, 2, 1e-6);
 * ```
 * @category Training
 */
export async function fit<M extends Metrics = Record<never, never>>(
  network: Network,
  dataset: Examples,
  options: FitOptions<M>,
): Promise<FitResult<M>> {
  const task = await taskOf(network, dataset, options);
  const saving = savingOf(options.checkpoint), snapshots = snapshotsOf(options.snapshots);
  const start = await startOf(task);
  task.signal?.throwIfAborted();
  const history = [...start.history] as EpochRecord<M>[];
  const plan = planOf(task, start, history);
  // Before anything is opened, as a schedule may throw at a later step.
  const setting = saving.wanted
    ? (await import("./resuming.ts")).settingFor(task, task.epochs)
    : {};
  const warnings: string[] = [];
  const warn = (of: readonly string[]) =>
    of.forEach((message) => {
      warnings.push(message);
      (task.onWarning ?? warnOnConsole)(message);
    });
  const session = await task.executor.open(start.network, plan), { variant } = session;
  try {
    warn(start.warningsOn(variant));
    warn(warningsOf(task.network, task.known, task.loss));
    const run: Run<M> = {
      ...{ task, plan, session, saving, snapshots, setting, history },
      ...{ best: task.resume?.best, good: start.network },
      stopped: task.resume?.stopped === true && task.epochs <= task.resume.epochs,
    };
    await trainEpochs(run, start.position);
    const { best } = run;
    const network = await session.network();
    warn(warningsAfter(start.network, network, task.known, task.loss));
    return {
      network,
      ...(best && { best }),
      history,
      seconds: history.reduce((sum, epoch) => sum + epoch.seconds, 0),
      ...{ executor: task.executor.name, ...(variant !== undefined && { variant }) },
      ...{ workers: session.workers?.() ?? 1, warnings },
    };
  } finally {
    session.close();
  }
}

function warnOnConsole(message: string): void {
  console.warn(`backproof: ${message}`);
}

function planOf<M extends Metrics>(
  task: Task<M>,
  { state, position }: Start,
  history: readonly EpochRecord<M>[],
): Plan {
  const { loss, regularizer, dataset, batchSize, workers, augmentation, key } = task;
  const { reduceOnPlateau } = task;
  const optimizer = reduceOnPlateau
    ? reducedOnPlateau(task.optimizer, reduceOnPlateau, history, task.steps)
    : task.optimizer;
  return {
    ...{ loss, optimizer, regularizer, dataset, batchSize, workers, state, taken: position.taken },
    // Who may stop early takes fewer, nobody knows how many.
    steps: task.earlyStopping ? undefined : task.epochs * task.steps - position.taken,
    maskKey: (step, layer) =>
      deriveKey(key, PURPOSE.dropout, step, ...maskPlace(task.network, layer)),
    ...(augmentation && { augment: batchAugmentation(augmentation, key) }),
  };
}
