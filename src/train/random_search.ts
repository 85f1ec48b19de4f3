import { deriveKey, PURPOSE, type RandomKey, randomKey, uniformAt } from "../core/random/random.ts";
import { checkBoolean, checkCount, checkFunctions } from "../core/support/checks.ts";
import { describe, printable } from "../core/support/describe.ts";
import { checkOptions } from "../core/support/options.ts";

/**
 * Numbers to draw from, both ends included.
 * @category Training
 */
export interface SearchRange {
  /** The least number. */
  readonly from: number;
  /** The largest number. */
  readonly to: number;
  /** Whether all factors are as likely, rather than all differences: for rates. Defaults to false. */
  readonly log?: boolean;
  /** Whether only integers are drawn. Defaults to false. */
  readonly integer?: boolean;
}

/**
 * What is searched: a range of numbers or an array of choices for each name.
 * @category Training
 */
export type SearchSpace = Readonly<Record<string, SearchRange | readonly unknown[]>>;

/**
 * Values drawn from a space.
 * @category Training
 */
export type SearchValues<S extends SearchSpace> = {
  readonly [Name in keyof S]: S[Name] extends readonly (infer Choice)[] ? Choice : number;
};

/**
 * A trial of a search: `score` or `error`.
 * @category Training
 */
export interface Trial<S extends SearchSpace = SearchSpace> {
  /** The number of the trial, from 1, in the order of drawing. */
  readonly trial: number;
  /** The values tried. */
  readonly values: SearchValues<S>;
  /** What `evaluate` returned; smaller is better. */
  readonly score?: number;
  /** What `evaluate` threw, such as a `DivergenceError`, or why its score does not count. */
  readonly error?: unknown;
}

/**
 * Options of {@linkcode randomSearch}.
 * @category Training
 */
export interface RandomSearchOptions<S extends SearchSpace> {
  /** What to draw from. */
  readonly space: S;
  /** How many values to try. */
  readonly trials: number;
  /** The seed of all draws: an integer from 0 to 2⁵³ − 1. Defaults to 0. */
  readonly seed?: number;
  /** Tries values and returns, or resolves to, a number to minimize. */
  readonly evaluate: (values: SearchValues<S>, trial: number) => number | Promise<number>;
  /** Called after each trial. */
  readonly onTrial?: (trial: Trial<S>) => void;
  /** Stops the search, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Tries values drawn at random, one after the other, and sorts them by their scores.
 *
 * J. Bergstra, Y. Bengio: Random search for hyper-parameter optimization. JMLR 13, 2012. A trial that
 * throws, or whose score is not finite, ends up behind all others with its error. A number is a pure
 * function of the seed, the trial and the place of its name, so that more trials begin with the same
 * ones.
 *
 * @returns All trials, the best first; failed ones last.
 * @throws {TypeError} If an option is of the wrong type.
 * @throws {RangeError} If a range or a number is out of range.
 *
 * @example
 * ```ts
 * import { randomSearch } from "@backproof/backproof";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const trials = await randomSearch({
 *   space: { rate: { from: 1e-4, to: 1, log: true }, batchSize: [16, 32] },
 *   trials: 20,
 *   evaluate: ({ rate, batchSize }) => Math.abs(Math.log(rate / 0.01)) + batchSize / 1000,
 * });
 * assertEquals(trials.length, 20);
 * const { rate } = trials[0]!.values;
 * assert(rate > 1e-3 && rate < 0.1);
 * ```
 * @category Training
 */
export async function randomSearch<const S extends SearchSpace>(
  options: RandomSearchOptions<S>,
): Promise<Trial<S>[]> {
  const { space, trials, seed = 0, evaluate, onTrial, signal } = checkOptions(
    "randomSearch()",
    options,
    "space trials seed evaluate onTrial signal",
  );
  checkSpace(space);
  checkCount(trials, "trials");
  checkFunctions({ evaluate: evaluate ?? null, onTrial });
  const key = deriveKey(randomKey(seed), PURPOSE.search), tried: Trial<S>[] = [];
  for (let trial = 1; trial <= trials; trial++) {
    signal?.throwIfAborted();
    const values = draw(space, deriveKey(key, trial));
    const result = { trial, values, ...await outcomeOf(() => evaluate(values, trial)) };
    signal?.throwIfAborted();
    tried.push(result);
    onTrial?.(result);
  }
  return tried.sort((a, b) => (a.score ?? Infinity) - (b.score ?? Infinity) || a.trial - b.trial);
}

async function outcomeOf(
  evaluate: () => number | Promise<number>,
): Promise<Pick<Trial, "score" | "error">> {
  try {
    const score = await evaluate();
    if (Number.isFinite(score)) return { score };
    return { error: new RangeError(`A score must be a number, but found ${describe(score)}`) };
  } catch (error) {
    return { error };
  }
}

function draw<S extends SearchSpace>(space: S, key: RandomKey): SearchValues<S> {
  const values = Object.entries(space).map(([name, range], place) => {
    const u = uniformAt(key, place);
    return [name, isChoice(range) ? range[Math.floor(u * range.length)] : numberIn(range, u)];
  });
  return Object.fromEntries(values);
}

/** The number at a place of a range, from 0 to below 1. */
function numberIn({ from, to, log = false, integer = false }: SearchRange, u: number): number {
  const end = integer ? to + 1 : to; // integers are rounded down
  const drawn = log ? from * (end / from) ** u : from + u * (end - from);
  return Math.max(from, Math.min(to, integer ? Math.floor(drawn) : drawn)); // roundings aside
}

function isChoice(range: SearchSpace[string]): range is readonly unknown[] {
  return Array.isArray(range);
}

function checkSpace(space: SearchSpace): void {
  if (typeof space !== "object" || space === null || Array.isArray(space)) {
    throw new TypeError(
      `space must be an object of ranges and choices such as { rate: { from: 1e-4, to: 1 } }, ` +
        `but found ${describe(space)}`,
    );
  }
  for (const [name, range] of Object.entries(space)) {
    const what = `space.${printable(name)}`;
    if (isChoice(range)) {
      if (range.length > 0) continue;
      throw new RangeError(`${what} must have at least one choice, but found none`);
    }
    const { from, to, log = false, integer = false } = checkOptions(
      what,
      range,
      "from to log integer",
    );
    checkBoolean(log, `${what}.log`);
    checkBoolean(integer, `${what}.integer`);
    const isFit = integer ? Number.isSafeInteger : Number.isFinite;
    if (!isFit(from) || !isFit(to) || !(from <= to) || (log && !(from > 0))) {
      throw new RangeError(
        `${what} must go from one ${
          integer ? "integer" : "number"
        } to another that is not smaller` +
          `${log ? ", both positive" : ""}, but found ${describe(from)} and ${describe(to)}`,
      );
    }
  }
}
