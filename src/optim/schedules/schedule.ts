import { checkPositive } from "../../core/support/checks.ts";

/**
 * The size of each step: a pure function of the number of the step, which counts from 1.
 *
 * Any function will do. What depends on nothing else gives the same run again, also where training
 * goes on from a checkpoint. One that carries options, as {@linkcode schedule} makes it, is known there
 * by its name and options; a plain function is known by what it gives at up to 128 steps.
 */
export interface Schedule {
  /** The size of a step. */
  (step: number): number;
  /** What it is made with, by name: numbers and other plain data, or schedules. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * Makes a schedule that carries its name and options.
 *
 * @param name The name.
 * @param options What it is made with, all that sets it apart from others of its name.
 * @param size The size of each step.
 * @returns The schedule.
 *
 * @example
 * ```ts
 * import { schedule } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const inverse = (from: number) => schedule("inverse", { from }, (step) => from / step);
 * assertEquals([1, 2, 4].map(inverse(0.5)), [0.5, 0.25, 0.125]);
 * assertEquals([inverse(0.5).name, inverse(0.5).options], ["inverse", { from: 0.5 }]);
 * ```
 */
export function schedule(
  name: string,
  options: Readonly<Record<string, unknown>>,
  size: (step: number) => number,
): Schedule {
  const properties = { name: { value: name }, options: { value: Object.freeze({ ...options }) } };
  return Object.freeze(Object.defineProperties((step: number) => size(step), properties));
}

/** A step size that stays, or one that changes from step to step. */
export type LearningRate = number | Schedule;

/**
 * The size of each step, whatever it was given as.
 *
 * @param rate A positive number, or a schedule.
 * @returns The schedule; it throws a `RangeError` at a step for which there is no size.
 * @throws {RangeError} If the rate is neither.
 */
export function scheduleOf(rate: LearningRate): Schedule {
  if (typeof rate !== "function") {
    checkPositive(rate, "learningRate");
    return () => rate;
  }
  return (step) => {
    const size = rate(step);
    // 0 is where many schedules end.
    if (!(Number.isFinite(size) && size >= 0)) {
      throw new RangeError(
        `learningRate must be a number of at least 0 at each step, but found ${size} at step ${step}`,
      );
    }
    return size;
  };
}

/** Refuses what is no positive number of steps. */
export function checkSteps(value: number, name: string): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${name} must be a positive number of steps, but found ${value}`);
  }
}

/** Refuses what is no number from 0 to 1. */
export function checkShare(value: number, name: string): void {
  if (!(value >= 0 && value <= 1)) {
    throw new RangeError(`${name} must be a number from 0 to 1, but found ${value}`);
  }
}
