import { raised } from "../../src/symbolic/print/name.ts";

/** Six significant digits at most, with a true minus sign: `−0.731059`, `2.43921·10⁻²²`. */
export function short(value: number, digits = 6): string {
  const [mantissa, exponent] = String(Number(value.toPrecision(digits))).split(/e\+?/);
  const text = mantissa!.replace("-", "−");
  return exponent === undefined ? text : `${text}·10${raised(exponent)}`;
}
