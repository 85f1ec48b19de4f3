/** The number that the 16 bits of an IEEE 754 binary16 stand for: a sign, 5 of exponent, 10 more. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >> 10) & 0x1f, fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  // Subnormal numbers have the exponent of the smallest normal ones, and no leading 1.
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1024 + fraction) * 2 ** (exponent - 25);
}
