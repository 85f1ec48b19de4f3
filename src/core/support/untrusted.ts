import { describe } from "./describe.ts";

/** A value of foreign origin that must be an object; throws a TypeError unless it is. */
export function recordOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new TypeError(`${what} must be an object, but found ${describe(value)}`);
}

/** A value of foreign origin that must be an array; throws a TypeError unless it is. */
export function listOf(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError(`${what} must be an array, but found ${describe(value)}`);
}
