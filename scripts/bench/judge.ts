import type { Running } from "./contenders.ts";
import type { Outcome, TrainWork, Work } from "./work.ts";

/**
 * With equal weights and batches only rounding differs. Correct float32 programs differed by 1e-4 of the
 * cross-entropy after thousands of steps, which may flip an example or two of the test set.
 *
 * Unless rounding decides on which side of its kink a ReLU is, or which of two numbers a pool takes:
 * then a training goes one of a few ways. {@linkcode faultOf} compares with each.
 */
const MOST_IN_CROSS_ENTROPY = 1e-3, MOST_IN_ACCURACY = 0.002;

/**
 * Relative to the largest compared entry. A float32 sum of n products is off by at most n 2⁻²⁴ of the
 * sum of their magnitudes: for n = 784 that is 5e-5, of sums of magnitudes up to 20 times the entries.
 */
const MOST_IN_ENTRIES = 1e-3;

/**
 * How many starts that differ by rounding a training is compared with. Of 24 such starts of the
 * convolutions, 200 steps led 10, 11 and 3 to cross-entropies of 0.3493, 0.3498 and 0.3506, within 3e-6 of
 * each; in float64 PyTorch finds the same three. So many starts miss a way of 3 in 24 with 4 %.
 */
const STARTS = 24;

/**
 * Describes how an outcome differs from the right ones; undefined if it agrees with one of them.
 *
 * @param judge Finds the right outcome of a work.
 * @param moved The training from a start that differs by rounding, by its number.
 */
export async function faultOf(
  work: Work,
  got: Outcome,
  judge: (work: Work) => Promise<Outcome>,
  moved: (work: TrainWork, start: number) => TrainWork,
): Promise<string | undefined> {
  const fault = disagreement(work, got, await judge(work));
  if (fault === undefined || work.kind !== "train") return fault;
  for (let start = 1; start <= STARTS; start++) {
    if (disagreement(work, got, await judge(moved(work, start))) === undefined) return undefined;
  }
  return fault;
}

/** Describes how an outcome differs from the right one; undefined if they agree. */
export function disagreement(work: Work, got: Outcome, right: Outcome): string | undefined {
  if (work.kind === "train") {
    const { accuracy = NaN, crossEntropy = NaN } = got;
    const off = Math.abs(crossEntropy - right.crossEntropy!);
    return Math.abs(accuracy - right.accuracy!) <= MOST_IN_ACCURACY &&
        off <= MOST_IN_CROSS_ENTROPY * right.crossEntropy!
      ? undefined
      : `WRONG: accuracy ${accuracy.toFixed(4)} and cross-entropy ${crossEntropy.toFixed(4)}, ` +
        `not ${right.accuracy!.toFixed(4)} and ${right.crossEntropy!.toFixed(4)}`;
  }
  const wanted = right.sample ?? [], entries = got.sample ?? [];
  const largest = Math.max(...wanted.map(Math.abs));
  const wrong = wanted.findIndex((entry, i) =>
    !(Math.abs((entries[i] ?? NaN) - entry) <= MOST_IN_ENTRIES * largest)
  );
  if (wrong < 0) return undefined;
  return `WRONG: entry ${wrong} of the sample is ${entries[wrong]}, not ${wanted[wrong]}`;
}

/**
 * The outcomes of trusted contenders: `reference`, and for trainings, where that is slow, `wasm`, which
 * the tests compare with it, as do these benchmarks on a share.
 */
export function judgeOf(
  trusted: Readonly<Record<"wasm" | "reference", () => Promise<Running>>>,
): (work: Work) => Promise<Outcome> {
  const known = new Map<string, Promise<Outcome>>();
  return (work) => {
    const key = JSON.stringify(work);
    const answer = known.get(key) ??
      trusted[work.kind === "train" ? "wasm" : "reference"]().then(({ run }) => run(work));
    known.set(key, answer);
    return answer;
  };
}
