export const BYTES_PER_NUMBER = 8;

/** Numbers as bytes: consecutive little-endian float64, on machines of either byte order. */
export function float64Bytes(numbers: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(numbers.length * BYTES_PER_NUMBER));
  for (let i = 0; i < numbers.length; i++) {
    view.setFloat64(i * BYTES_PER_NUMBER, numbers[i]!, true);
  }
  return new Uint8Array(view.buffer);
}

/** The inverse of {@linkcode float64Bytes}. */
export function float64Numbers({ buffer, byteOffset, byteLength }: Uint8Array): Float64Array {
  const view = new DataView(buffer, byteOffset, byteLength);
  const numbers = new Float64Array(byteLength / BYTES_PER_NUMBER);
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = view.getFloat64(i * BYTES_PER_NUMBER, true);
  }
  return numbers;
}
