import { printable } from "../core/support/describe.ts";

/** Numbers that are written, and what they are called in the message of an error. */
export interface NamedNumbers {
  readonly name: string;
  readonly data: ArrayLike<number>;
}

/**
 * Arrays of numbers as bytes: consecutive little-endian float32, on machines of either byte order.
 *
 * @throws {RangeError} If a number is beyond float32.
 */
export function float32Bytes(arrays: readonly NamedNumbers[]): Uint8Array<ArrayBuffer> {
  const count = arrays.reduce((sum, { data }) => sum + data.length, 0);
  const view = new DataView(new ArrayBuffer(4 * count));
  let at = 0;
  for (const { name, data } of arrays) {
    for (let i = 0; i < data.length; i++, at += 4) {
      const rounded = Math.fround(data[i]!);
      if (!Number.isFinite(rounded)) {
        throw new RangeError(
          `${printable(name)} must be within float32 to be written, but found ${data[i]}`,
        );
      }
      view.setFloat32(at, rounded, true);
    }
  }
  return new Uint8Array(view.buffer);
}
