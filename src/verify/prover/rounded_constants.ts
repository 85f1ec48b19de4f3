import { TWO_OVER_ROOT_PI } from "../../core/arithmetic/erf.ts";
import type { Variables } from "./claim.ts";

/** Fractions with a larger denominator are unlikely to be meant, ... */
const LARGEST_DENOMINATOR = 1000;
/** ... and inside of a function with a larger numerator or denominator. */
const LARGEST_INSIDE = 100;
/** The relative distance of a double from what was meant: a few roundings. */
const OFF = 2 ** -48;
/** Numbers with fewer digits are meant as they stand. */
const DIGITS = 15;

/** What a constant was meant to be, which a decimal is not exactly. */
export interface Meant {
  /** Its name, such as `log 3`. */
  readonly name: string;
  /** How the prover is told, in words. */
  readonly advice: string;
  /** The value, given π. */
  readonly value: <T>(m: Variables<T>, pi: T) => T;
}

/** A function of fractions: numbers that are irrational, but for the first. */
interface Form {
  /** The fraction of a number. */
  readonly inverse: (x: number) => number;
  /** How much the relative error of the fraction exceeds that of the number. */
  readonly condition?: (x: number) => number;
  readonly name: (fraction: string) => string;
  /** The code of a value, without which it is a multiple of π. */
  readonly code?: (fraction: string) => string;
  readonly value: <T>(m: Variables<T>, fraction: T, pi: T) => T;
}

const FRACTION: Form = {
  inverse: (x) => x,
  name: (q) => q.replace(/[()]/g, ""),
  code: (q) => q,
  value: (_, q) => q,
};

const FORMS: readonly Form[] = [
  {
    inverse: (x) => x > 0 ? x * x : NaN,
    name: (q) => `√${q}`,
    code: (q) => `m.sqrt(${q})`,
    value: (m, q) => m.sqrt(q),
  },
  {
    inverse: Math.exp,
    condition: Math.abs,
    name: (q) => `log ${q}`,
    code: (q) => `m.log(${q})`,
    value: (m, q) => m.log(q),
  },
  {
    inverse: (x) => Math.exp(1 / x),
    condition: (x) => Math.abs(1 / x),
    name: (q) => `1/log ${q}`,
    code: (q) => `m.div(m.one, m.log(${q}))`,
    value: (m, q) => m.div(m.one, m.log(q)),
  },
  {
    inverse: Math.log,
    condition: (x) => 1 / Math.abs(Math.log(x)),
    name: (q) => `e^${q}`,
    code: (q) => `m.exp(${q})`,
    value: (m, q) => m.exp(q),
  },
  {
    inverse: (x) => x / Math.PI,
    name: (q) => `${q}·π`.replace(/^(-?)1·/, "$1"),
    value: (m, q, pi) => m.mul(q, pi),
  },
  { inverse: (x) => x * Math.PI, name: (q) => `${q}/π`, value: (m, q, pi) => m.div(q, pi) },
  {
    inverse: (x) => x > 0 ? x * x / Math.PI : NaN,
    name: (q) => `√(${q}·π)`,
    value: (m, q, pi) => m.sqrt(m.mul(q, pi)),
  },
  {
    inverse: (x) => x > 0 ? x * x * Math.PI : NaN,
    name: (q) => `√(${q}/π)`,
    value: (m, q, pi) => m.sqrt(m.div(q, pi)),
  },
];

/**
 * An arithmetic in which constants that look rounded are what they stand for: fractions, and roots,
 * logarithms, powers of e and multiples of π of small ones.
 *
 * `constant(2 / 3)` is exactly 0.6666666666666666; here it is 2/3. A claim that holds only here
 * differs only by the rounding of its constants.
 *
 * @param pi The value of π: any, as it is related to nothing.
 * @param met Collects the constants that were replaced.
 * @param only The one constant to replace, instead of all.
 */
export function withMeantConstants<T>(
  m: Variables<T>,
  pi: T,
  met: Map<number, Meant>,
  only?: number,
): Variables<T> {
  return {
    ...m,
    constant: (x) => {
      const meant = only === undefined || x === only ? met.get(x) ?? meantBy(x) : undefined;
      if (meant === undefined) return m.constant(x);
      met.set(x, meant);
      return meant.value(m, pi);
    },
  };
}

/** Which constants are rounded, and what to write instead. */
export function roundingText(met: ReadonlyMap<number, Meant>): string {
  const each = Array.from(met, ([x, { name, advice }]) => `${x} is ${name}, and ${advice}`);
  return `${each.length === 1 ? "a constant is" : "constants are"} rounded: ${each.join("; ")}`;
}

/** What a long decimal was meant to be, if it looks rounded. */
export function meantBy(x: number): Meant | undefined {
  if (!Number.isFinite(x) || `${x}`.replace(/^-?0?\.?|e.*$/g, "").length < DIGITS) return undefined;
  const positive = meantAs(FRACTION, x, LARGEST_DENOMINATOR, Infinity) ?? firstForm(x);
  if (positive !== undefined || x > 0) return positive;
  const opposite = firstForm(-x);
  return opposite && {
    name: `−${opposite.name}`,
    advice: opposite.advice.replace(/m\..* is exact/, (code) => `the opposite of ${code}`),
    value: (m, pi) => m.neg(opposite.value(m, pi)),
  };
}

function firstForm(x: number): Meant | undefined {
  for (const form of FORMS) {
    const meant = meantAs(form, x, LARGEST_INSIDE, LARGEST_INSIDE);
    if (meant !== undefined) return meant;
  }
}

function meantAs(form: Form, x: number, most: number, largest: number): Meant | undefined {
  const off = OFF * Math.max(1, form.condition?.(x) ?? 1);
  const found = fractionNear(form.inverse(x), off, most);
  if (found === undefined || Math.abs(found[0]) > largest) return undefined;
  const [numerator, denominator] = found;
  const isWhole = denominator === 1;
  const code = form.code?.(
    isWhole
      ? `m.constant(${numerator})`
      : `m.div(m.constant(${numerator}), m.constant(${denominator}))`,
  );
  return {
    name: form.name(isWhole ? `${numerator}` : `(${numerator}/${denominator})`),
    advice: code !== undefined
      ? `${code} is exact`
      : x === TWO_OVER_ROOT_PI
      ? "stands in the slope of m.erf, so write π by m.constant(2 / Math.sqrt(Math.PI)), too"
      : "is related to others where one m.constant(Math.PI) is used for all",
    value: (m, pi) => {
      const whole = m.constant(numerator);
      return form.value(m, isWhole ? whole : m.div(whole, m.constant(denominator)), pi);
    },
  };
}

/** The fraction with a small denominator next to a number, if there is one. */
function fractionNear(x: number, off: number, most: number): readonly [number, number] | undefined {
  if (!Number.isFinite(x)) return undefined;
  for (let denominator = 1; denominator <= most; denominator++) {
    const numerator = Math.round(x * denominator);
    if (numerator !== 0 && Math.abs(numerator / denominator - x) <= off * Math.abs(x)) {
      return [numerator, denominator];
    }
  }
}
