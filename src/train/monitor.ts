import { checkCount, checkFunctions, checkNotNegative } from "../core/support/checks.ts";
import { describe } from "../core/support/describe.ts";
import type { Metrics } from "../metrics/metric.ts";
import type { EpochRecord } from "./history.ts";

/**
 * A number to watch, and when to give up on it.
 * @category Training
 */
export interface Monitored<M extends Metrics = Record<never, never>> {
  /** The number of epochs without improvement after which to act, a positive integer. */
  readonly patience: number;
  /** How far below the best value so far counts as an improvement; defaults to 0. */
  readonly minimumDelta?: number;
  /** The number to minimize; defaults to the cost of the validation data. */
  readonly monitor?: (epoch: EpochRecord<M>) => number;
}

/** The monitored value of an epoch. */
export function valueOf<M extends Metrics>(
  record: EpochRecord<M>,
  { monitor = ({ validation }) => validation!.cost }: Monitored<M>,
): number {
  const value = monitor(record);
  if (typeof value === "number") return value;
  throw new TypeError(`monitor must return a number, but found ${describe(value)}`);
}

/** Throws if a number is out of range, or there is nothing to monitor without validation data. */
export function checkMonitor<M extends Metrics>(
  name: "earlyStopping" | "reduceOnPlateau",
  { patience, minimumDelta = 0, monitor }: Monitored<M>,
  validated: boolean,
): void {
  checkCount(patience, `${name}.patience`);
  checkNotNegative(minimumDelta, `${name}.minimumDelta`);
  checkFunctions({ [`${name}.monitor`]: monitor });
  if (monitor === undefined && !validated) {
    throw new TypeError(
      `${name} needs validation data or a monitor, such as ({ cost }) => cost, but found neither`,
    );
  }
}
