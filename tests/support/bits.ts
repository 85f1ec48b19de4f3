import { assertEquals } from "@std/assert";

/** Asserts that two arrays of numbers are the same to the bit: −0 is not 0, NaN is NaN. */
export function assertSameBits(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  message?: string,
): void {
  assertEquals(bitsOf(actual), bitsOf(expected), message);
}

/** A copy of the bits of everything inside a value, to see later whether they changed. */
export function bitsOf(value: unknown): string {
  return JSON.stringify(value, (_, member) => {
    if (typeof member === "number") return hex(member);
    if (ArrayBuffer.isView(member)) return Array.from(member as unknown as number[], hex);
    return member;
  });
}

function hex(number: number): string {
  if (Number.isNaN(number)) return "NaN"; // the language leaves open which of its bits are set
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  return view.getBigUint64(0).toString(16);
}
