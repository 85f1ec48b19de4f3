import { checkCount, checkNotNegative, checkPositive } from "../../core/support/checks.ts";
import { checkOptions } from "../../core/support/options.ts";
import { halfCosine } from "./cosine.ts";
import { checkShare, type LearningRate, type Schedule, schedule, scheduleOf } from "./schedule.ts";

/**
 * The same size at every step.
 *
 * @throws {RangeError} If `rate` is not a positive number.
 *
 * @example
 * ```ts
 * import { constantRate } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([1, 1000].map(constantRate(0.1)), [0.1, 0.1]);
 * ```
 * @category Schedules
 */
export function constantRate(rate: number): Schedule {
  return scheduleOf(rate);
}

/**
 * Options of {@linkcode stepDecay}.
 * @category Schedules
 */
export interface StepDecayOptions {
  /** The size of the first steps. */
  readonly from: number;
  /** The factor each time; defaults to 0.1. */
  readonly factor?: number;
  /** The number of steps after which the size falls. */
  readonly every: number;
}

/**
 * A size that falls by a factor after every so many steps: from · factor^⌊(t − 1) / every⌋.
 *
 * @throws {RangeError} If the size or the number of steps is not positive, or the factor not from 0 to 1.
 *
 * @example
 * ```ts
 * import { stepDecay } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const rate = stepDecay({ from: 1, factor: 0.5, every: 10 });
 * assertEquals([1, 10, 11, 21].map(rate), [1, 1, 0.5, 0.25]);
 * ```
 * @category Schedules
 */
export function stepDecay(options: StepDecayOptions): Schedule {
  const { from, factor = 0.1, every } = checkOptions("stepDecay()", options, "from factor every");
  checkPositive(from, "from");
  checkShare(factor, "factor");
  checkCount(every, "every");
  return schedule("stepDecay", { from, factor, every }, (step) => {
    return from * factor ** Math.floor((step - 1) / every);
  });
}

/**
 * Options of {@linkcode exponentialDecay}.
 * @category Schedules
 */
export interface ExponentialDecayOptions {
  /** The size of the first step. */
  readonly from: number;
  /** The size after `steps` steps, a positive number. */
  readonly to: number;
  /** The number of steps in which it falls to `to`. */
  readonly steps: number;
}

/**
 * A size that falls by the same factor at each step: from · (to / from)^((t − 1) / steps).
 *
 * It keeps falling after `steps` steps.
 *
 * @throws {RangeError} If a number is not positive.
 *
 * @example
 * ```ts
 * import { exponentialDecay } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const rate = exponentialDecay({ from: 1, to: 0.25, steps: 2 });
 * assertEquals([1, 2, 3, 4].map(rate), [1, 0.5, 0.25, 0.125]);
 * ```
 * @category Schedules
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  const { from, to, steps } = checkOptions("exponentialDecay()", options, "from to steps");
  checkPositive(from, "from");
  checkPositive(to, "to");
  checkCount(steps, "steps");
  return schedule("exponentialDecay", { from, to, steps }, (step) => {
    return from * (to / from) ** ((step - 1) / steps);
  });
}

/**
 * Options of {@linkcode warmUp}.
 * @category Schedules
 */
export interface WarmUpOptions {
  /** The number of steps to reach the first size of `then`. */
  readonly steps: number;
  /** The rate that follows; its steps count from 1. */
  readonly then: LearningRate;
}

/**
 * A size that rises linearly, then(1) · t / steps, up to `steps`, and then follows `then`.
 *
 * P. Goyal et al.: Accurate, large minibatch SGD: training ImageNet in 1 hour. 2017, section 2.2.
 *
 * @throws {RangeError} If the number of steps is not positive, or `then` is not a learning rate.
 *
 * @example Warm-up, then a cosine
 * ```ts
 * import { cosineDecay, warmUp } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const rate = warmUp({ steps: 4, then: cosineDecay({ from: 1, steps: 10 }) });
 * assertEquals([1, 2, 4, 5, 10, 15].map(rate), [0.25, 0.5, 1, 1, 0.5, 0]);
 * ```
 * @category Schedules
 */
export function warmUp(options: WarmUpOptions): Schedule {
  const { steps, then } = checkOptions("warmUp()", options, "steps then");
  checkCount(steps, "steps");
  const next = scheduleOf(then);
  const rise = (step: number) => next(1) * step / steps;
  return schedule("warmUp", { steps, then: next }, oneAfterTheOther(rise, steps, next));
}

/**
 * Options of {@linkcode oneCycle}.
 * @category Schedules
 */
export interface OneCycleOptions {
  /** The largest size. */
  readonly peak: number;
  /** The number of steps of the cycle. */
  readonly steps: number;
  /** The share of the steps in which it rises; defaults to 0.3. */
  readonly rising?: number;
  /** The first size; defaults to a 25th of the peak. */
  readonly from?: number;
  /** The final size; defaults to a 10,000th of the first. */
  readonly to?: number;
}

/**
 * A size that rises to a peak and falls far below the first size, both along half a cosine.
 *
 * Step 1 has the first size, step rising · steps the peak (between two steps if that is not whole),
 * and step `steps`, with all later ones, the final size. L. N. Smith, N. Topin: Super-convergence: very
 * fast training of neural networks using large learning rates. 2017; with cosines instead of straight
 * lines. A cycle that rises for at most one step begins at the peak; all others have the sizes of
 * PyTorch's `OneCycleLR`.
 *
 * @throws {RangeError} If a number is out of range.
 *
 * @example
 * ```ts
 * import { oneCycle } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const rate = oneCycle({ peak: 1, steps: 6, rising: 0.5, from: 0.5, to: 0 });
 * assertEquals([1, 2, 3, 6].map(rate), [0.5, 0.75, 1, 0]);
 * ```
 * @category Schedules
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  checkOptions("oneCycle()", options, "peak steps rising from to");
  const { peak, steps, rising = 0.3, from = peak / 25, to = from / 1e4 } = options;
  checkPositive(peak, "peak");
  checkCount(steps, "steps");
  checkShare(rising, "rising");
  for (const [name, size] of Object.entries({ from, to })) checkNotNegative(size, name);
  const top = Math.max(1, rising * steps);
  return schedule("oneCycle", { peak, steps, rising, from, to }, (step) => {
    const t = Math.min(step, steps);
    return t < top
      ? halfCosine(from, peak, (t - 1) / (top - 1))
      : halfCosine(peak, to, t > top ? (t - top) / (steps - top) : 0);
  });
}

/**
 * One schedule for some steps, then another.
 *
 * @param steps The number of steps of the first schedule.
 * @param then The schedule that follows; its steps count from 1.
 * @throws {RangeError} If the number of steps is not positive.
 *
 * @example
 * ```ts
 * import { chainSchedules, constantRate, cosineDecay } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const rate = chainSchedules(constantRate(1), 2, cosineDecay({ from: 0.5, steps: 10 }));
 * assertEquals([1, 2, 3].map(rate), [1, 1, 0.5]);
 * ```
 * @category Schedules
 */
export function chainSchedules(first: Schedule, steps: number, then: Schedule): Schedule {
  checkCount(steps, "steps");
  // The name in checkpoints.
  return schedule("inTurn", { first, steps, then }, oneAfterTheOther(first, steps, then));
}

function oneAfterTheOther(first: Schedule, steps: number, then: Schedule): Schedule {
  return (step) => step <= steps ? first(step) : then(step - steps);
}
