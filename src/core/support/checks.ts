import { describe } from "./describe.ts";

/** Refuses what is no positive number. */
export function checkPositive(value: number, name: string): void {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new RangeError(`${name} must be a positive number, but found ${describe(value)}`);
  }
}

/** Refuses what is no number of at least 0. */
export function checkNotNegative(value: number, name: string): void {
  if (!(Number.isFinite(value) && value >= 0)) {
    throw new RangeError(`${name} must be a number of at least 0, but found ${describe(value)}`);
  }
}

/**
 * Refuses what is no record of options, as a value of one of them that was passed by itself.
 *
 * @param value What was passed.
 * @param like Options as they may look, for the message.
 * @throws {TypeError} If it is none.
 */
export function checkOptions(value: unknown, like: string): void {
  if (typeof value !== "object" || value === null) {
    throw new TypeError(`options must be an object such as ${like}, but found ${describe(value)}`);
  }
}
