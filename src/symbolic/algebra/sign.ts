import type { Ask } from "./explore.ts";
import { Fraction, fraction } from "./fraction.ts";
import type { Kernels } from "./kernels.ts";
import { type Monomial, monomial, type Polynomial, type Power } from "./polynomial.ts";
import { isZero, ONE } from "./rational.ts";

/** Answers whether a kernel or a primitive polynomial is positive; if not, it is negative. */
export type AskSign = Ask<Fraction>;

/**
 * The sign of a fraction, factor by factor: evident from its kernels, or asked for.
 *
 * @param ask Answers for variables, logarithms and polynomials whose signs are not evident.
 * @returns 0 only for 0 itself.
 */
export function signOf(x: Fraction, kernels: Kernels, ask: AskSign): -1 | 0 | 1 {
  if (isZero(x.coefficient)) return 0;
  let isPositive = x.coefficient.numerator > 0n;
  for (const { kernel } of undecidedPowers(x.monomial, kernels)) {
    const alone = new Fraction(ONE, monomial([{ kernel, exponent: ONE }]));
    if (!ask(`kernel ${kernel}`, alone)) isPositive = !isPositive;
  }
  for (const [key, { base, power }] of x.factors) {
    if (power % 2 === 0) continue;
    const factorIsPositive = evidentSign(base, kernels) ?? ask(key, fraction(base));
    if (!factorIsPositive) isPositive = !isPositive;
  }
  return isPositive ? 1 : -1;
}

/** The sign of a fraction, if it is evident or follows from the given answers. */
export function knownSign(
  x: Fraction,
  kernels: Kernels,
  answers: ReadonlyMap<unknown, boolean> = new Map(),
): -1 | 0 | 1 | undefined {
  let isKnown = true;
  const sign = signOf(x, kernels, (key) => {
    isKnown &&= answers.has(key);
    return answers.get(key) ?? true;
  });
  return isKnown ? sign : undefined;
}

/** Whether a polynomial is positive, if all its terms evidently have the same sign. */
function evidentSign(base: Polynomial, kernels: Kernels): boolean | undefined {
  const terms = [...base.values()];
  if (terms.some((term) => undecidedPowers(term.monomial, kernels).length > 0)) return undefined;
  const positive = terms.filter(({ coefficient }) => coefficient.numerator > 0n).length;
  return positive === terms.length ? true : positive === 0 ? false : undefined;
}

/** The powers that may be negative: odd ones of kernels that are not always positive. */
function undecidedPowers({ powers }: Monomial, kernels: Kernels): Power[] {
  return powers.filter(({ kernel, exponent }) => {
    return exponent.numerator % 2n !== 0n && !isAlwaysPositive(kernel, kernels);
  });
}

/** Whether a kernel is a power of e or the logarithm of a prime number. */
function isAlwaysPositive(number: number, kernels: Kernels): boolean {
  const kernel = kernels.at(number);
  if (kernel.kind === "exp") return true;
  return kernel.kind === "log" && kernel.of.monomial.powers.length === 0 &&
    kernel.of.factors.size === 0;
}
