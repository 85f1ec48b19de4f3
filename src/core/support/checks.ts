import { describe } from "./describe.ts";

/** Throws unless `value` is a positive number. */
export function checkPositive(value: number, name: string): void {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new RangeError(`${name} must be a positive number, but found ${describe(value)}`);
  }
}

/** Throws unless `value` is a finite number of at least 0. */
export function checkNotNegative(value: number, name: string): void {
  if (!(Number.isFinite(value) && value >= 0)) {
    throw new RangeError(`${name} must be a number of at least 0, but found ${describe(value)}`);
  }
}

/** Whether `value` is an integer of at least 0. */
export function isNatural(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Whether `value` is a positive integer. */
export function isCount(value: unknown): value is number {
  return isNatural(value) && value > 0;
}

/** Throws unless `value` is a positive integer. */
export function checkCount(value: unknown, name: string): asserts value is number {
  if (!isCount(value)) {
    throw new RangeError(
      `${name} must be a positive integer, but found ${describe(value)}`,
    );
  }
}

/** Throws unless `value` is a boolean. */
export function checkBoolean(value: unknown, name: string): asserts value is boolean {
  if (typeof value !== "boolean") {
    throw new TypeError(`${name} must be true or false, but found ${describe(value)}`);
  }
}

/** Throws unless `value` is the bytes of a file, called by a name such as `IDX bytes`. */
export function checkBytes(value: unknown, name: string): asserts value is Uint8Array {
  if (!(value instanceof Uint8Array)) {
    throw new TypeError(`${name} must be a Uint8Array, but found ${describe(value)}`);
  }
}

/** Throws unless each value that was passed is a function. */
export function checkFunctions(values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && typeof value !== "function") {
      throw new TypeError(`${name} must be a function, but found ${describe(value)}`);
    }
  }
}

/** Throws unless a custom `kind` has a `name` that is not empty, and functions as formulas. */
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
  for (const [member, formula] of Object.entries(formulas)) {
    if (typeof formula === "function") continue;
    throw new TypeError(
      `The ${member} of ${kind} ${name} must be a function, but found ${describe(formula)}`,
    );
  }
}
