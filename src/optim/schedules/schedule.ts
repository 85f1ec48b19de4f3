import { checkPositive } from "../../core/support/checks.ts";

/**
 * The size of each step: a pure function of the number of the step, which counts from 1.
 *
 * Any function will do. What depends on nothing else gives the same run again, also where training
 * goes on from a checkpoint.
 */
export interface Schedule {
  (step: number): number;
  /**
   * What it was made with, as plain data and other schedules. With its name, this is how a checkpoint
   * knows it again; a function without options is known by its sizes at up to 256 steps instead.
   */
  readonly options?: Readonly<Record<string, unknown>>;
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
    return schedule("constantRate", { rate }, () => rate);
  }
  const checked = (step: number) => {
    const size = rate(step);
    // 0 is where many schedules end.
    if (!(Number.isFinite(size) && size >= 0)) {
      throw new RangeError(
        `learningRate must be a number of at least 0 at each step, but found ${size} at step ${step}`,
      );
    }
    return size;
  };
  return rate.options === undefined ? checked : schedule(rate.name, rate.options, checked);
}

/**
 * Makes a schedule that carries its name and options, unless a part of it is a function without them.
 *
 * @param name The name.
 * @param options What it was made with.
 * @param sizeAt The size of each step; the name and the options are added to it.
 */
export function schedule(
  name: string,
  options: NonNullable<Schedule["options"]>,
  sizeAt: Schedule,
): Schedule {
  const parts = Object.values(options).filter((part) => typeof part === "function");
  if (parts.some((part) => !("options" in part))) return sizeAt;
  const members = { name: { value: name }, options: { value: Object.freeze({ ...options }) } };
  return Object.freeze(Object.defineProperties(sizeAt, members));
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
