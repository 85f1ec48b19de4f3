import { float64 } from "../../core/arithmetic/float64.ts";
import { FREE_NUMBERS, type Variables } from "./claim.ts";

/** Fractions with a larger denominator are unlikely to be meant, ... */
const LARGEST_DENOMINATOR = 20_000;
/** ... and in a root, a logarithm or a power, or before one, a larger numerator or denominator. */
const LARGEST_INSIDE = 100;
/** Whole numbers up to this have multiples of their logarithms. */
const LARGEST_BASE = 12;
/** The relative distance of a double from what was meant: four roundings. */
const OFF = 2 ** -51;
/** Numbers with fewer digits are meant as they stand. */
const DIGITS = 15;

/** What a constant was meant to be, which a decimal is not exactly. */
export interface Meant {
  /** Its name, such as `log 3`. */
  readonly name: string;
  /** Whether it is a fraction. */
  readonly isFraction: boolean;
  readonly value: <T>(m: Variables<T>) => T;
}

/** A function of fractions: numbers that are irrational, but for the first. */
interface Form {
  /** The fraction of a number. */
  readonly inverse: (x: number) => number;
  /** How much the relative error of the fraction exceeds that of the number. */
  readonly condition?: (x: number) => number;
  readonly name: (fraction: string) => string;
  readonly value: <T>(m: Variables<T>, fraction: T) => T;
}

const FRACTION: Form = {
  inverse: (x) => x,
  name: (q) => q.replace(/[()]/g, ""),
  value: (_, q) => q,
};

const FORMS: readonly Form[] = [
  { inverse: (x) => x > 0 ? x * x : NaN, name: (q) => `√${q}`, value: (m, q) => m.sqrt(q) },
  {
    inverse: Math.exp,
    condition: Math.abs,
    name: (q) => `log ${q}`,
    value: (m, q) => m.log(q),
  },
  {
    inverse: (x) => Math.exp(1 / x),
    condition: (x) => Math.abs(1 / x),
    name: (q) => `1/log ${q}`,
    value: (m, q) => m.div(m.one, m.log(q)),
  },
  {
    inverse: Math.log,
    condition: (x) => 1 / Math.abs(Math.log(x)),
    name: (q) => `e^${q}`,
    value: (m, q) => m.exp(q),
  },
  {
    inverse: (x) => x / Math.PI,
    name: (q) => `${q}·π`.replace(/^1·/, ""),
    value: (m, q) => m.mul(q, piIn(m)),
  },
  {
    inverse: (x) => x * Math.PI,
    name: (q) => `${q}/π`,
    value: (m, q) => m.div(q, piIn(m)),
  },
  {
    inverse: (x) => x > 0 ? x * x / Math.PI : NaN,
    name: (q) => `√(${q}·π)`,
    value: (m, q) => m.mul(m.sqrt(q), m.sqrt(piIn(m))),
  },
  {
    inverse: (x) => x > 0 ? x * x * Math.PI : NaN,
    name: (q) => `√(${q}/π)`,
    value: (m, q) => m.div(m.sqrt(q), m.sqrt(piIn(m))),
  },
  ...Array.from({ length: LARGEST_BASE - 1 }, (_, k): readonly Form[] => {
    const base = k + 2, log = Math.log(base);
    return [
      {
        inverse: (x) => x / log,
        name: (q) => `${q}·log ${base}`,
        value: (m, q) => m.mul(q, m.log(m.constant(base))),
      },
      {
        inverse: (x) => x * log,
        name: (q) => `${q}/log ${base}`,
        value: (m, q) => m.div(q, m.log(m.constant(base))),
      },
    ];
  }).flat(),
];

/** π, which nothing is known of: what holds of its decimal, if that stands for it throughout. */
function piIn<T>(m: Variables<T>): T {
  return m.constant(Math.PI);
}

/** What a long decimal was meant to be, if it looks rounded. */
export function meantBy(x: number): Meant | undefined {
  if (!isLong(x)) return undefined;
  return meantAs(FRACTION, x, LARGEST_DENOMINATOR, Infinity) ?? signedForm(x);
}

/** Whether a number has so many digits that it may be rounded. */
export function isLong(x: number): boolean {
  return Number.isFinite(x) && `${x}`.replace(/^-?0?\.?|e.*$/g, "").length >= DIGITS;
}

/**
 * What a factor is, if it is a small fraction, or a root, logarithm or multiple of π of one.
 *
 * @param off How much farther off it may be.
 */
export function simplyMeant(x: number, off = 1): Meant | undefined {
  return meantAs(FRACTION, x, LARGEST_INSIDE, LARGEST_INSIDE, off) ?? signedForm(x, off);
}

function signedForm(x: number, off?: number): Meant | undefined {
  const positive = firstForm(x, off);
  if (positive !== undefined || x > 0) return positive;
  const opposite = firstForm(-x, off);
  return opposite && {
    ...opposite,
    name: `−${opposite.name}`,
    value: (m) => m.neg(opposite.value(m)),
  };
}

function firstForm(x: number, off?: number): Meant | undefined {
  if (x === Math.PI) return undefined; // π itself, as all others are in terms of it
  for (const form of FORMS) {
    const meant = meantAs(form, x, LARGEST_INSIDE, LARGEST_INSIDE, off);
    if (meant !== undefined) return meant;
  }
}

function meantAs(
  form: Form,
  x: number,
  most: number,
  largest: number,
  times = 1,
): Meant | undefined {
  const off = OFF * times * Math.max(1, form.condition?.(x) ?? 1);
  const found = fractionNear(form.inverse(x), off, most);
  if (found === undefined || Math.abs(found[0]) > largest) return undefined;
  const [numerator, denominator] = found;
  const isWhole = denominator === 1;
  const value: Meant["value"] = (m) => {
    const whole = m.constant(numerator);
    return form.value(m, isWhole ? whole : m.div(whole, m.constant(denominator)));
  };
  if (!isNear(x, value, times)) return undefined;
  return {
    name: form.name(isWhole ? `${numerator}` : `(${numerator}/${denominator})`),
    isFraction: form === FRACTION,
    value,
  };
}

/**
 * Whether a number is what it is taken for: the logarithm of a fraction next to 1, or a difference, may be
 * far from a number next to 0, relatively.
 */
export function isNear(x: number, value: Meant["value"], times = 1): boolean {
  const read = value<number>({ ...float64, ...FREE_NUMBERS, variable: () => NaN });
  // As far as it may be from the double, and as far again for computing it here.
  return Math.abs(read - x) <= 2 * OFF * times * Math.abs(x);
}

/** The simplest fraction next to a number, if its denominator is small: a convergent of its continued fraction. */
function fractionNear(x: number, off: number, most: number): readonly [number, number] | undefined {
  let [n, d] = [1, 0], [n0, d0] = [0, 1], rest = x;
  while (Number.isFinite(rest)) {
    const whole = Math.floor(rest);
    [n, n0] = [whole * n + n0, n];
    [d, d0] = [whole * d + d0, d];
    if (d > most) return undefined;
    if (n !== 0 && Math.abs(n / d - x) <= off * Math.abs(x)) return [n, d];
    rest = 1 / (rest - whole);
  }
}
