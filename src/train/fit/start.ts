import type { Network } from "../../engine/network.ts";
import type { Metrics } from "../../metrics/metric.ts";
import type { Position } from "../checkpoints/checkpoint.ts";
import type { EpochRecord } from "../history.ts";
import type { Task } from "./task.ts";

/** Where training starts or resumes. */
export interface Start {
  readonly position: Position;
  readonly network: Network;
  /** The state of the optimizer; absent before the first step. */
  readonly state?: unknown;
  readonly history: readonly EpochRecord[];
  /** Warnings that depend on the build of the executor that goes on. */
  readonly warningsOn: (variant: string | undefined) => readonly string[];
}

/** The beginning of an epoch. */
export const UNBEGUN = { step: 0, total: 0, seconds: 0 } as const;

/** Where training starts: at the network, or at the checkpoint if there is one; throws as `fit` does. */
export async function startOf<M extends Metrics>(task: Task<M>): Promise<Start> {
  const { network, resume } = task;
  if (resume === undefined) {
    const position = { epoch: 1, taken: 0, ...UNBEGUN };
    return { position, network, history: [], warningsOn: () => [] };
  }
  // What only checkpoints need is loaded with the first of them.
  const { resumed } = await import("./resuming.ts");
  return resumed(task, resume);
}
