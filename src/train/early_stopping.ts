import type { Metrics } from "../metrics/metric.ts";
import type { Network } from "../engine/network.ts";
import { checkCount, checkNotNegative } from "../core/support/checks.ts";
import { describe } from "../core/support/describe.ts";
import { checkOptions } from "../core/support/options.ts";
import type { EpochRecord } from "./history.ts";

/**
 * Options that stop training before its last epoch.
 * @category Training
 */
export interface EarlyStopping<M extends Metrics = Record<never, never>> {
  /** The number of epochs without improvement after which to stop, a positive integer. */
  readonly patience: number;
  /** How far below the best value so far counts as an improvement; defaults to 0. */
  readonly minimumDelta?: number;
  /** The number to minimize; defaults to the cost of the validation data. */
  readonly monitor?: (epoch: EpochRecord<M>) => number;
}

/**
 * The best epoch so far.
 * @category Training
 */
export interface Best {
  /** The number of the epoch, from 1. */
  readonly epoch: number;
  /** The monitored value after that epoch. */
  readonly value: number;
  /** The network after that epoch. */
  readonly network: Network;
}

/** The better of the best epoch before, if any, and a new one. */
export function betterOf<M extends Metrics>(
  before: Best | undefined,
  record: EpochRecord<M>,
  network: Network,
  { monitor = ({ validation }) => validation!.cost, minimumDelta = 0 }: EarlyStopping<M>,
): Best | undefined {
  const value = monitor(record);
  if (typeof value !== "number") {
    throw new TypeError(`monitor must return a number, but found ${describe(value)}`);
  }
  const better = before === undefined ? !Number.isNaN(value) : value < before.value - minimumDelta;
  return better ? { epoch: record.epoch, value, network } : before;
}

/** Whether patience is exhausted after so many epochs. */
export function isExhausted(
  best: Best | undefined,
  epochs: number,
  { patience }: Pick<EarlyStopping, "patience">,
): boolean {
  return epochs - (best?.epoch ?? 0) >= patience;
}

/** Throws if a number is out of range, or there is nothing to monitor without validation data. */
export function checkEarlyStopping<M extends Metrics>(
  options: EarlyStopping<M>,
  validated: boolean,
): void {
  const names = "patience minimumDelta monitor";
  const { patience, minimumDelta = 0, monitor } = checkOptions("earlyStopping", options, names);
  checkCount(patience, "earlyStopping.patience");
  checkNotNegative(minimumDelta, "earlyStopping.minimumDelta");
  if (monitor === undefined && !validated) {
    throw new TypeError(
      "earlyStopping needs validation data or a monitor, such as ({ cost }) => cost, but found neither",
    );
  }
}
