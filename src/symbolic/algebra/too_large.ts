/** Thrown where an exact computation would take more time and memory than it is worth. */
export class TooLarge extends RangeError {}

/** The result of a computation, or `undefined` if it throws an error of one of some classes. */
export function unlessThrown<T>(
  classes: readonly (abstract new (...args: never[]) => Error)[],
  compute: () => T,
): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (classes.some((each) => error instanceof each)) return undefined;
    throw error;
  }
}
