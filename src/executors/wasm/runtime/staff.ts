import { coresOfPlatform } from "../../../core/support/cores.ts";
import { LANES } from "../memory/layout.ts";
import { type StartWorker, workersOfPlatform } from "./start_worker.ts";

/** Who takes the steps of a session. */
export interface Staff {
  /** The most workers at a time. */
  readonly most: number;
  /** Whether their number is found by measuring. */
  readonly settles: boolean;
  /** Starts a worker; left out where this thread works alone. */
  readonly start?: StartWorker;
}

const ALONE: Staff = { most: 1, settles: false };

/**
 * The staff for `workers`, a number or `auto`.
 *
 * @param rows The examples of a batch: more workers than groups of four of them would be idle.
 * @throws {RangeError} If a number above one is asked for where there are no workers.
 */
export function staffOf(workers: number | "auto", rows: number): Staff {
  const groups = Math.ceil(rows / LANES);
  if (workers !== "auto") {
    const most = Math.min(workers, groups);
    return most > 1 ? { most, settles: false, start: workersOfPlatform() } : ALONE;
  }
  const most = Math.min(coresOfPlatform(), groups);
  if (most === 1) return ALONE;
  try {
    return { most, settles: true, start: workersOfPlatform() };
  } catch {
    return ALONE;
  }
}
