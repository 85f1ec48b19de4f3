import type { Variables } from "./claim.ts";

/** Fractions with a larger denominator are not what somebody meant. */
const LARGEST_DENOMINATOR = 1000;
/** How far a double may be from what was meant, relatively: a few roundings, 2⁻⁴⁸. */
const OFF = 2 ** -48;
/** Numbers of so few digits are meant as they stand. */
const DIGITS = 15;

/**
 * An arithmetic in which constants are what was meant, where they look like rounded fractions.
 *
 * `constant(2 / 3)` is 0.6666666666666666, and exactly that; here it is 2/3. A claim that holds here
 * and not as it stands differs only by the rounding of its constants.
 *
 * @param m The arithmetic.
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

/** The fraction of small denominator that a long decimal is next to, if there is one. */
function fractionNear(x: number): readonly [number, number] | undefined {
  if (!Number.isFinite(x) || `${x}`.replace(/^-?0?\.?|e.*$/g, "").length < DIGITS) return undefined;
  for (let denominator = 1; denominator <= LARGEST_DENOMINATOR; denominator++) {
    const numerator = Math.round(x * denominator);
    if (numerator !== 0 && Math.abs(numerator / denominator - x) <= OFF * Math.abs(x)) {
      return [numerator, denominator];
    }
  }
}
