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

/** Throws unless a value is a positive integer. */
export function checkCount(value: unknown, name: string): asserts value is number {
  if (!Number.isSafeInteger(value) || (value as number) < 1) {
    throw new RangeError(`${name} must be a positive integer, but found ${describe(value)}`);
  }
}

/** Throws unless all are functions that were passed, before they would be called. */
export function checkFunctions(values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && typeof value !== "function") {
      throw new TypeError(`${name} must be a function, but found ${describe(value)}`);
    }
  }
}

/**
 * Throws unless what is made from formulas has a name, and functions for formulas.
 *
 * @param kind What is made, for the message, such as `loss`.
 * @param name Its name.
 * @param formulas Its formulas, by name; those that are undefined were not passed.
 * @throws {TypeError} If the name is empty, or a formula is not a function.
 */
export function checkFormulas(
  kind: string,
  name: unknown,
  formulas: Readonly<Record<string, unknown>>,
): void {
  if (typeof name !== "string" || name === "") {
    throw new TypeError(
      `${/^[aeiou]/.test(kind) ? "An" : "A"} ${kind} needs a name, but found ${describe(name)}`,
    );
  }
  const named = Object.entries(formulas).map(([member, formula]) => {
    return [`The ${member} of ${kind} ${name}`, formula];
  });
  checkFunctions(Object.fromEntries(named));
}
