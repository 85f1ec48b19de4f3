import {
  compare as compareRationals,
  gcd,
  isZero,
  negative,
  ONE,
  plus,
  type Rational,
  rational,
  times,
  ZERO,
} from "./rational.ts";
import { TooLarge } from "./too_large.ts";

/** A power of a kernel, which is known by its number; the exponent is not 0. */
export interface Power {
  readonly kernel: number;
  readonly exponent: Rational;
}

/** A product of powers, in the order of their kernels. */
export interface Monomial {
  readonly powers: readonly Power[];
  /** Equal for equal monomials. */
  readonly key: string;
}

/** A monomial with its coefficient, which is not 0. */
export interface Term {
  readonly coefficient: Rational;
  readonly monomial: Monomial;
}

/** A sum of terms, by the keys of their monomials. Without terms it is 0. */
export type Polynomial = ReadonlyMap<string, Term>;

/** The limits of a polynomial's terms, of the products of terms in one operation, ... */
const MOST_TERMS = 4000;
const MOST_PRODUCTS = 200_000;
/** ... and of a quotient's terms: (e − 1) / (e^0.0000001 − 1) has ten million. */
const LONGEST_QUOTIENT = 200;

export const UNIT: Monomial = /* @__PURE__ */ monomial([]);

/** The monomial of powers that are in the order of their kernels. */
export function monomial(powers: readonly Power[]): Monomial {
  const key = powers.map(({ kernel, exponent: { numerator, denominator } }) =>
    denominator === 1n ? `${kernel}^${numerator}` : `${kernel}^${numerator}/${denominator}`
  ).join(" ");
  return { powers, key };
}

/** x y^scale. */
export function multiply(x: Monomial, y: Monomial, scale: Rational = ONE): Monomial {
  if (y.powers.length === 0) return x;
  return combine(x, y, (left, right) => plus(left, times(right, scale)));
}

/** The greatest common divisor: for each kernel the smaller exponent. */
export function common(x: Monomial, y: Monomial): Monomial {
  return combine(x, y, (left, right) => compareRationals(left, right) < 0 ? left : right);
}

/** Combines the exponents of two monomials, kernel by kernel. */
function combine(
  x: Monomial,
  y: Monomial,
  exponent: (left: Rational, right: Rational) => Rational,
): Monomial {
  const powers: Power[] = [];
  for (let i = 0, j = 0; i < x.powers.length || j < y.powers.length;) {
    const left = x.powers[i], right = y.powers[j];
    const kernel = Math.min(left?.kernel ?? Infinity, right?.kernel ?? Infinity);
    const isLeft = left?.kernel === kernel, isRight = right?.kernel === kernel;
    const made = exponent(isLeft ? left.exponent : ZERO, isRight ? right.exponent : ZERO);
    if (!isZero(made)) powers.push({ kernel, exponent: made });
    if (isLeft) i++;
    if (isRight) j++;
  }
  return monomial(powers);
}

/**
 * The lexicographic order of monomials: the product of the greatest terms of two polynomials is the
 * greatest term of their product, with fractional and negative exponents, too.
 */
export function compare(x: Monomial, y: Monomial): number {
  for (let i = 0;; i++) {
    const left = x.powers[i], right = y.powers[i];
    if (left === undefined && right === undefined) return 0;
    const first = (left?.kernel ?? Infinity) - (right?.kernel ?? Infinity);
    const order = first === 0
      ? compareRationals(left!.exponent, right!.exponent)
      : first < 0
      ? compareRationals(left!.exponent, ZERO)
      : compareRationals(ZERO, right!.exponent);
    if (order !== 0) return order;
  }
}

/** A sum of terms, like terms combined. */
export function polynomial(terms: Iterable<Term>): Polynomial {
  const sums = new Map<string, Term>();
  for (const { monomial, coefficient } of terms) {
    const known = sums.get(monomial.key);
    const sum = known === undefined ? coefficient : plus(known.coefficient, coefficient);
    if (isZero(sum)) sums.delete(monomial.key);
    else sums.set(monomial.key, { monomial, coefficient: sum });
    if (sums.size > MOST_TERMS) {
      throw new TooLarge(`Cannot work with a polynomial of more than ${MOST_TERMS} terms`);
    }
  }
  return sums;
}

