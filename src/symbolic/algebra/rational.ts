import { TooLarge } from "./too_large.ts";

/**
 * An exact fraction of integers in lowest terms with a positive denominator.
 * @category Expressions
 */
export interface Rational {
  /** The numerator, with the sign. */
  readonly numerator: bigint;
  /** The denominator, positive. */
  readonly denominator: bigint;
}

export const ZERO: Rational = /* @__PURE__ */ Object.freeze({ numerator: 0n, denominator: 1n });
export const ONE: Rational = /* @__PURE__ */ Object.freeze({ numerator: 1n, denominator: 1n });

/**
 * numerator / denominator in lowest terms.
 *
 * @throws {RangeError} If the denominator is 0.
 */
export function rational(numerator: bigint, denominator = 1n): Rational {
  if (denominator === 1n) return { numerator, denominator };
  if (denominator === 0n) throw new RangeError("A fraction cannot have the denominator 0");
  const common = gcd(numerator, denominator);
  const divisor = denominator < 0n ? -common : common;
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

/**
 * A number as its shortest decimal, exactly: 0.1 is 1/10.
 *
 * @throws {RangeError} If the number is not finite.
 */
export function decimal(x: number): Rational {
  if (!Number.isFinite(x)) throw new RangeError(`A fraction must be finite, but found ${x}`);
  const [mantissa, exponent = "0"] = String(x).split("e");
  const [whole, digits = ""] = mantissa!.split(".");
  const scale = Number(exponent) - digits.length;
  const integer = BigInt(whole! + digits);
  return scale < 0
    ? rational(integer, 10n ** BigInt(-scale))
    : rational(integer * 10n ** BigInt(scale));
}

/** The number whose shortest decimal is `x`, if there is one. */
export function asNumber(x: Rational): number | undefined {
  const value = nearest(x);
  return value !== undefined && equals(decimal(value), x) ? value : undefined;
}

/**
 * `x` as a sum of shortest decimals, exactly: each is nearest to what those before it leave. So 0.5
 * is one, and 1 + 10⁻²⁰ is two.
 *
 * @returns Nothing if there is no such sum, as for 1/3.
 */
export function asNumbers(x: Rational): readonly number[] | undefined {
  const value = nearest(x);
  if (value === undefined || (value === 0 && !isZero(x))) return undefined;
  const rest = plus(x, negative(decimal(value)));
  if (isZero(rest)) return [value];
  const further = asNumbers(rest);
  return further && [value, ...further];
}

/** The finite number that is nearest to a finite decimal. */
function nearest({ numerator, denominator }: Rational): number | undefined {
  // No shortest decimal has more than 17 + 324 digits after its point.
  const digits = 341n, scale = 10n ** digits;
  if (scale % denominator !== 0n) return undefined;
  const value = Number(`${numerator * (scale / denominator)}e-${digits}`);
  return Number.isFinite(value) ? value : undefined;
}

export function plus(x: Rational, y: Rational): Rational {
  if (x.denominator === y.denominator) {
    return rational(x.numerator + y.numerator, x.denominator);
  }
  return rational(
    x.numerator * y.denominator + y.numerator * x.denominator,
    x.denominator * y.denominator,
  );
}

export function times(x: Rational, y: Rational): Rational {
  return rational(x.numerator * y.numerator, x.denominator * y.denominator);
}

export function negative({ numerator, denominator }: Rational): Rational {
  return { numerator: -numerator, denominator };
}

/** @throws {RangeError} If x is 0. */
export function inverse({ numerator, denominator }: Rational): Rational {
  return rational(denominator, numerator);
}

/**
 * x to an integer power.
 *
 * @throws {RangeError} If the exponent is negative and x is 0.
 * @throws {TooLarge} If the result would have too many digits.
 */
export function power(x: Rational, exponent: number): Rational {
  if (equals(x, ONE)) return x;
  if (Math.abs(exponent) > 4096) {
    throw new TooLarge(`Cannot raise ${rationalText(x)} to the power ${exponent}`);
  }
  const { numerator, denominator } = exponent < 0 ? inverse(x) : x;
  const n = BigInt(Math.abs(exponent));
  return { numerator: numerator ** n, denominator: denominator ** n };
}

/** The sign of x − y. */
export function compare(x: Rational, y: Rational): -1 | 0 | 1 {
  const left = x.numerator * y.denominator, right = y.numerator * x.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function equals(x: Rational, y: Rational): boolean {
  return x.numerator === y.numerator && x.denominator === y.denominator;
}

export function isZero(x: Rational): boolean {
  return x.numerator === 0n;
}

/** Whether x is a safe integer. */
export function isInteger({ numerator, denominator }: Rational): boolean {
  return denominator === 1n && Number.isSafeInteger(Number(numerator));
}

/** The greatest common divisor, positive unless both are 0. */
export function gcd(x: bigint, y: bigint): bigint {
  let a = x < 0n ? -x : x, b = y < 0n ? -y : y;
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/**
 * A fraction as text: `3/2`, `−1`.
 *
 * @example
 * ```ts
 * import { rationalText } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(rationalText({ numerator: -3n, denominator: 2n }), "−3/2");
 * ```
 * @category Expressions
 */
export function rationalText({ numerator, denominator }: Rational): string {
  const text = denominator === 1n ? `${numerator}` : `${numerator}/${denominator}`;
  return text.replace("-", "−");
}

/** Primes above this bound are not looked for: a cofactor of several counts as one. */
const LARGEST_PRIME = 1000n;

/** |x| as a product of powers of prime numbers. */
export function primePowers(
  { numerator, denominator }: Rational,
): { readonly prime: bigint; readonly exponent: Rational }[] {
  const powers = new Map<bigint, bigint>();
  for (const [integer, sign] of [[numerator, 1n], [denominator, -1n]] as const) {
    let rest = integer < 0n ? -integer : integer;
    for (let prime = 2n; prime <= LARGEST_PRIME && rest > 1n; prime++) {
      for (; rest % prime === 0n; rest /= prime) {
        powers.set(prime, (powers.get(prime) ?? 0n) + sign);
      }
    }
    if (rest > 1n) powers.set(rest, (powers.get(rest) ?? 0n) + sign);
  }
  return Array.from(powers, ([prime, exponent]) => ({ prime, exponent: rational(exponent) }));
}
