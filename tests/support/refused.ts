import { assertThrows } from "@std/assert";

/** A call that is refused: what it is of, the call, and the class and words of its error. */
export type Refused = readonly [
  of: string,
  call: () => unknown,
  Kind: new (...of: never[]) => Error,
  message: string,
];

/** A test for each of some calls: `by` says who refuses them. */
export function testRefused(by: string, calls: readonly Refused[]): void {
  for (const [of, call, Kind, message] of calls) {
    Deno.test(`${by} ${of}`, () => void assertThrows(call, Kind as ErrorConstructor, message));
  }
}
