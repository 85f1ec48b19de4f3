import * as fractions from "./fraction.ts";
import { Fraction, fraction, NOTHING, scale, times, WHOLE } from "./fraction.ts";
import { combinationOf } from "./linear.ts";
import { monomial } from "./polynomial.ts";
import {
  inverse,
  isInteger,
  isZero,
  ONE,
  primePowers,
  type Rational,
  rational,
} from "./rational.ts";

/** An indeterminate of rational functions: a variable, a power of e, a logarithm, or an error function. */
type Kernel =
  | { readonly kind: "variable"; readonly name: string }
  /** e to the power `of`; its rational powers are e to the multiples of `of`. */
  | { readonly kind: "exp"; readonly of: Fraction }
  /** log |of|, where `of` is a prime number, a variable, a logarithm or a primitive polynomial. */
  | { readonly kind: "log"; readonly of: Fraction }
  /** erf `of`; no relation is known between arguments that are neither equal nor opposite. */
  | { readonly kind: "erf"; readonly of: Fraction };

/** Whether a fraction is positive; if not, it is taken to be negative. */
type IsPositive = (x: Fraction) => boolean;

/**
 * A table of kernels that grows as formulas are read.
 *
 * Formulas read with one table are rational functions of the same kernels and can be compared. eˣ is
 * a new kernel unless x is found to be a rational combination of known exponents and logarithms, as
 * e^(x + y) = eˣ eʸ and e^(log x) = x. All relations used are identities, so forms that are equal
 * stand for equal formulas. Exponents that are independent up to constants have algebraically
 * independent powers of e (Ax, On Schanuel's conjectures, 1971), so only relations between logarithms
 * of polynomials with a common factor, as log(1 + 2x + x²) and log(1 + x), and relations between
 * constants can be missed.
 */
export class Kernels {
  readonly #list: Kernel[] = [];
  readonly #numbers = new Map<string, number>();

  at(number: number): Kernel {
    return this.#list[number]!;
  }

  /** The argument of each logarithm. */
  get logarithms(): Fraction[] {
    return this.#list.flatMap((kernel) => kernel.kind === "log" ? [kernel.of] : []);
  }

  variable(name: string): Fraction {
    return this.#shared(`variable ${name}`, { kind: "variable", name });
  }

  /**
   * eˣ.
   *
   * @param isPositive Decides between x and −x where e^(log |x|) is needed.
   * @returns `undefined` if eˣ is a root, and so not a rational function.
   */
  exp(x: Fraction, isPositive: IsPositive): Fraction | undefined {
    if (isZero(x.coefficient)) return WHOLE;
    const known = this.#exponents();
    const multiples = combinationOf(x, known.map(({ exponent }) => exponent));
    if (multiples !== undefined) {
      return productOf(multiples, (multiple, k) => known[k]!.toPower(multiple, isPositive));
    }
    // e^(x + y) = eˣ eʸ for the terms of a polynomial, so that eˣ and eʸ are found again.
    const terms = fractions.isPolynomial(x) ? fractions.summands(x) : [x];
    if (terms.length > 1) return productOf(terms, (term) => this.exp(term, isPositive));
    const number = this.#add({ kind: "exp", of: scale(x, inverse(x.coefficient)) });
    return powerOf(number, x.coefficient);
  }

  /** log |x|, as the sum of the logarithms of the factors of x, which is not 0. */
  log({ coefficient, monomial, factors }: Fraction): Fraction {
    const numbers = primePowers(coefficient).map(({ prime, exponent }) => {
      const log = this.#shared(`log ${prime}`, { kind: "log", of: new Fraction(rational(prime)) });
      return scale(log, exponent);
    });
    const kernels = monomial.powers.map(({ kernel: number, exponent }) => {
      const kernel = this.at(number);
      const log = kernel.kind === "exp"
        ? kernel.of
        : this.#shared(`log kernel ${number}`, { kind: "log", of: powerOf(number) });
      return scale(log, exponent);
    });
    const polynomials = Array.from(factors, ([key, { base, power }]) => {
      const log = this.#shared(`log polynomial ${key}`, { kind: "log", of: fraction(base) });
      return scale(log, rational(BigInt(power)));
    });
    return [...numbers, ...kernels, ...polynomials].reduce(fractions.plus, NOTHING);
  }

  /** erf x, by the kernel of x or −x if there is one. */
  erf(x: Fraction): Fraction {
    if (isZero(x.coefficient)) return NOTHING;
    for (const [number, kernel] of this.#list.entries()) {
      if (kernel.kind !== "erf") continue;
      if (fractions.equal(x, kernel.of)) return powerOf(number);
      if (fractions.equal(x, fractions.negative(kernel.of))) {
        return fractions.negative(powerOf(number));
      }
    }
    return powerOf(this.#add({ kind: "erf", of: x }));
  }

  /** Every exponent x with a known eˣ, and its powers. */
  #exponents() {
    return this.#list.flatMap((kernel, number) => {
      if (kernel.kind === "variable" || kernel.kind === "erf") return [];
      if (kernel.kind === "exp") {
        return [{ exponent: kernel.of, toPower: (n: Rational) => powerOf(number, n) }];
      }
      return [{
        exponent: powerOf(number),
        toPower: (n: Rational, isPositive: IsPositive) => magnitude(kernel.of, n, isPositive),
      }];
    });
  }

  #shared(key: string, kernel: Kernel): Fraction {
    const number = this.#numbers.get(key) ?? this.#add(kernel);
    this.#numbers.set(key, number);
    return powerOf(number);
  }

  #add(kernel: Kernel): number {
    return this.#list.push(Object.freeze(kernel)) - 1;
  }
}

function powerOf(kernel: number, exponent: Rational = ONE): Fraction {
  return isZero(exponent) ? WHOLE : new Fraction(ONE, monomial([{ kernel, exponent }]));
}

/** |x|ⁿ, if n is an integer. */
function magnitude(x: Fraction, n: Rational, isPositive: IsPositive): Fraction | undefined {
  if (!isInteger(n)) return undefined;
  const exponent = Number(n.numerator);
  const isNegative = exponent % 2 !== 0 && !isPositive(x);
  return scale(fractions.power(x, exponent), rational(isNegative ? -1n : 1n));
}

/** The product of the factors of all items, if all have one. */
function productOf<T>(
  items: readonly T[],
  factorOf: (item: T, index: number) => Fraction | undefined,
): Fraction | undefined {
  let product = WHOLE;
  for (const [index, item] of items.entries()) {
    const factor = factorOf(item, index);
    if (factor === undefined) return undefined;
    product = times(product, factor);
  }
  return product;
}
