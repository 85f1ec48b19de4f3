import type { Expression, Expressions } from "../arithmetic/expression.ts";
import { type Power, productOf, sumOf } from "./build.ts";
import { type Fraction, NOTHING, plus, scale } from "./fraction.ts";
import type { Generators } from "./generators.ts";
import { type Monomial, type Polynomial, sortedTerms } from "./polynomial.ts";
import { ONE } from "./rational.ts";

/**
 * A rational function of generators, written as an expression.
 *
 * @param x The rational function.
 * @param generators The table of its generators.
 * @param m The arithmetic of expressions to write it in.
 */
export function expressionOf(
  x: Fraction,
  generators: Generators,
  m: Expressions,
): Expression {
  /** Powers of variables and logarithms, and all powers of e as one. */
  function powersOf({ powers }: Monomial): Power[] {
    let exponent = NOTHING;
    const others = powers.flatMap(({ generator: number, exponent: times }): Power[] => {
      const generator = generators.at(number);
      if (generator.kind === "exp") {
        exponent = plus(exponent, scale(generator.of, times));
        return [];
      }
      const base = generator.kind === "variable"
        ? m.variable(generator.name)
        : m.log(write(generator.of));
      return [[base, Number(times.numerator)]];
    });
    return exponent === NOTHING ? others : [...others, [m.exp(write(exponent)), 1]];
  }

  function polynomial(x: Polynomial): Expression {
    // From the smallest monomial to the greatest: 1 + eᶻ, as (73) has it.
    const terms = sortedTerms(x).reverse();
    return sumOf(
      m,
      terms.map(({ monomial, coefficient }) => {
        return [productOf(m, ONE, powersOf(monomial)), coefficient];
      }),
    );
  }

  function write({ coefficient, monomial, factors }: Fraction): Expression {
    const polynomials = Array.from(factors.values(), ({ base, power }): Power => {
      return [polynomial(base), power];
    });
    return productOf(m, coefficient, [...powersOf(monomial), ...polynomials]);
  }

  return write(x);
}
