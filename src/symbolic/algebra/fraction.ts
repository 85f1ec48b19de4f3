import { OpaqueValue } from "../../core/arithmetic/arithmetic.ts";
import * as polynomials from "./polynomial.ts";
import { common, type Monomial, multiply, type Polynomial, primitive, UNIT } from "./polynomial.ts";
import * as rationals from "./rational.ts";
import { isZero, ONE, type Rational, ZERO } from "./rational.ts";

/** A primitive polynomial of at least two terms, to an integer power other than 0. */
export interface Factor {
  readonly base: Polynomial;
  readonly power: number;
}

/**
 * A rational function with exact coefficients, as a product: a number, a monomial, and powers of
 * polynomials, negative ones for the denominator.
 *
 * Products and quotients are never multiplied out. A sum factors out what its summands share,
 * multiplies out the rest, and cancels common factors with the denominator. So a fraction is 0
 * exactly if its coefficient is, and two fractions are equal exactly if their difference is 0. The
 * form is not unique: polynomials are divided by each other but not split into irreducible ones.
 */
export class Fraction extends OpaqueValue {
  /** @param factors The polynomials, keyed by a canonical text. */
  constructor(
    readonly coefficient: Rational,
    readonly monomial: Monomial = UNIT,
    readonly factors: ReadonlyMap<string, Factor> = NO_FACTORS,
  ) {
    super();
  }
}

const NO_FACTORS: ReadonlyMap<string, Factor> = new Map();

export const NOTHING: Fraction = /* @__PURE__ */ new Fraction(ZERO);
export const WHOLE: Fraction = /* @__PURE__ */ new Fraction(ONE);

/** A polynomial as a fraction. */
export function fraction(polynomial: Polynomial): Fraction {
  if (polynomial.size === 0) return NOTHING;
  const { unit, part } = primitive(polynomial);
  const factors = part.size === 1 ? NO_FACTORS : new Map([[keyOf(part), { base: part, power: 1 }]]);
  return new Fraction(unit.coefficient, unit.monomial, factors);
}

export function times(x: Fraction, y: Fraction): Fraction {
  const coefficient = rationals.times(x.coefficient, y.coefficient);
  if (isZero(coefficient)) return NOTHING;
  const factors = new Map(x.factors);
  for (const [key, { base, power }] of y.factors) {
    const sum = (factors.get(key)?.power ?? 0) + power;
    if (sum === 0) factors.delete(key);
    else factors.set(key, { base, power: sum });
  }
  return new Fraction(coefficient, multiply(x.monomial, y.monomial), factors);
}

/** x to an integer power. */
export function power({ coefficient, monomial, factors }: Fraction, exponent: number): Fraction {
  if (exponent === 0) return WHOLE;
  return new Fraction(
    rationals.power(coefficient, exponent),
    multiply(UNIT, monomial, rationals.rational(BigInt(exponent))),
    new Map(Array.from(factors, ([key, { base, power }]) => {
      return [key, { base, power: power * exponent }];
    })),
  );
}

export function scale(x: Fraction, by: Rational): Fraction {
  return times(x, new Fraction(by));
}

export function negative(x: Fraction): Fraction {
  return scale(x, rationals.negative(ONE));
}

export function plus(x: Fraction, y: Fraction): Fraction {
  if (isZero(x.coefficient)) return y;
  if (isZero(y.coefficient)) return x;
  const shared = divisorOf([x, y]);
  const sum = fraction(polynomials.add(expand(x, shared), expand(y, shared)));
  return cancel(times(shared, sum));
}

/** Whether two fractions are the same function. */
export function equal(x: Fraction, y: Fraction): boolean {
  return isZero(plus(x, negative(y)).coefficient);
}

/** x / y if it is a number and y is not 0. */
export function ratio(x: Fraction, y: Fraction): Rational | undefined {
  if (isZero(y.coefficient)) return undefined;
  if (isZero(x.coefficient)) return ZERO;
  const shared = divisorOf([x, y]);
  const [left, right] = [expand(x, shared), expand(y, shared)].map(polynomials.leadingCoefficient);
  const quotient = rationals.times(left!, rationals.inverse(right!));
  return equal(x, scale(y, quotient)) ? quotient : undefined;
}

/** Whether no polynomial stands in the denominator. */
export function isPolynomial({ factors }: Fraction): boolean {
  return Array.from(factors.values()).every(({ power }) => power > 0);
}

/** The terms of a polynomial, multiplied out. */
export function summands(x: Fraction): Fraction[] {
  return Array.from(expand(x, WHOLE).values(), ({ coefficient, monomial }) => {
    return new Fraction(coefficient, monomial);
  });
}

/** The greatest common divisor of fractions other than 0: of each power the lowest. */
export function divisorOf(fractions: readonly Fraction[]): Fraction {
  const bases = new Map(fractions.flatMap(({ factors }) => [...factors]));
  const factors = new Map<string, Factor>();
  for (const [key, { base }] of bases) {
    const power = Math.min(...fractions.map((x) => x.factors.get(key)?.power ?? 0));
    if (power !== 0) factors.set(key, { base, power });
  }
  return new Fraction(ONE, fractions.map(({ monomial }) => monomial).reduce(common), factors);
}

/** The polynomial x / divisor, multiplied out. */
export function expand(x: Fraction, divisor: Fraction): Polynomial {
  const { coefficient, monomial, factors } = times(x, power(divisor, -1));
  let product = polynomials.polynomial([{ coefficient, monomial }]);
  for (const { base, power } of factors.values()) {
    for (let n = 0; n < power; n++) product = polynomials.product(product, base);
  }
  return product;
}

/** Cancels the denominator's powers as far as they divide the numerator's polynomials. */
function cancel(x: Fraction): Fraction {
  for (const [below, { base: divisor, power }] of x.factors) {
    if (power > 0) continue;
    for (const [above, { base: dividend, power }] of x.factors) {
      if (power < 0) continue;
      const quotient = polynomials.quotient(dividend, divisor);
      if (quotient === undefined) continue;
      const removed = new Map([
        [above, { base: dividend, power: -1 }],
        [below, { base: divisor, power: 1 }],
      ]);
      return cancel(times(times(x, new Fraction(ONE, UNIT, removed)), fraction(quotient)));
    }
  }
  return x;
}

function keyOf(polynomial: Polynomial): string {
  return polynomials.sortedTerms(polynomial)
    .map(({ coefficient: { numerator }, monomial }) => `${numerator}*${monomial.key}`)
    .join(" + ");
}
