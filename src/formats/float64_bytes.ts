const BYTES_PER_NUMBER = 8;

/** Numbers as bytes: little-endian float64, one behind another, on machines of either order. */
export function float64Bytes(numbers: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(numbers.length * BYTES_PER_NUMBER));
  for (let i = 0; i < numbers.length; i++) {
    view.setFloat64(i * BYTES_PER_NUMBER, numbers[i]!, true);
  }
  return new Uint8Array(view.buffer);
}
