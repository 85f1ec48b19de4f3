/** A mean under way: numbers are added one after the other, so that batches leave no trace. */
export interface RunningMean {
  /** How many numbers there were. */
  readonly count: number;
  /** Their sum, from the first to the last. */
  readonly total: number;
}

/** The mean of no numbers. */
export const NO_NUMBERS: RunningMean = /* @__PURE__ */ Object.freeze({ count: 0, total: 0 });

/** The running mean with more numbers taken in. */
export function include({ count, total }: RunningMean, numbers: readonly number[]): RunningMean {
  return {
    count: count + numbers.length,
    total: numbers.reduce((sum, number) => sum + number, total),
  };
}

/** The mean; NaN of no numbers. */
export function meanOf({ count, total }: RunningMean): number {
  return total / count;
}
