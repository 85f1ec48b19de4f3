import { describe } from "../../core/support/describe.ts";
import { checkNetwork, type Network } from "../../engine/network.ts";
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
  /** The name of the executor that carried out the steps. */
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

/** Throws a TypeError unless a value has the members of a checkpoint, and a network. */
export function checkShape(value: Checkpoint): void {
  const { setting, network, history, epochs, epoch, step, taken, total, seconds } = value ?? {};
  const counts = [epochs, epoch, step, taken].every((n) => Number.isSafeInteger(n) && n >= 0);
  const numbers = [total, seconds].every(Number.isFinite);
  if (!counts || !numbers || !Array.isArray(history) || typeof setting !== "object" || !setting) {
    throw new TypeError(
      `A checkpoint must have a setting, a history and its position, but found ${describe(value)}`,
    );
  }
  checkNetwork(network);
}
