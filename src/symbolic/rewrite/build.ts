import type { Expression, Expressions } from "../../core/arithmetic/expression.ts";
import {
  asNumbers,
  equals,
  inverse,
  isZero,
  negative,
  ONE,
  type Rational,
  rational,
  times,
} from "../algebra/rational.ts";

/** A summand: a rational multiple of an expression. */
export type Summand = readonly [term: Expression, coefficient: Rational];

/** A factor: an integer power of an expression. */
export type Power = readonly [base: Expression, exponent: number];

/** The longest decimal that is preferred to a fraction: 0.125, but 1/1024. */
const LONGEST_DECIMAL = 7;

/**
 * A sum as a person would write it: positive summands first. The term of a constant is 1.
 *
 * @param summands Terms with coefficients other than 0.
 */
export function sumOf(m: Expressions, summands: readonly Summand[]): Expression {
  const isPositive = ([, { numerator }]: Summand) => numerator > 0n;
  const [first, ...rest] = [
    ...summands.filter(isPositive),
    ...summands.filter((summand) => !isPositive(summand)),
  ];
  if (first === undefined) return m.zero;
  const write = (term: Expression, coefficient: Rational) =>
    productOf(m, coefficient, term === m.one ? [] : [[term, 1]]);
  return rest.reduce(
    (sum, summand) =>
      isPositive(summand)
        ? m.add(sum, write(...summand))
        : m.sub(sum, write(summand[0], negative(summand[1]))),
    write(...first),
  );
}

/**
 * A product as a person would write it: the number first, one fraction, the sign in front.
 *
 * @param powers Bases with exponents other than 0.
 */
export function productOf(
  m: Expressions,
  coefficient: Rational,
  powers: readonly Power[],
): Expression {
  if (isZero(coefficient)) return m.zero;
  if (coefficient.numerator < 0n) return m.neg(productOf(m, negative(coefficient), powers));
  const [above, below] = numbersOf(coefficient);
  const chain = (number: Rational, sign: 1 | -1) => {
    const factors = powers.filter(([, exponent]) => exponent * sign > 0)
      .map(([base, exponent]) => powerOf(m, base, Math.abs(exponent)));
    const all = equals(number, ONE) ? factors : [numberOf(m, number), ...factors];
    return all.length === 0 ? m.one : all.reduce(m.mul);
  };
  const divisor = chain(below, -1);
  return divisor === m.one ? chain(above, 1) : m.div(chain(above, 1), divisor);
}

/** A positive integer power, by squaring and multiplying. */
function powerOf(m: Expressions, base: Expression, exponent: number): Expression {
  if (exponent === 1) return base;
  const half = powerOf(m, base, Math.floor(exponent / 2));
  const square = m.mul(half, half);
  return exponent % 2 === 0 ? square : m.mul(square, base);
}

/**
 * A positive number as a numerator and a denominator, whichever is the shortest: of integers, or of a
 * decimal and what no decimal expresses. 0.7071067811865476 / 3 is shorter than its integers.
 */
function numbersOf(x: Rational): readonly [above: Rational, below: Rational] {
  if (x.denominator === 1n || lengthOf(x) <= LONGEST_DECIMAL) return [x, ONE];
  const above = rational(withoutTens(x.numerator)), below = rational(withoutTens(x.denominator));
  const choices = [
    [rational(x.numerator), rational(x.denominator)],
    [times(x, below), below],
    [above, times(inverse(x), above)],
  ] as const;
  const lengths = choices.map(([above, below]) =>
    lengthOf(above) + (equals(below, ONE) ? 0 : lengthOf(below))
  );
  return choices[lengths.indexOf(Math.min(...lengths))]!;
}

/** How many characters a number takes that is a sum of decimals. */
function lengthOf(x: Rational): number {
  const values = asNumbers(x);
  return values === undefined
    ? Infinity
    : values.reduce((sum, value) => sum + String(value).length, 0);
}

/** An integer without its factors 2 and 5. */
function withoutTens(integer: bigint): bigint {
  return [2n, 5n].reduce((rest, prime) => {
    while (rest % prime === 0n) rest /= prime;
    return rest;
  }, integer);
}

/** A positive number that is a sum of decimals or an integer. */
function numberOf(m: Expressions, x: Rational): Expression {
  const [first, ...rest] = asNumbers(x) ?? [];
  if (first !== undefined) {
    return rest.reduce(
      (sum, value) => value > 0 ? m.add(sum, m.constant(value)) : m.sub(sum, m.constant(-value)),
      m.constant(first),
    );
  }
  // An integer beyond the largest float64: its first digits, and the rest.
  const scale = 10n ** 15n;
  const head = m.mul(numberOf(m, rational(x.numerator / scale)), m.constant(1e15));
  return x.numerator % scale === 0n
    ? head
    : m.add(head, numberOf(m, rational(x.numerator % scale)));
}
