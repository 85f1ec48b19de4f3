/**
 * Keeps some of the values that come at numbers from 1 on: a bounded number, of any number of values.
 */
export interface Thinned<Value> {
  /** The smallest number from `from` on whose value would be kept. */
  readonly next: (from: number) => number;
  /** Keeps a value, unless its number is one of those that are left out. */
  readonly add: (number: number, value: Value) => void;
  /** The values that are kept, in their order. */
  readonly kept: () => readonly { readonly number: number; readonly value: Value }[];
}

/**
 * Keeps the values of each second number, fourth, eighth, … once there are too many.
 *
 * @param most The largest number of values; of less than 2, none is kept.
 * @param apart How far apart they are at first.
 */
export function thinned<Value>(most: number, apart = 1): Thinned<Value> {
  let kept: { readonly number: number; readonly value: Value }[] = [];
  return {
    next: (from) => most < 2 ? Infinity : Math.ceil(from / apart) * apart,
    add: (number, value) => {
      if (most < 2 || number % apart !== 0) return;
      kept.push({ number, value });
      while (kept.length > most) {
        apart *= 2;
        kept = kept.filter(({ number }) => number % apart === 0);
      }
    },
    kept: () => kept,
  };
}
