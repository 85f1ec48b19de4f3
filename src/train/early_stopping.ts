import type { Metrics } from "../metrics/metric.ts";
import type { Network } from "../engine/network.ts";
import { checkOptions } from "../core/support/options.ts";
import type { EpochRecord } from "./history.ts";
import { checkMonitor, type Monitored, valueOf } from "./monitor.ts";

/**
 * Options that stop training before its last epoch.
 * @category Training
 */
export type EarlyStopping<M extends Metrics = Record<never, never>> = Monitored<M>;

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
  options: EarlyStopping<M>,
): Best | undefined {
  const { minimumDelta = 0 } = options;
  const value = valueOf(record, options);
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

/** Throws if an option is invalid, or there is nothing to monitor without validation data. */
export function checkEarlyStopping<M extends Metrics>(
  options: EarlyStopping<M>,
  validated: boolean,
): void {
  const checked = checkOptions("earlyStopping", options, "patience minimumDelta monitor");
  checkMonitor("earlyStopping", checked, validated);
}
