import { printable } from "../core/support/describe.ts";
import { bytesOf } from "../data/files/elements.ts";

/** Numbers that are written, and what they are called in the message of an error. */
export interface NamedNumbers {
  readonly name: string;
  readonly data: ArrayLike<number>;
}

/**
 * Numbers rounded to float32.
 *
 * @param advice What to do instead, for the message.
 * @throws {RangeError} If a number is beyond float32.
 */
export function float32Of(
  { name, data }: NamedNumbers,
  advice?: string,
): Float32Array<ArrayBuffer> {
  const rounded = Float32Array.from(data), at = rounded.findIndex((each) => !Number.isFinite(each));
  if (at < 0) return rounded;
  throw new RangeError(
    `${printable(name)} must be within the range of float32, but found ${data[at]}` +
      (advice === undefined ? "" : `: ${advice}`),
  );
}

/**
 * Arrays of numbers as bytes: consecutive little-endian float32, on machines of either byte order.
 *
 * @throws {RangeError} If a number is beyond float32.
 */
export function float32Bytes(arrays: readonly NamedNumbers[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * arrays.reduce((sum, { data }) => sum + data.length, 0));
  let at = 0;
  for (const each of arrays) {
    bytes.set(bytesOf(float32Of(each), "little"), at);
    at += 4 * each.data.length;
  }
  return bytes;
}
