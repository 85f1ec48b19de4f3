/**
 * Compiling and the first steps are slow, and say nothing of those that follow: by the paper's
 * network, the first hundred steps take as long as the next thousand.
 */
const WARM_UP = 500;

/** The estimate is of the last seconds, and waits until it has seen some. */
const LONGEST = 10_000, SHORTEST = 250;

/** A measure of how fast something gets on. */
export interface Pace {
  /** Takes note of how much is done. */
  readonly at: (done: number) => void;
  /** How much is done in a second at present, or nothing while that is unknown. */
  readonly perSecond: () => number | undefined;
}

/**
 * A measure of how fast something gets on, from the first note of it on.
 *
 * @param now The time in milliseconds.
 */
export function pace(now: () => number = () => performance.now()): Pace {
  let begun: number | undefined;
  const notes: { readonly time: number; readonly done: number }[] = [];
  return {
    at: (done) => {
      const time = now();
      begun ??= time;
      if (time - begun < WARM_UP) return;
      const before = notes.at(-2);
      // Notes that are close are one, the later.
      if (before !== undefined && time - before.time < SHORTEST / 4) notes.pop();
      notes.push({ time, done });
      while (notes.length > 2 && time - notes[1]!.time >= LONGEST) notes.shift();
    },
    perSecond: () => {
      const first = notes[0], last = notes.at(-1);
      if (first === undefined || last!.time - first.time < SHORTEST) return undefined;
      return 1000 * (last!.done - first.done) / (last!.time - first.time);
    },
  };
}
