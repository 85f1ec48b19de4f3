import type { Network } from "../../engine/network.ts";
import { copyOfNetwork } from "../../engine/parameters.ts";
import type { Metrics } from "../../metrics/metric.ts";
import { betterOf, isExhausted } from "../early_stopping.ts";
import type { EpochRecord } from "../history.ts";
import type { Run } from "./run.ts";

/** Whether a run ends before its next epoch: stopped by its callback, or out of patience. */
export function isOver<M extends Metrics>({ task, history, best, stopped }: Run<M>): boolean {
  const { earlyStopping } = task;
  return stopped ||
    (earlyStopping !== undefined && isExhausted(best, history.length, earlyStopping));
}

/** Adds a complete epoch to the history, updates the best, and calls `onEpoch`. */
export async function endEpoch<M extends Metrics>(
  run: Run<M>,
  record: EpochRecord<M>,
  network: Network,
): Promise<void> {
  const { earlyStopping, onEpoch } = run.task;
  run.history.push(Object.freeze(record));
  if (earlyStopping) run.best = betterOf(run.best, record, network, earlyStopping);
  // A copy, as the best network and the last good one are this one.
  run.stopped = await onEpoch?.(record, copyOfNetwork(network)) === "stop";
}
