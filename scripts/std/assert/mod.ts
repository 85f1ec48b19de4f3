/**
 * Stands in for `jsr:@std/assert` where JSR is out of reach: the names in use, over `node:assert`.
 *
 * @module
 */
import assertions from "node:assert";

// deno-lint-ignore no-explicit-any
type ErrorClass<E extends Error> = abstract new (...args: any[]) => E;

/** Throws an `AssertionError` unless `value` is truthy. */
export function assert(value: unknown, message = ""): asserts value {
  assertions.ok(value, message);
}

/** Throws an `AssertionError` unless both are equal, member by member. */
export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  assertions.deepStrictEqual(actual, expected, message);
}

/** Throws an `AssertionError` if both are equal, member by member. */
export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  assertions.notDeepStrictEqual(actual, expected, message);
}

/** Throws an `AssertionError` unless both are the same value, by `Object.is`. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  message?: string,
): asserts actual is T {
  assertions.strictEqual(actual, expected, message);
}

/** Throws an `AssertionError` unless the two numbers differ by at most `tolerance`. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance = 1e-7,
  message = `Expected ${actual} to be within ${tolerance} of ${expected}`,
): void {
  assertions.ok(Object.is(actual, expected) || Math.abs(actual - expected) <= tolerance, message);
}

/** Throws an `AssertionError` unless `actual` contains `expected`. */
export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  assertions.ok(
    actual.includes(expected),
    message ?? `Expected ${JSON.stringify(actual)} to contain ${JSON.stringify(expected)}`,
  );
}

/** Throws an `AssertionError` unless `actual` matches `expected`. */
export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  assertions.match(actual, expected, message);
}

/** Throws an `AssertionError` unless `fn` throws an `ErrorClass` whose message contains `includes`. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  errorClass: ErrorClass<E>,
  includes = "",
): E {
  try {
    fn();
  } catch (error) {
    return expectError(error, errorClass, includes);
  }
  assertions.fail("Expected function to throw");
}

/** Rejects with an `AssertionError` unless `fn` rejects with an `ErrorClass` that contains `includes`. */
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClass: ErrorClass<E>,
  includes = "",
): Promise<E> {
  try {
    await fn();
  } catch (error) {
    return expectError(error, errorClass, includes);
  }
  assertions.fail("Expected function to reject");
}

function expectError<E extends Error>(
  error: unknown,
  errorClass: ErrorClass<E>,
  includes: string,
): E {
  assertions.ok(
    error instanceof errorClass,
    `Expected an error of class ${errorClass.name}, but found ${error}`,
  );
  assertStringIncludes(error.message, includes);
  return error;
}
