import { describe } from "../../core/support/describe.ts";
import { checkNetwork, type Network } from "../../engine/network.ts";
import type { Best } from "../early_stopping.ts";
import type { EpochRecord } from "../history.ts";
import type { Setting } from "./setting.ts";

/** How far training has come, between two steps. */
export interface Position {
  /** The number of the epoch it stands in, from 1; one more than the last after the end. */
  readonly epoch: number;
  /** The steps taken in that epoch: with the batch size, the position in the shuffle. */
  readonly step: number;
  /** All steps taken, of all epochs. */
  readonly taken: number;
  /** The sum of the costs of the steps of that epoch. */
  readonly total: number;
  /** How long the steps of that epoch took. */
  readonly seconds: number;
}

/**
 * Everything that determines how training goes on from a step.
 *
 * Random numbers are functions of the seed, the epoch and the step, so these are all there is of them.
 */
export interface Checkpoint extends Position {
  /** What must be the same where training goes on, in words: network, data, optimizer, seed, … */
  readonly setting: Setting;
  /** How many epochs training was to have. */
  readonly epochs: number;
  /** The name of the executor that carried out the steps. */
  readonly executor: string;
  /** The build that its bits depend on, where it has several: that of SIMD. */
  readonly variant?: string;
  /** The network with its parameters. */
  readonly network: Network;
  /** What the optimizer remembers. */
  readonly state: unknown;
  /** The epochs that are complete. */
  readonly history: readonly EpochRecord[];
  /** The best of them, where early stopping watches. */
  readonly best?: Best;
  /** Whether `onEpoch` made the last of them the last of all: only more `epochs` go on from there. */
  readonly stopped?: true;
}

/** When and where checkpoints are saved. */
export interface CheckpointOptions {
  /** After each epoch, or after each so many steps, counted over all epochs, and at the end. */
  readonly every: number | "epoch";
  /** Saves one; training waits for it, and stops with what it throws. */
  readonly save: (checkpoint: Checkpoint) => void | Promise<void>;
}

/**
 * Throws unless a value can be a checkpoint.
 *
 * @throws {TypeError} If it has not the members of one, or its network is not one.
 */
export function checkShape(value: Checkpoint): void {
  const { setting, network, history, epochs, epoch, step, taken, total, seconds } = value ?? {};
  const counts = [epochs, epoch, step, taken].every((n) => Number.isSafeInteger(n) && n >= 0);
  const numbers = [total, seconds].every(Number.isFinite);
  if (!counts || !numbers || !Array.isArray(history) || typeof setting !== "object" || !setting) {
    throw new TypeError(
      `A checkpoint must have a setting, a history and its place in them, but found ${
        describe(value)
      }`,
    );
  }
  checkNetwork(network);
}
