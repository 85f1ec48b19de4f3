import type { Network } from "../../engine/network.ts";
import { copyOfNetwork } from "../../engine/parameters.ts";
import type { Plan, Session } from "../../executors/executor.ts";
import type { Metrics } from "../../metrics/metric.ts";
import type { Position } from "../checkpoints/checkpoint.ts";
import type { Setting } from "../checkpoints/setting.ts";
import type { Best } from "../early_stopping.ts";
import type { EpochRecord } from "../history.ts";
import { checkParameters, type When } from "./divergence.ts";
import type { Saving } from "./saving.ts";
import type { Snapshots } from "./snapshots.ts";
import type { Task } from "./task.ts";

/** A training under way; only mutable members are not readonly. */
export interface Run<M extends Metrics> {
  readonly task: Task<M>;
  readonly plan: Plan;
  readonly session: Session;
  readonly saving: Saving;
  readonly snapshots: Snapshots;
  /** The setting for checkpoints; empty if none are saved. */
  readonly setting: Setting;
  /** The complete epochs. */
  readonly history: EpochRecord<M>[];
  /** The best of them, with early stopping. */
  best: Best | undefined;
  /** Whether `onEpoch` stopped training. */
  stopped: boolean;
  /** The last network whose parameters are known to be finite. */
  good: Network;
}

/** Reads the network of a run and marks it as good; throws if a parameter is not finite. */
export async function goodNetwork<M extends Metrics>(run: Run<M>, when: When): Promise<Network> {
  const network = await run.session.network();
  checkParameters(network, when, run.good);
  run.good = network;
  return network;
}

/** Saves a checkpoint of a run; throws if a parameter is not finite. */
export async function save<M extends Metrics>(run: Run<M>, position: Position): Promise<void> {
  const { task, session, setting, history, best, stopped } = run;
  const network = await goodNetwork(run, position);
  const { variant } = session, executor = task.executor.sameBitsAs ?? task.executor.name;
  await task.checkpoint?.save(Object.freeze({
    ...{ setting, epochs: task.epochs, executor, state: await session.state() },
    ...{ ...(variant !== undefined && { variant }), ...position },
    ...{
      network: copyOfNetwork(network),
      history: Object.freeze([...history]),
      ...(best && { best }),
    },
    ...(stopped && { stopped: true as const }),
  }));
}
