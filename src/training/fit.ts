import type { Augmentation } from "../data/augment.ts";
import { checkDataset, type Dataset } from "../data/dataset.ts";
import { checkLoss, type Loss } from "../losses/loss.ts";
import { shapeOf } from "../matrix/matrix.ts";
import { checkNetwork, type Network } from "../network/network.ts";
import type { Penalised } from "../network/penalised.ts";
import { checkPenalty } from "../penalties/penalty.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { deriveKey, PURPOSE, randomKey } from "../random/random.ts";
import { describe } from "../support/describe.ts";
import { augmented, checkAugmentation } from "./augmented.ts";
import { batchesOf, orderOf, stepsPerEpoch } from "./batches.ts";
import { checkParameters, costError } from "./divergence.ts";
import type { Checkpoint, CheckpointOptions, Position } from "./checkpoints/checkpoint.ts";
import { changeOfExecutor, startOf, UNBEGUN } from "./checkpoints/resuming.ts";
import { savingOf } from "./checkpoints/saving.ts";
import { settingOf } from "./checkpoints/setting.ts";
import { evaluate } from "./evaluate.ts";
import {
  type Best,
  betterOf,
  checkEarlyStopping,
  type EarlyStopping,
  isExhausted,
} from "./early_stopping.ts";
import type { ExecutorName, Session } from "./executor.ts";
import { executorOf } from "./executors.ts";
import type { EpochRecord } from "./history.ts";

export type { EpochRecord } from "./history.ts";

/** Options of {@linkcode fit}. */
export interface FitOptions extends Penalised {
  /** The loss whose mean is to fall. */
  readonly loss: Loss;
  /** The rule that takes gradients to new parameters. */
  readonly optimizer: Optimizer;
  /** How many times all examples are gone through, 1 if left out. */
  readonly epochs?: number;
  /** M, the examples in a step, 32 if left out. The last batch of an epoch may be smaller. */
  readonly batchSize?: number;
  /** Where the shuffles start: an integer from 0 to 2⁵³ − 1, 0 if left out. */
  readonly seed?: number;
  /**
   * What carries out the steps: `wasm`, compiled for the network, in float32, if left out;
   * `reference`, the engine itself, in float64.
   */
  readonly executor?: ExecutorName;
  /**
   * How many Web Workers share the steps, 1 if left out: none is started then. More than one gives the
   * same bits. Only for `wasm`.
   */
  readonly workers?: number;
  /** Changes the inputs of each batch at random, from the seed and the number of the step. */
  readonly augmentation?: Augmentation;
  /** Examples to evaluate on after each epoch. */
  readonly validation?: Dataset;
  /**
   * Stops training between two steps; `fit` then rejects with the signal's reason. If there are
   * checkpoints, the steps under way are finished and one is saved before.
   */
  readonly signal?: AbortSignal;
  /** Saves what is needed to go on after an interruption. */
  readonly checkpoint?: CheckpointOptions;
  /**
   * Where to go on, with the same network, data and options. Parameters come from here; the result,
   * `seconds` aside, has the bits of an uninterrupted training. `epochs` may be more than it was.
   */
  readonly resume?: Checkpoint;
  /** Told what may make the result of a resumed training differ. */
  readonly onWarning?: (message: string) => void;
  /** When to end before the last epoch; the result then also has the best epoch's network. */
  readonly earlyStopping?: EarlyStopping;
  /** Called, and waited for, after each epoch. Returns `"stop"` where it is to be the last. */
  readonly onEpoch?: (epoch: EpochRecord, network: Network) => EpochAnswer | Promise<EpochAnswer>;
  /** Called after each step. */
  readonly onStep?: (progress: StepProgress) => void;
}

/** What a callback of an epoch may return. */
export type EpochAnswer = void | "stop";

/** How far training has come. */
export interface StepProgress {
  /** The number of the epoch, from 1. */
  readonly epoch: number;
  /** The number of the step within the epoch, from 1. */
  readonly step: number;
  /** S, the steps of each epoch (68). */
  readonly steps: number;
  /** The cost of the batch before the step, the penalty included. */
  readonly cost: number;
}

/** What {@linkcode fit} resolves to. */
export interface FitResult {
  /** The trained network, after the last epoch. */
  readonly network: Network;
  /** The best epoch and the network after it, where early stopping watched. */
  readonly best?: Best;
  /** One record for each epoch. */
  readonly history: readonly EpochRecord[];
  /** How long all steps took, without validation. */
  readonly seconds: number;
  /** What carried out the steps. */
  readonly executor: ExecutorName;
}

/**
 * Trains a network.
 *
 * Each epoch goes through all examples in a new order drawn from the seed, in S = ⌈N / M⌉ steps
 * (68). The network that was passed in is not changed. The same arguments give the same bits.
 *
 * @param network Where to start.
 * @param dataset The examples.
 * @param options The loss, the optimizer and how long to train.
 * @returns The trained network and the history of its cost.
 * @throws {TypeError} If the shapes do not fit, or the loss, optimizer or augmentation is none.
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
 * assertAlmostEquals(trained.network.layers[0]!.weights.data[0]!, 2, 1e-6);
 * ```
 */
