import type { Metrics } from "../metrics/metric.ts";
import type { Network } from "../engine/network.ts";
import { checkCount, checkNotNegative } from "../core/support/checks.ts";
import { describe } from "../core/support/describe.ts";
import type { EpochRecord } from "./history.ts";

/** When training ends before its last epoch. */
export interface EarlyStopping<M extends Metrics = Record<never, never>> {
  /** How many epochs in a row may bring nothing better, a positive integer. */
  readonly patience: number;
  /** By how much a value must fall below the best so far to be better; defaults to 0. */
  readonly minimumDelta?: number;
  /** The number that is to fall; defaults to the cost of the validation data. */
  readonly monitor?: (epoch: EpochRecord<M>) => number;
}

/** The best epoch so far. */
export interface Best {
  /** The number of the epoch, from 1. */
  readonly epoch: number;
  /** What was monitored, after that epoch. */
  readonly value: number;
  /** The network after that epoch. */
  readonly network: Network;
}

/**
 * The best of the epochs up to one.
 *
 * @param before The best of those before, if there is any.
 * @param record The epoch.
 * @param network The network after it.
 * @param options What is monitored.
 */
export function betterOf<M extends Metrics>(
  before: Best | undefined,
  record: EpochRecord<M>,
  network: Network,
  { monitor = validationCost, minimumDelta = 0 }: EarlyStopping<M>,
): Best | undefined {
  const value = monitor(record);
  if (typeof value !== "number") {
    throw new TypeError(`monitor must return a number, but found ${describe(value)}`);
  }
  const better = before === undefined ? !Number.isNaN(value) : value < before.value - minimumDelta;
  return better ? { epoch: record.epoch, value, network } : before;
}

/** Whether patience is at its end after so many epochs. */
export function isExhausted(
  best: Best | undefined,
  epochs: number,
  { patience }: Pick<EarlyStopping, "patience">,
): boolean {
  return epochs - (best?.epoch ?? 0) >= patience;
}

/**
 * Refuses options of early stopping that make no sense.
 *
 * @param options The options.
 * @param validated Whether there are validation data.
 * @throws {RangeError} If a number is out of range.
 * @throws {TypeError} If there is nothing to monitor.
 */
export function checkEarlyStopping<M extends Metrics>(
  options: EarlyStopping<M>,
  validated: boolean,
): void {
  const { patience, minimumDelta = 0, monitor } = options;
  checkCount(patience, "earlyStopping.patience");
  checkNotNegative(minimumDelta, "earlyStopping.minimumDelta");
  if (monitor === undefined && !validated) {
    throw new TypeError(
      "earlyStopping needs validation data or a monitor, such as ({ cost }) => cost, but found neither",
    );
  }
}

function validationCost({ validation }: Pick<EpochRecord<Metrics>, "validation">): number {
  return validation!.cost;
}
