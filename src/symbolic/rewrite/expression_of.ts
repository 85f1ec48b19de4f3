import type { Expression, Expressions } from "../../core/arithmetic/expression.ts";
import { type Power, productOf, sumOf } from "./build.ts";
import { type Fraction, NOTHING, plus, power, scale } from "../algebra/fraction.ts";
import type { Kernels } from "../algebra/kernels.ts";
import {
  type Monomial,
  type Polynomial,
  scale as scalePolynomial,
  UNIT,
} from "../algebra/polynomial.ts";
import { print } from "../print/print.ts";
import {
  compare,
  negative,
  ONE,
  plus as add,
  power as powerOfRational,
  type Rational,
  rational,
  times,
  ZERO,
} from "../algebra/rational.ts";

/**
 * Writes a rational function of kernels as an expression.
 *
 * Terms come by rising degree, as in (73), 1 + eᶻ, and else in alphabetical order, whichever kernel
 * was met first.
 *
 * @param signIn The sign of a fraction, if known: log |x| is log x, log(−x) or ½ log x².
 */
export function expressionOf(
  x: Fraction,
  kernels: Kernels,
  signIn: (x: Fraction) => -1 | 0 | 1 | undefined,
  m: Expressions,
): Expression {
  return write(x);

  function write({ coefficient, monomial, factors }: Fraction): Expression {
    const letters = written(monomial);
    let number = times(coefficient, letters.number);
    const polynomials = Array.from(factors.values(), ({ base, power }): Power => {
      // (y − x) rather than −(x − y)
      if (number.numerator > 0n || power % 2 === 0 || !hasMinus(base)) {
        return [polynomial(base), power];
      }
      number = negative(number);
      return [polynomial(scalePolynomial(base, MINUS)), power];
    });
    return productOf(m, number, [...letters.powers, ...polynomials]);
  }

  function polynomial(x: Polynomial): Expression {
    const terms = Array.from(x.values(), ({ monomial, coefficient }) => {
      const { number, powers } = written(monomial);
      const term = productOf(m, ONE, powers);
      return {
        term,
        coefficient: times(coefficient, number),
        degree: degreeOf(monomial),
        text: print(term),
      };
    });
    terms.sort((left, right) => compare(left.degree, right.degree) || byText(left, right));
    return sumOf(m, terms.map(({ term, coefficient }) => [term, coefficient]));
  }

  /** The powers of a monomial, those of e as one, and a factor ½ for each ½ log x². */
  function written({ powers }: Monomial): { readonly number: Rational; readonly powers: Power[] } {
    let exponent = NOTHING, number = ONE;
    const others: { readonly power: Power; readonly text: string }[] = [];
    for (const { kernel: n, exponent: multiple } of powers) {
      const kernel = kernels.at(n), power = Number(multiple.numerator);
      if (kernel.kind === "exp") {
        exponent = plus(exponent, scale(kernel.of, multiple));
        continue;
      }
      const isHalf = kernel.kind === "log" && signIn(kernel.of) === undefined;
      if (isHalf) number = times(number, powerOfRational(HALF, power));
      const base = kernel.kind === "variable"
        ? m.variable(kernel.name)
        : kernel.kind === "erf"
        ? m.erf(write(kernel.of))
        : m.log(write(magnitude(kernel.of)));
      others.push({ power: [base, power], text: print(base) });
    }
    const sorted = others.sort(byText).map(({ power }) => power);
    return {
      number,
      powers: exponent === NOTHING ? sorted : [...sorted, [m.exp(write(exponent)), 1]],
    };
  }

  /** |x|, or x² if the sign of x is unknown. */
  function magnitude(x: Fraction): Fraction {
    const sign = signIn(x);
    return sign === undefined ? power(x, 2) : scale(x, rational(BigInt(sign)));
  }
}

const HALF = /* @__PURE__ */ rational(1n, 2n);
const MINUS = { coefficient: /* @__PURE__ */ negative(ONE), monomial: UNIT };

function hasMinus(x: Polynomial): boolean {
  return Array.from(x.values()).some(({ coefficient }) => coefficient.numerator < 0n);
}

function degreeOf({ powers }: Monomial): Rational {
  return powers.reduce((degree, { exponent }) => add(degree, exponent), ZERO);
}

function byText(x: { readonly text: string }, y: { readonly text: string }): number {
  return x.text < y.text ? -1 : x.text > y.text ? 1 : 0;
}