export async function fit(
  network: Network,
  dataset: Dataset,
  options: FitOptions,
): Promise<FitResult> {
  const { loss, optimizer, penalty, validation, signal, earlyStopping, onEpoch, onStep } = options;
  const { epochs = 1, batchSize = 32, seed = 0, executor: name = "wasm", workers = 1 } = options;
  for (const [option, value] of Object.entries({ epochs, batchSize, workers })) {
    checkCount(value, option);
  }
  checkLoss(loss);
  checkOptimizer(optimizer);
  if (penalty !== undefined) checkPenalty(penalty);
  if (options.augmentation !== undefined) checkAugmentation(options.augmentation);
  checkNetwork(network);
  checkFits(network, dataset, "dataset");
  if (validation !== undefined) checkFits(network, validation, "validation");
  if (earlyStopping !== undefined) checkEarlyStopping(earlyStopping, validation !== undefined);

  const executor = executorOf(name);
  const key = randomKey(seed);
  const examples = dataset.inputs.rows;
  const steps = stepsPerEpoch(examples, batchSize);
  const { augmentation, resume, checkpoint } = options;
  const saving = savingOf(checkpoint);
  const settingFor = (epochs: number) => {
    const plan = { loss, optimizer, penalty, augmentation, batchSize, seed, steps: epochs * steps };
    return settingOf(network, dataset, plan);
  };
  const start = startOf(network, resume, { optimizer, steps, epochs, setting: settingFor });
  const history = [...start.history];
  let best = resume?.best, asked = false;
  const isOver = () =>
    asked || (earlyStopping !== undefined && isExhausted(best, history.length, earlyStopping));
  signal?.throwIfAborted();
  const session = await executor.open(start.network, {
    ...{ loss, optimizer, penalty, dataset, batchSize, workers },
    maskKey: (step, layer) => deriveKey(key, PURPOSE.dropout, step, layer),

    ...{ state: start.state, taken: start.position.taken },
    ...(augmentation && {
      alter: (batch, step) => augmented(augmentation, batch, deriveKey(key, PURPOSE.augment, step)),
    }),
  });
  const paced = pacedSteps(session, batchSize);
  let good = start.network;
  const setting = saving.wanted ? settingFor(epochs) : {};
  const save = async (position: Position) => {
    const trained = session.network(), { variant } = session;
    checkParameters(trained, position, good);
    good = trained;
    const rest = { setting, epochs, executor: name, state: session.state() };
    await checkpoint?.save(Object.freeze({
      ...{ ...rest, ...(variant !== undefined && { variant }), ...position },
      ...{ network: trained, history: Object.freeze([...history]), ...(best && { best }) },
    }));
  };
  try {
    const change = resume && changeOfExecutor(resume, name, session.variant);
    if (change) options.onWarning?.(change);
    for (let epoch = start.position.epoch; epoch <= epochs && !isOver(); epoch++) {
      const started = performance.now();
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
            const batch = batchesOf(dataset, batchSize, rows.subarray(i * batchSize)).next().value!;
            throw costError(session.network(), batch, loss, cost, { epoch, step }, name);
          }
          total += cost;
          onStep?.({ epoch, step, steps, cost });
        }
        const taken = before + step;
        if (saving.wanted && (signal?.aborted || (step < steps && saving.dueAfterStep(taken)))) {
          await save({ epoch, step, taken, total, seconds: secondsSoFar() });
        }
        signal?.throwIfAborted();
      }
      const seconds = secondsSoFar();
      const trained = session.network();
      checkParameters(trained, { epoch, step }, good);
      good = trained;
      const record = {
        epoch,
        cost: total / steps,
        seconds,
        ...(validation && { validation: evaluate(trained, validation, { loss, executor: name }) }),
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

/** How long steps may take before signals, timers and drawing have their turn. */
const SECONDS_AT_A_TIME = 0.05;

/** Some steps that were taken without a break. */
interface TakenSteps {
  /** The examples of their batches. */
  readonly rows: Uint32Array;
  /** The cost of each batch before its step. */
  readonly costs: ArrayLike<number>;
}

/**
 * Takes steps with breaks in between, in which the event loop turns.
 *
 * How many steps there are between two breaks follows the speed; what they compute does not.
 */
function pacedSteps(
  session: Session,
  batchSize: number,
): (order: Uint32Array, room: () => number) => AsyncGenerator<TakenSteps> {
  let steps = 1, rested = performance.now();
  return async function* (order, room) {
    for (let from = 0; from < order.length;) {
      const rows = order.subarray(from, from + Math.min(steps, room()) * batchSize);
      const started = performance.now();
      yield { rows, costs: await session.steps(rows) };
      const now = performance.now();
      const rate = rows.length / batchSize / Math.max((now - started) / 1000, 1e-6);
      steps = Math.max(1, Math.round(Math.min(rate * SECONDS_AT_A_TIME, 8 * steps)));
      from += rows.length;
      if (now - rested > SECONDS_AT_A_TIME * 1000) {
        await rest();
        rested = performance.now();
      }
    }
  };
}

/** Lets the event loop turn once. */
function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function checkCount(value: number, name: string): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${name} must be a positive integer, but found ${value}`);
  }
}

function checkOptimizer(optimizer: Optimizer): void {
  if (typeof optimizer?.init !== "function" || typeof optimizer.update !== "function") {
    throw new TypeError(
      `optimizer must be one such as sgd({ learningRate }), but found ${describe(optimizer)}`,
    );
  }
}

function checkFits(network: Network, dataset: Dataset, name: string): void {
  checkDataset(dataset, name);
  const { inputs, targets } = dataset;
  const outputs = network.layers.at(-1)!.units;
  if (inputs.columns !== network.inputs) {
    throw new TypeError(
      `${name}.inputs (${shapeOf(inputs)}) must have ${network.inputs} columns, ` +
        `one for each input of the network, but found ${inputs.columns}`,
    );
  }
  if (targets.columns !== outputs) {
    throw new TypeError(
      `${name}.targets (${shapeOf(targets)}) must have ${outputs} columns, ` +
        `one for each output of the network, but found ${targets.columns}`,
    );
  }
}
