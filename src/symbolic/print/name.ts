const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** Splits a name into its base and its indices in ordinary digits: `w¹₁₂` has the base w. */
export function partsOf(name: string) {
  const [, base, raised, lowered] = name.match(
    new RegExp(`^(.*?)([${SUPERSCRIPTS}]*)([${SUBSCRIPTS}]*)$`, "su"),
  )!;
  return {
    base: base!,
    superscript: ordinary(raised!, SUPERSCRIPTS),
    subscript: ordinary(lowered!, SUBSCRIPTS),
  };
}

/** The numerator and the denominator of a name like `∂C/∂w¹₁₂`. */
export function derivativeParts(name: string): readonly [of: string, by: string] | undefined {
  const parts = name.match(/^∂(.+)\/∂(.+)$/su);
  return parts === null ? undefined : [parts[1]!, parts[2]!];
}

/** An integer in superscript digits: ⁻¹². */
export function raised(value: number | string): string {
  return shifted(value, SUPERSCRIPTS).replace("-", "⁻");
}

/** The integer that stands in superscript digits. */
export function raisedNumber(text: string): number {
  const size = Number(ordinary(text.replace(/^[⁻⁺]/u, ""), SUPERSCRIPTS));
  return text.startsWith("⁻") ? -size : size;
}

/** A natural number in subscript digits: ₁₂. */
export function lowered(value: number | string): string {
  return shifted(value, SUBSCRIPTS);
}

function shifted(value: number | string, digits: string): string {
  return String(value).replaceAll(/\d/g, (digit) => digits[Number(digit)]!);
}

function ordinary(digits: string, alphabet: string): string {
  return Array.from(digits, (digit) => alphabet.indexOf(digit)).join("");
}
