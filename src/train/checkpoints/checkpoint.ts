import { checkFinite, checkNumbers } from "../../core/matrix/matrix.ts";
import { isNatural } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { checkNetwork, type Network } from "../../engine/network.ts";
import { matricesOf } from "../../engine/parameters.ts";
import type { Best } from "../early_stopping.ts";
import type { EpochRecord } from "../history.ts";
import type { Setting } from "./setting.ts";

/**
 * The progress of training, between two steps.
 * @category Checkpoints
 */
export interface Position {
  /** The number of the current epoch, from 1; one more than the last after the end. */
  readonly epoch: number;
  /** The steps taken in that epoch: with the batch size, the position in the shuffle. */
  readonly step: number;
  /** The steps taken in all epochs. */
  readonly taken: number;
  /** The sum of the costs of the steps of that epoch. */
  readonly total: number;
  /** The duration of the steps of that epoch. */
  readonly seconds: number;
}

/**
 * Everything needed to resume training.
 *
 * Random numbers need no state, as they are functions of the seed, the epoch and the step.
 * @category Checkpoints
 */
export interface Checkpoint extends Position {
  /** What must match where training is resumed, in words: network, data, optimizer, seed, … */
  readonly setting: Setting;
  /** The planned number of epochs. */
  readonly epochs: number;
  /** The name of the executor that carried out the steps, or of the one that has the same bits. */
  readonly executor: string;
  /** The build that determines its bits, where there are several: that of SIMD. */
  readonly variant?: string;
  /** The network with its parameters. */
  readonly network: Network;
  /** The state of the optimizer. */
  readonly state: unknown;
  /** The complete epochs. */
  readonly history: readonly EpochRecord[];
  /** The best of them, with early stopping. */
  readonly best?: Best;
  /** Whether `onEpoch` stopped training: it resumes only with more `epochs`. */
  readonly stopped?: true;
}

/**
 * When and where checkpoints are saved.
 * @category Checkpoints
 */
export interface CheckpointOptions {
  /** After each epoch, or after so many steps, counted over all epochs, and at the end. */
  readonly every: number | "epoch";
  /** Saves a checkpoint; training waits for it, and fails with any error it throws. */
  readonly save: (checkpoint: Checkpoint) => void | Promise<void>;
}

/**
 * Throws unless a value, which may be read from a file, has the members of a checkpoint.
 *
 * The state is left to the optimizer that takes it over.
 *
 * @throws {TypeError} If a member is missing or of the wrong type.
 * @throws {RangeError} If an option is out of range, or a parameter is NaN or infinite.
 */
export function checkShape(value: Checkpoint): void {
  const { setting, network, history, epochs, epoch, step, taken, total, seconds } = value ?? {};
  const { best } = value ?? {};
  const counts = [epochs, epoch, step, taken].every(isNatural);
  const numbers = [total, seconds].every(Number.isFinite);
  if (!counts || !numbers || !Array.isArray(history) || typeof setting !== "object" || !setting) {
    throw new TypeError(
      `A checkpoint must have a setting, a history and its position, but found ${describe(value)}`,
    );
  }
  const texts = [...Object.values(setting), value.executor, value.variant ?? ""];
  if (!texts.every((text) => typeof text === "string")) {
    throw new TypeError("A checkpoint must have a setting, an executor and a variant in words");
  }
  for (const record of history) {
    if (isNatural(record?.epoch) && [record.cost, record.seconds].every(isNumber)) continue;
    throw new TypeError(`history must hold epochs with their costs, but found ${describe(record)}`);
  }
  checkParameters(network);
  if (best === undefined) return;
  if (!isNatural(best?.epoch) || !isNumber(best.value)) {
    throw new TypeError(`best must have an epoch and a value, but found ${describe(best)}`);
  }
  checkParameters(best.network);
}

function checkParameters(network: Network): void {
  checkNetwork(network);
  for (const { l, name, matrix } of matricesOf(network)) {
    checkNumbers(matrix, `${name} of layer ${l + 1}`);
    checkFinite(matrix, `${name} of layer ${l + 1}`);
  }
}

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}
