import type { Network } from "../../engine/network.ts";
import type { Plan, Session } from "../../executors/executor.ts";
import type { Metrics } from "../../metrics/metric.ts";
import type { Position } from "../checkpoints/checkpoint.ts";
import type { Setting } from "../checkpoints/setting.ts";
import type { Best } from "../early_stopping.ts";
import type { EpochRecord } from "../history.ts";
import { checkParameters, type When } from "./divergence.ts";
import type { Saving } from "./saving.ts";
import type { Task } from "./task.ts";

/** A training under way; what can change is not readonly. */
export interface Run<M extends Metrics> {
  readonly task: Task<M>;
  /** What was asked of the session. */
  readonly plan: Plan;
  readonly session: Session;
  /** When checkpoints are due. */
  readonly saving: Saving;
  /** The setting that checkpoints are saved with; empty where none are. */
  readonly setting: Setting;
  /** The epochs that are complete. */
  readonly history: EpochRecord<M>[];
  /** The best of them, where early stopping watches. */
  best: Best | undefined;
  /** Whether `onEpoch` made the last of them the last of all. */
  stopped: boolean;
  /** The last network that was found good. */
  good: Network;
}

/**
 * The network of a run as it is now, the last good one from here on.
 *
 * @param run The run.
 * @param when The last step.
 * @throws {DivergenceError} If a parameter is not finite.
 */
export async function goodNetwork<M extends Metrics>(run: Run<M>, when: When): Promise<Network> {
  const network = await run.session.network();
  checkParameters(network, when, run.good);
  run.good = network;
  return network;
}

/**
 * Saves a checkpoint of a run, and waits for it.
 *
 * @param run The run.
 * @param position Where it stands.
 * @throws {DivergenceError} If a parameter is not finite: what is saved is good.
 */
export async function save<M extends Metrics>(run: Run<M>, position: Position): Promise<void> {
  const { task, session, setting, history, best, stopped } = run;
  const network = await goodNetwork(run, position);
  const { variant } = session;
  await task.checkpoint?.save(Object.freeze({
    ...{ setting, epochs: task.epochs, executor: task.executor.name, state: await session.state() },
    ...{ ...(variant !== undefined && { variant }), ...position },
    ...{ network, history: Object.freeze([...history]), ...(best && { best }) },
    ...(stopped && { stopped: true as const }),
  }));
}
