import { type Batch, type Gradients, gradients, type Network } from "../../../engine.ts";
import type { RuleState } from "../../../train.ts";
import type { Settings } from "../state/settings.ts";
import { networkOf, type Task, taskOf } from "./task.ts";

/** A training between two steps; each step makes a new one. */
export interface Training {
  readonly settings: Settings;
  readonly task: Task;
  readonly network: Network;
  readonly state: RuleState;
  /** The steps taken. */
  readonly step: number;
  /** The batches of the epoch that is running. */
  readonly batches: readonly Batch[];
}

/** The next step, before it is taken. */
export interface Coming {
  /** The batch that it looks at. */
  readonly batch: Batch;
  readonly gradients: Gradients;
  /** The network after it. */
  readonly network: Network;
  readonly state: RuleState;
}

/** The training that settings describe, before its first step. */
export function begin(settings: Settings): Training {
  const task = taskOf(settings), network = networkOf(settings);
  const state = task.optimizer.init(network);
  return { settings, task, network, state, step: 0, batches: batchesOf(task, 0) };
}

/**
 * The training with other settings: goes on where only how it descends has changed, begins anew where
 * the points or the network have.
 */
export function withSettings(training: Training, settings: Settings): Training {
  const isSame = (name: keyof Settings) =>
    JSON.stringify(settings[name]) === JSON.stringify(training.settings[name]);
  const names = Object.keys(settings) as (keyof Settings)[];
  if (!names.every((name) => GOES_ON.has(name) || isSame(name))) return begin(settings);
  const task = taskOf(settings);
  const state = isSame("optimizer") ? training.state : task.optimizer.init(training.network);
  return { ...training, settings, task, state };
}

const GOES_ON = /* @__PURE__ */ new Set<keyof Settings>([
  "optimizer",
  "rate",
  "penalty",
  "strength",
]);

/** The number of the epoch that is running, from 1. */
export function epochOf({ task, step }: Training): number {
  return Math.floor(step / (task.data?.train.steps ?? 1)) + 1;
}

/**
 * The next step: the gradients of its batch, and where the optimizer goes with them, (66) and (67).
 *
 * @returns `undefined` without points, or where numbers have overflown.
 */
export function comingOf({ task, network, state, step, batches }: Training): Coming | undefined {
  const batch = batches[step % batches.length];
  if (batch === undefined) return undefined;
  const { loss, regularizer, optimizer } = task;
  const found = gradients(network, batch, loss, { regularizer });
  if (!Number.isFinite(found.cost)) return undefined;
  return { batch, gradients: found, ...optimizer.update(network, found, state) };
}

/** The training after one step; itself if no step can be taken. */
export function stepped(training: Training, coming = comingOf(training)): Training {
  if (coming === undefined) return training;
  const { network, state } = coming, step = training.step + 1;
  const isNewEpoch = step % training.batches.length === 0;
  const batches = isNewEpoch ? batchesOf(training.task, step) : training.batches;
  return { ...training, network, state, step, batches };
}

function batchesOf({ data }: Task, step: number): readonly Batch[] {
  return data === undefined ? [] : [...data.train.epoch(Math.floor(step / data.train.steps) + 1)];
}
