import { float64 } from "../../core/arithmetic/float64.ts";
import { type Claim, FREE_NUMBERS, type Variables } from "./claim.ts";

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

/** A claim, and the names of what constants are replaced by in it. */
interface AsMeant {
  readonly claim: Claim;
  readonly constants: Readonly<Record<string, string>>;
}

/**
 * A claim in which constants that look rounded are what they stand for: first fractions alone, then roots,
 * logarithms, powers of e and multiples of π of small ones, too. So `constant(2 / 3)`, which is exactly
 * 0.6666666666666666, is 2/3.
 *
 * As a decimal is what a double stands for, so is such a number: it has that double, but for four
 * roundings. What is proved of it is proved of numbers whose rounding is that of the code.
 */
export function asMeant(claim: Claim): AsMeant[] {
  return replacementsFor((m) => claim.sides({ ...m, ...FREE_NUMBERS }))
    .map(({ constants, reading }) => ({
      claim: { ...claim, sides: (m) => claim.sides(reading(m)) },
      constants,
    }));
}

/** An arithmetic in which constants are what they stand for, and their names. */
export interface Replacement {
  readonly constants: Readonly<Record<string, string>>;
  readonly reading: <V extends Variables<T>, T>(m: V) => V;
}

/** The replacements of constants that a function of an arithmetic uses, by fractions alone first. */
export function replacementsFor(use: (m: Variables<number>) => unknown): Replacement[] {
  const known = new Map<number, Meant | undefined>();
  const meantIn = (x: number) => {
    if (!known.has(x)) known.set(x, meantBy(x));
    return known.get(x);
  };
  use({ ...float64, variable: () => 1, constant: (x) => (meantIn(x), x) });
  const all = [...known].flatMap(([x, meant]) => meant === undefined ? [] : [[x, meant] as const]);
  const fractions = all.filter(([, { isFraction }]) => isFraction);
  const replacements = [fractions, ...fractions.length < all.length ? [all] : []];
  return replacements.filter(({ length }) => length > 0).map((replaced) => {
    const meantBy = new Map(replaced);
    return {
      constants: Object.fromEntries(replaced.map(([x, { name }]) => [`${x}`, name])),
      reading: (m) => ({
        ...m,
        constant: (x: number) => meantBy.get(x)?.value(m) ?? m.constant(x),
      }),
    };
  });
}

/** What a long decimal was meant to be, if it looks rounded. */
export function meantBy(x: number): Meant | undefined {
  if (!Number.isFinite(x) || `${x}`.replace(/^-?0?\.?|e.*$/g, "").length < DIGITS) return undefined;
  const positive = meantAs(FRACTION, x, LARGEST_DENOMINATOR, Infinity) ?? firstForm(x);
  if (positive !== undefined || x > 0) return positive;
  const opposite = firstForm(-x);
  return opposite && {
    ...opposite,
    name: `−${opposite.name}`,
    value: (m) => m.neg(opposite.value(m)),
  };
}

function firstForm(x: number): Meant | undefined {
  if (x === Math.PI) return undefined; // π itself, as all others are in terms of it
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
  return {
    name: form.name(isWhole ? `${numerator}` : `(${numerator}/${denominator})`),
    isFraction: form === FRACTION,
    value: (m) => {
      const whole = m.constant(numerator);
      return form.value(m, isWhole ? whole : m.div(whole, m.constant(denominator)));
    },
  };
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