export function add(x: Polynomial, y: Polynomial): Polynomial {
  return polynomial([...x.values(), ...y.values()]);
}

export function product(x: Polynomial, y: Polynomial): Polynomial {
  if (x.size * y.size > MOST_PRODUCTS) {
    throw new TooLarge(`Cannot multiply polynomials of ${x.size} and ${y.size} terms`);
  }
  return polynomial(function* () {
    for (const left of x.values()) for (const right of y.values()) yield timesTerm(left, right);
  }());
}

/** Every term of a polynomial times one term. */
export function scale(x: Polynomial, by: Term): Polynomial {
  return polynomial(Array.from(x.values(), (term) => timesTerm(term, by)));
}

/** The terms by descending monomials. */
export function sortedTerms(x: Polynomial): Term[] {
  return [...x.values()].sort((left, right) => compare(right.monomial, left.monomial));
}

/**
 * A polynomial as a term times its primitive part, whose integer coefficients have no common divisor,
 * whose greatest term is positive, and which no kernel divides.
 */
export function primitive(x: Polynomial): { readonly unit: Term; readonly part: Polynomial } {
  const terms = sortedTerms(x);
  const content = rational(
    terms.reduce((n, { coefficient }) => gcd(n, coefficient.numerator), 0n),
    terms.reduce((n, { coefficient: { denominator: d } }) => n / gcd(n, d) * d, 1n),
  );
  const unit = {
    coefficient: terms[0]!.coefficient.numerator < 0n ? negative(content) : content,
    monomial: divisorOf(x),
  };
  return { unit, part: scale(x, reciprocal(unit)) };
}

/**
 * x / y for x ≠ 0 and a primitive y, if y divides x and the quotient is short enough to be found.
 *
 * Long division by the greatest terms. No kernel divides y, so no exponent of the quotient leaves
 * the range that x leaves to it; the division stops as soon as one does.
 */
export function quotient(x: Polynomial, y: Polynomial): Polynomial | undefined {
  const lowest = divisorOf(x);
  const [greatest] = sortedTerms(y) as [Term];
  const found: Term[] = [];
  let rest = x;
  while (rest.size > 0) {
    const term = timesTerm(greatestTerm(rest), reciprocal(greatest));
    const reach = multiply(term.monomial, lowest, { numerator: -1n, denominator: 1n });
    if (reach.powers.some(({ exponent }) => exponent.numerator < 0n)) return undefined;
    found.push(term);
    if (found.length > LONGEST_QUOTIENT) return undefined;
    const taken = { ...term, coefficient: negative(term.coefficient) };
    rest = add(rest, scale(y, taken));
  }
  return polynomial(found);
}

/** The coefficient of the greatest monomial of a polynomial other than 0. */
export function leadingCoefficient(x: Polynomial): Rational {
  return greatestTerm(x).coefficient;
}

/** The greatest monomial that divides every term. */
function divisorOf(x: Polynomial): Monomial {
  return Array.from(x.values(), (term) => term.monomial).reduce(common);
}

function greatestTerm(x: Polynomial): Term {
  let greatest: Term | undefined;
  for (const term of x.values()) {
    if (greatest === undefined || compare(term.monomial, greatest.monomial) > 0) greatest = term;
  }
  return greatest!;
}

function timesTerm(x: Term, y: Term): Term {
  return {
    coefficient: times(x.coefficient, y.coefficient),
    monomial: multiply(x.monomial, y.monomial),
  };
}

function reciprocal({ coefficient, monomial: { powers } }: Term): Term {
  return {
    coefficient: rational(coefficient.denominator, coefficient.numerator),
    monomial: monomial(
      powers.map(({ kernel, exponent }) => ({ kernel, exponent: negative(exponent) })),
    ),
  };
}
