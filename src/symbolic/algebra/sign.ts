import type { Ask } from "./explore.ts";
import { Fraction, fraction } from "./fraction.ts";
import type { Generators } from "./generators.ts";
import { type Monomial, monomial, type Polynomial, type Power } from "./polynomial.ts";
import { isZero, ONE } from "./rational.ts";

/** Answers whether a generator or a primitive polynomial is positive; if not, it is negative. */
export type AskSign = Ask<Fraction>;

/**
 * The sign of a fraction, factor by factor: evident from its generators, or asked for.
 *
 * @param x The fraction.
 * @param generators The table of its generators.
 * @param ask Is asked for the signs of variables, logarithms and polynomials that are not evident.
 * @returns 0 only for 0 itself.
 */
export function signOf(x: Fraction, generators: Generators, ask: AskSign): -1 | 0 | 1 {
  if (isZero(x.coefficient)) return 0;
  let isPositive = x.coefficient.numerator > 0n;
  for (const { generator } of undecidedPowers(x.monomial, generators)) {
    const alone = new Fraction(ONE, monomial([{ generator, exponent: ONE }]));
    if (!ask(`generator ${generator}`, alone)) isPositive = !isPositive;
  }
  for (const [key, { base, power }] of x.factors) {
    if (power % 2 === 0) continue;
    const factorIsPositive = evidentSign(base, generators) ?? ask(key, fraction(base));
    if (!factorIsPositive) isPositive = !isPositive;
  }
  return isPositive ? 1 : -1;
}

/** The sign of a fraction, if it is evident or follows from the answers given so far. */
export function knownSign(
  x: Fraction,
  generators: Generators,
  answers: ReadonlyMap<unknown, boolean> = new Map(),
): -1 | 0 | 1 | undefined {
  let isKnown = true;
  const sign = signOf(x, generators, (key) => {
    isKnown &&= answers.has(key);
    return answers.get(key) ?? true;
  });
  return isKnown ? sign : undefined;
}

/** Whether a polynomial is positive, if all its terms evidently have one sign. */
function evidentSign(base: Polynomial, generators: Generators): boolean | undefined {
  const terms = [...base.values()];
  if (terms.some((term) => undecidedPowers(term.monomial, generators).length > 0)) return undefined;
  const positive = terms.filter(({ coefficient }) => coefficient.numerator > 0n).length;
  return positive === terms.length ? true : positive === 0 ? false : undefined;
}

/** The powers of a monomial that may be negative: odd ones of what is not always positive. */
function undecidedPowers({ powers }: Monomial, generators: Generators): Power[] {
  return powers.filter(({ generator, exponent }) => {
    return exponent.numerator % 2n !== 0n && !isAlwaysPositive(generator, generators);
  });
}

/** Powers of e, and logarithms of prime numbers. */
function isAlwaysPositive(number: number, generators: Generators): boolean {
  const generator = generators.at(number);
  if (generator.kind === "exp") return true;
  return generator.kind === "log" && generator.of.monomial.powers.length === 0 &&
    generator.of.factors.size === 0;
}
