import type { Variables } from "./claim.ts";

/** Fractions with a larger denominator are unlikely to be meant. */
const LARGEST_DENOMINATOR = 1000;
/** The relative distance of a double from the fraction that was meant: a few roundings. */
const OFF = 2 ** -48;
/** Numbers with fewer digits are meant as they stand. */
const DIGITS = 15;

/**
 * An arithmetic in which constants that look like rounded fractions are these fractions.
 *
 * `constant(2 / 3)` is exactly 0.6666666666666666; here it is 2/3. A claim that holds only here
 * differs only by the rounding of its constants.
 */
export function withMeantConstants<T>(m: Variables<T>): Variables<T> {
  return {
    ...m,
    constant: (x) => {
      const [numerator, denominator] = fractionNear(x) ?? [x, 1];
      return denominator === 1
        ? m.constant(numerator)
        : m.div(m.constant(numerator), m.constant(denominator));
    },
  };
}

/** The fraction with a small denominator next to a long decimal, if there is one. */
function fractionNear(x: number): readonly [number, number] | undefined {
  if (!Number.isFinite(x) || `${x}`.replace(/^-?0?\.?|e.*$/g, "").length < DIGITS) return undefined;
  for (let denominator = 1; denominator <= LARGEST_DENOMINATOR; denominator++) {
    const numerator = Math.round(x * denominator);
    if (numerator !== 0 && Math.abs(numerator / denominator - x) <= OFF * Math.abs(x)) {
      return [numerator, denominator];
    }
  }
}
