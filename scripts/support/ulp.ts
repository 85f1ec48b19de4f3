import { CHUNK, type Mapper } from "./mapper.ts";

const OVERFLOW = 2 ** 128;
const LEAST_EXPONENT = -126;
/** One over the distance between float32 numbers, by their exponents from the least on. */
const PER_DISTANCE = Float64Array.from({ length: 256 }, (_, i) => 2 ** (23 - i - LEAST_EXPONENT));
const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/**
 * An error in units of the last place: of the distance between float32 numbers where the exact value
 * lies, 2⁻¹⁴⁹ among denormal ones.
 *
 * ∞ counts as 2¹²⁸ beside a finite value. The error is infinite where only one of the two is NaN,
 * and where the exact value is 0 and the other is not, or is the zero of the other sign.
 */
export function ulps(actual: number, exact: number): number {
  if (exact === 0 || Number.isNaN(exact)) return Object.is(actual, exact) ? 0 : Infinity;
  const error = Math.abs(atMostOverflow(actual) - atMostOverflow(exact));
  return Number.isNaN(error) ? Infinity : error * PER_DISTANCE[exponentOf(exact)]!;
}

function atMostOverflow(x: number): number {
  return x > OVERFLOW ? OVERFLOW : x < -OVERFLOW ? -OVERFLOW : x;
}

/** The binary exponent, counted from the least among float32 numbers; 127 for all that overflow. */
function exponentOf(x: number): number {
  double[0] = x;
  const exponent = ((words[1]! >>> 20) & 0x7ff) - 1023;
  return Math.min(Math.max(exponent, LEAST_EXPONENT), 127) - LEAST_EXPONENT;
}

/** The accuracy of a function relative to float64. */
export interface Accuracy {
  /** How many arguments were compared. */
  readonly compared: number;
  /** The largest error in units of the last place. */
  readonly worst: number;
  /** Its argument; NaN without an error. */
  readonly at: number;
  /** How many values are the float32 nearest to the exact one. */
  readonly nearest: number;
}

/**
 * Compares a function in several builds with float64.
 *
 * @param bits The bits of the i-th argument.
 */
export function compare(
  exact: (x: number) => number,
  mappers: readonly Mapper[],
  count: number,
  bits: (i: number) => number,
): Accuracy[] {
  const found = mappers.map(() => ({ compared: count, worst: 0, at: NaN, nearest: 0 }));
  const values = new Float64Array(CHUNK);
  for (let start = 0; start < count; start += CHUNK) {
    const length = Math.min(CHUNK, count - start);
    mappers.forEach(({ inputBits, inputs, outputs, run }, build) => {
      for (let i = 0; i < length; i++) inputBits[i] = bits(start + i);
      // The exact values serve all builds: they take most of the time.
      if (build === 0) { for (let i = 0; i < length; i++) values[i] = exact(inputs[i]!); }
      run();
      const so = found[build]!;
      for (let i = 0; i < length; i++) {
        const value = values[i]!, output = outputs[i]!;
        if (Object.is(Math.fround(value), output)) {
          so.nearest++;
          // The nearest is never off by more than a half: most arguments end here.
          if (so.worst >= 0.5) continue;
        }
        const error = ulps(output, value);
        if (error > so.worst) {
          so.worst = error;
          so.at = inputs[i]!;
        }
      }
    });
  }
  return found;
}

/** Merges two comparisons. */
export function together(one: Accuracy, other: Accuracy): Accuracy {
  const { worst, at } = other.worst > one.worst ? other : one;
  const compared = one.compared + other.compared, nearest = one.nearest + other.nearest;
  return { compared, worst, at, nearest };
}
