/** An exponent in small digits: `−13` as `⁻¹³`. */
export function raised(exponent: string | number): string {
  return String(exponent).replace("+", "").replace("-", "⁻")
    .replaceAll(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]!);
}

/** Six significant digits at most, with a true minus sign: `−0.731059`, `2.43921·10⁻²²`. */
export function short(value: number, digits = 6): string {
  const [mantissa, exponent] = String(Number(value.toPrecision(digits))).split("e");
  const text = mantissa!.replace("-", "−");
  return exponent === undefined ? text : `${text}·10${raised(exponent)}`;
}

/** What a number is and what it should be, in as few digits as tell them apart, but three at least. */
export function parting(got: number, expected: number): string {
  const digits = [3, 4, 5].find((count) => short(got, count) !== short(expected, count));
  return `${short(got, digits)}, not ${short(expected, digits)}`;
}
