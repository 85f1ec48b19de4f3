/** A number rounded to float32, in WGSL; ∞ is a variable, as no literal may be infinite. */
export function literal(x: number): string {
  const rounded = Math.fround(x);
  if (Math.abs(rounded) === Infinity) return rounded > 0 ? "infinity()" : "(-infinity())";
  if (Number.isNaN(rounded)) return "not_a_number()";
  return rounded < 0 || Object.is(rounded, -0) ? `(-${digits(-rounded)})` : digits(rounded);
}

function digits(x: number): string {
  return `${x}f`;
}
