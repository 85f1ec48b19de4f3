const BYTES_PER_NUMBER = 8;

/**
 * Numbers as bytes: little-endian float64, one behind another, on machines of either order.
 *
 * @param arrays The numbers, in the order of the bytes.
 */
export function float64Bytes(...arrays: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const count = arrays.reduce((sum, { length }) => sum + length, 0);
  const view = new DataView(new ArrayBuffer(count * BYTES_PER_NUMBER));
  let at = 0;
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++, at += BYTES_PER_NUMBER) {
      view.setFloat64(at, array[i]!, true);
    }
  }
  return new Uint8Array(view.buffer);
}
