/** The mean of some values in a row. */
export interface Stretch {
  /** The number of the last of them, from 1. */
  readonly last: number;
  readonly mean: number;
}

/** Means of values that are added one by one: a bounded number, of any number of values. */
export interface Stretches {
  readonly add: (value: number) => void;
  /** The means of all values so far, in their order. */
  readonly means: () => Stretch[];
}

/**
 * Takes means over stretches of one length. Where they become too many, two each become one, so that
 * there are at least half as many.
 *
 * @param most The largest number of stretches, even.
 */
export function stretchesOf(most: number): Stretches {
  let length = 1, sums: number[] = [], sum = 0, count = 0;
  return {
    add: (value) => {
      sum += value;
      if (++count < length) return;
      sums.push(sum);
      sum = count = 0;
      if (sums.length < most) return;
      sums = Array.from({ length: most / 2 }, (_, i) => sums[2 * i]! + sums[2 * i + 1]!);
      length *= 2;
    },
    means: () => {
      const whole = sums.map((sum, i) => ({ last: (i + 1) * length, mean: sum / length }));
      return count === 0
        ? whole
        : [...whole, { last: sums.length * length + count, mean: sum / count }];
    },
  };
}
