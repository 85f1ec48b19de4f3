import type { Dataset } from "../../data/dataset.ts";
import { checkLoss } from "../../nn/losses/loss.ts";
import type { Metrics } from "../../metrics/metric.ts";
import { maskPlace } from "../../engine/masks.ts";
import { checkNetwork, type Network } from "../../engine/network.ts";
import { checkPenalty } from "../../nn/penalties/penalty.ts";
import { deriveKey, PURPOSE, randomKey } from "../../core/random/random.ts";
import { checkOptions } from "../../core/support/checks.ts";
import { alterationOf } from "./altered.ts";
import { batchesOf, orderOf, stepsPerEpoch } from "../../data/batches.ts";
import { batchOfStep } from "../../executors/batch_of_step.ts";
import { checkParameters, costError } from "./divergence.ts";
import type { Position } from "../checkpoints/checkpoint.ts";
import { changeOfExecutor, startOf, UNBEGUN } from "../checkpoints/resuming.ts";
import { savingOf } from "../checkpoints/saving.ts";
import { settingOf } from "../checkpoints/setting.ts";
import { evaluate } from "../evaluate.ts";
import { betterOf, checkEarlyStopping, isExhausted } from "../early_stopping.ts";
import type { Plan } from "../../executors/executor.ts";
import { executorOf } from "../../executors/registry.ts";
import { checkCount, checkFits, checkFunctions, checkOptimizer } from "./fit_checks.ts";
import type { FitOptions, FitResult } from "./fit_options.ts";
import type { EpochRecord } from "../history.ts";
import { pacedSteps } from "./pacing.ts";

/**
 * Trains a network.
 *
 * Each epoch goes through all examples in a new order drawn from the seed, in S = ⌈N / M⌉ steps
 * (68). The network that was passed in is not changed. The same arguments give the same bits.
 *
 * @typeParam M The further metrics of the validation data.
 * @param network Where to start.
 * @param dataset The examples.
 * @param options The loss, the optimizer and how long to train.
 * @returns The trained network and the history of its cost.
 * @throws {TypeError} If the shapes do not fit, or the options, the loss, the optimizer
 * or a function is none.
 * @throws {RangeError} If an option is out of range, an output leaves the domain of the loss,
 * training diverges, or the checkpoint to go on from belongs to another training.
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
 *
 * @example Stop where a metric of the validation data gets no better
 * ```ts
 * import {
 *   categoricalCrossEntropy, classification, dense, f1, fit, matrix, network, sgd, softmax, tanh,
 * } from "@backproof/backproof";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const xor = classification(matrix([[0, 0], [0, 1], [1, 0], [1, 1]]), [0, 1, 1, 0], 2);
 * const layers = [dense(8, tanh), dense(2, softmax)];
 * const { best, history } = await fit(network({ inputs: 2, layers, seed: 1 }), xor, {
 *   loss: categoricalCrossEntropy,
 *   optimizer: sgd({ learningRate: 1 }),
 *   epochs: 2000,
 *   validation: xor,
 *   metrics: { f1: f1() },
 *   earlyStopping: { patience: 500, monitor: ({ validation }) => -validation!.metrics.f1 },
 * });
 * assertEquals([best!.value, history[best!.epoch - 1]!.validation!.metrics.f1], [-1, 1]);
 * assert(history.length === best!.epoch + 500);
 * ```
 */
