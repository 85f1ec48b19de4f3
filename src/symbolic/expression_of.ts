import type { Expression, Expressions } from "../arithmetic/expression.ts";
import { type Power, productOf, sumOf } from "./build.ts";
import { type Fraction, NOTHING, plus, scale } from "./fraction.ts";
import type { Generators, IsPositive } from "./generators.ts";
import { type Monomial, type Polynomial, scale as scalePolynomial, UNIT } from "./polynomial.ts";
import { print } from "./print.ts";
import { compare, negative, ONE, plus as add, type Rational, rational, ZERO } from "./rational.ts";

/**
 * A rational function of generators, written as an expression.
 *
 * Terms come by rising degree, as in (73), 1 + eᶻ, and else in the order of their letters, so that it
 * does not matter which generator was met first.
 *
 * @param x The rational function.
 * @param generators The table of its generators.
 * @param isPositive Decides between log x and log(−x) for log |x|.
 * @param m The arithmetic of expressions to write it in.
 */
export function expressionOf(
  x: Fraction,
  generators: Generators,
  isPositive: IsPositive,
  m: Expressions,
): Expression {
  return write(x);

  function write({ coefficient, monomial, factors }: Fraction): Expression {
    let number = coefficient;
    const polynomials = Array.from(factors.values(), ({ base, power }): Power => {
      // (y − x) rather than −(x − y)
      if (number.numerator > 0n || power % 2 === 0 || !hasMinus(base)) {
        return [polynomial(base), power];
      }
      number = negative(number);
      return [polynomial(scalePolynomial(base, MINUS)), power];
    });
    return productOf(m, number, [...powersOf(monomial), ...polynomials]);
  }

  function polynomial(x: Polynomial): Expression {
    const terms = Array.from(x.values(), ({ monomial, coefficient }) => {
      const term = productOf(m, ONE, powersOf(monomial));
      return { term, coefficient, degree: degreeOf(monomial), text: print(term) };
    });
    terms.sort((left, right) => compare(left.degree, right.degree) || byText(left, right));
    return sumOf(m, terms.map(({ term, coefficient }) => [term, coefficient]));
  }

  /** Powers of variables and logarithms, and all powers of e as one. */
  function powersOf({ powers }: Monomial): Power[] {
    let exponent = NOTHING;
    const others: { readonly power: Power; readonly text: string }[] = [];
    for (const { generator: number, exponent: times } of powers) {
      const generator = generators.at(number);
      if (generator.kind === "exp") {
        exponent = plus(exponent, scale(generator.of, times));
        continue;
      }
      const base = generator.kind === "variable" ? m.variable(generator.name) : m.log(
        write(isPositive(generator.of) ? generator.of : scale(generator.of, rational(-1n))),
      );
      others.push({ power: [base, Number(times.numerator)], text: print(base) });
    }
    const sorted = others.sort(byText).map(({ power }) => power);
    return exponent === NOTHING ? sorted : [...sorted, [m.exp(write(exponent)), 1]];
  }
}

const MINUS = { coefficient: rational(-1n), monomial: UNIT };

function hasMinus(x: Polynomial): boolean {
  return Array.from(x.values()).some(({ coefficient }) => coefficient.numerator < 0n);
}

function degreeOf({ powers }: Monomial): Rational {
  return powers.reduce((degree, { exponent }) => add(degree, exponent), ZERO);
}

function byText(x: { readonly text: string }, y: { readonly text: string }): number {
  return x.text < y.text ? -1 : x.text > y.text ? 1 : 0;
}
