import { checkPositive } from "../../core/support/checks.ts";

/**
 * The size of each step: a function of the number of the step, which counts from 1.
 *
 * If it is pure, training is reproducible, also when resumed from a checkpoint.
 * @category Schedules
 */
export interface Schedule {
  (step: number): number;
  /**
   * The options it was made with: plain data and other schedules. Checkpoints identify it by its name
   * and options; a function without options, by its sizes at up to 256 steps.
   */
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * A constant step size, or a schedule.
 * @category Schedules
 */
export type LearningRate = number | Schedule;

/**
 * The schedule of a learning rate; it throws a RangeError at a step where its size is invalid.
 *
 * @throws {RangeError} If the rate is neither a positive number nor a schedule.
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

/** Adds a name and options to a schedule, unless an option is a function without these. */
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

/** Throws unless `value` is a number from 0 to 1. */
export function checkShare(value: number, name: string): void {
  if (!(value >= 0 && value <= 1)) {
    throw new RangeError(`${name} must be a number from 0 to 1, but found ${value}`);
  }
}