export async function fit<M extends Metrics = Record<never, never>>(
  network: Network,
  dataset: Dataset,
  options: FitOptions<M>,
): Promise<FitResult<M>> {
  checkOptions(options, "{ loss, optimizer }");
  const { loss, optimizer, penalty, validation, signal, earlyStopping, onEpoch, onStep } = options;
  const { epochs = 1, batchSize = 32, seed = 0, executor: name = "wasm", workers = 1 } = options;
  for (const [option, value] of Object.entries({ epochs, batchSize, workers })) {
    checkCount(value, option);
  }
  checkLoss(loss);
  checkOptimizer(optimizer);
  if (penalty !== undefined) checkPenalty(penalty);
  const { augmentation, onWarning } = options;
  checkFunctions({ augmentation, onEpoch, onStep, onWarning });
  checkNetwork(network);
  checkFits(network, dataset, "dataset");
  if (validation !== undefined) checkFits(network, validation, "validation");
  if (earlyStopping !== undefined) checkEarlyStopping(earlyStopping, validation !== undefined);

  const executor = executorOf(name);
  const key = randomKey(seed);
  const examples = dataset.inputs.rows;
  const steps = stepsPerEpoch(examples, batchSize);
  const { resume, checkpoint, metrics } = options;
  if (metrics !== undefined && validation === undefined) {
    throw new TypeError("metrics are those of validation data, but found none");
  }
  const saving = savingOf(checkpoint);
  const settingFor = (epochs: number) => {
    const rules = { loss, optimizer, penalty, augmentation, earlyStopping, validation };
    return settingOf(network, dataset, { ...rules, batchSize, seed, steps: epochs * steps });
  };
  const start = startOf(network, resume, { optimizer, steps, epochs, setting: settingFor });
  const history = [...start.history] as EpochRecord<M>[];
  let best = resume?.best, asked = resume?.stopped === true && epochs <= resume.epochs;
  const measured = (trained: Network, validation: Dataset) => {
    return evaluate<M>(trained, validation, { loss, executor: name, ...(metrics && { metrics }) });
  };
  const isOver = () =>
    asked || (earlyStopping !== undefined && isExhausted(best, history.length, earlyStopping));
  signal?.throwIfAborted();
  const plan: Plan = {
    ...{ loss, optimizer, penalty, dataset, batchSize, workers },
    ...{ state: start.state, taken: start.position.taken },
    maskKey: (step, layer) => {
      return deriveKey(key, PURPOSE.dropout, step, ...maskPlace(network, layer));
    },
    ...(augmentation && { alter: alterationOf(augmentation, key) }),
  };
  // Asked before anything is opened: a schedule may throw at a step that is to come.
  const setting = saving.wanted ? settingFor(epochs) : {};
  const session = await executor.open(start.network, plan);
  const paced = pacedSteps(session, batchSize);
  let good = start.network;
  const save = async (position: Position) => {
    const trained = session.network(), { variant } = session;
    checkParameters(trained, position, good);
    good = trained;
    const rest = { setting, epochs, executor: name, state: session.state() };
    await checkpoint?.save(Object.freeze({
      ...{ ...rest, ...(variant !== undefined && { variant }), ...position },
      ...{ network: trained, history: Object.freeze([...history]), ...(best && { best }) },
      ...(asked && { stopped: true as const }),
    }));
  };
  try {
    const change = resume && changeOfExecutor(resume, name, session.variant);
    if (change) onWarning?.(change);
    for (let epoch = start.position.epoch; epoch <= epochs && !isOver(); epoch++) {
      let started = performance.now();
      const begun = epoch === start.position.epoch ? start.position : UNBEGUN;
      const secondsSoFar = () => begun.seconds + (performance.now() - started) / 1000;
      const before = (epoch - 1) * steps;
      const order = orderOf(key, epoch, examples).subarray(begun.step * batchSize);
      let { total, step } = begun;
      for await (const { costs, rows } of paced(order, () => saving.room(before + step))) {
        for (const [i, cost] of Array.from(costs).entries()) {
          if (!saving.wanted) signal?.throwIfAborted();
          step++;
          if (!Number.isFinite(cost)) {
            const at = session.network();
            const examples = batchesOf(dataset, batchSize, rows.subarray(i * batchSize));
            const batch = batchOfStep(at, examples.next().value!, before + step, plan);
            throw costError({ network: at, batch, loss, cost }, { epoch, step }, good);
          }
          total += cost;
          onStep?.({ epoch, step, steps, cost });
        }
        const taken = before + step;
        if (saving.wanted && (signal?.aborted || (step < steps && saving.dueAfterStep(taken)))) {
          const paused = performance.now();
          await save({ epoch, step, taken, total, seconds: secondsSoFar() });
          started += performance.now() - paused;
        }
        signal?.throwIfAborted();
      }
      const seconds = secondsSoFar();
      const trained = session.network();
      checkParameters(trained, { epoch, step }, good);
      good = trained;
      const record: EpochRecord<M> = {
        epoch,
        cost: total / steps,
        seconds,
        ...(validation && { validation: measured(trained, validation) }),
      };
      history.push(record);
      if (earlyStopping) best = betterOf(best, record, trained, earlyStopping);
      asked = await onEpoch?.(record, trained) === "stop";
      if (saving.dueAfterEpoch(before + steps, epoch === epochs || isOver())) {
        await save({ epoch: epoch + 1, taken: before + steps, ...UNBEGUN });
      }
    }
    return {
      network: session.network(),
      ...(best && { best }),
      history,
      seconds: history.reduce((sum, epoch) => sum + epoch.seconds, 0),
      executor: name,
    };
  } finally {
    session.close();
  }
}
