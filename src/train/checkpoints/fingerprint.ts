/**
 * The FNV-1a hash of numbers as little-endian float64, in eight hexadecimal digits.
 *
 * G. Fowler, L. C. Noll, K.-P. Vo: the FNV hash, RFC 9923. It does not protect against forgery.
 */
export function fingerprint(numbers: Iterable<number>): string {
  const view = new DataView(new ArrayBuffer(8));
  let hash = 0x811c9dc5;
  for (const number of numbers) {
    view.setFloat64(0, number, true);
    for (let byte = 0; byte < 8; byte++) {
      hash = Math.imul(hash ^ view.getUint8(byte), 0x01000193);
    }
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
