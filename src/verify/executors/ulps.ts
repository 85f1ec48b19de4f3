const LEAST_EXPONENT = -126, OVERFLOW = 2 ** 128;
const view = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

/**
 * The error of a float32 in units of the last place: the distance between float32 numbers at `exact`.
 *
 * Where only one number is infinite, ∞ counts as 2¹²⁸. A wrong NaN, or sign of ∞ or 0, is ∞ off.
 */
export function ulpsOff(actual: number, exact: number): number {
  if (Object.is(actual, exact)) return 0;
  if (Number.isNaN(actual) || Number.isNaN(exact) || exact === 0) return Infinity;
  if (Math.abs(actual) === Infinity && Math.abs(exact) === Infinity) return Infinity;
  const clamp = (x: number) => Math.max(-OVERFLOW, Math.min(OVERFLOW, x));
  view.setFloat64(0, clamp(exact));
  const exponent = ((view.getUint16(0) >>> 4) & 0x7ff) - 1023;
  return Math.abs(clamp(actual) - clamp(exact)) * 2 ** (23 - Math.max(exponent, LEAST_EXPONENT));
}
