import { sourcesOf } from "../../core/support/made_of.ts";
import {
  deriveKey,
  PURPOSE,
  type RandomKey,
  randomKey,
  uniformAt,
} from "../../core/random/random.ts";

/** How many rows are drawn. */
const DRAWS = 12;
/** Numbers that a formula might treat as special. */
// deno-fmt-ignore
const SPECIAL = [
  0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, 5, 10, 40, -40, 100.5, 1e3, 1e6, -1e6, 1e10, 1e100, 1e300,
  0.1, 0.2, 0.25, 0.3, 0.4, 0.6, 0.7, 0.75, 0.8, 0.9, 1e-3, 1e-10, 1e-100, 1e-300, 5e-324,
];
/** What entries of mixed rows are, beside the numbers of the source. */
const COMMON = [0, 1, -1, 0.5];
/** How many mixed rows are tried: any two of a few numbers meet at any two places. */
const MIXED = 80;
/** Multiples of ¼ up to this number are tried at each place. */
const LARGEST_QUARTER = 8;
/** Whole numbers up to this one, and negative ones to a quarter of it, are tried in each row, ... */
const LARGEST_WHOLE = 1024;
/** ... twentieths up to this number, of either sign, which no interval of a twentieth escapes, ... */
const LARGEST_TWENTIETH = 16;
/** ... powers of two and ten up to this exponent, and so many numbers of any size that are drawn. */
const LARGEST_POWER = 12, DRAWN = 300;
/** How far beside special numbers others are tried, relatively: intervals often end at such numbers. */
const BESIDE = 2 ** -11;
/** A number in a source that is not part of a name, with its sign, and what is computed of it there. */
const DIGITS = String.raw`(?:0x[\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?)(?![\w$])`;
const NEXT = String.raw`\s*(\*\*|<<|[*/+-])\s*(${DIGITS})`;
const NUMBER = /* @__PURE__ */ new RegExp(
  String.raw`(-\s*)?(?<![\w.$])(${DIGITS})((?:${NEXT})*)`,
  "gi",
);
/** What `Math` computes in a source: `Math.PI / 4`, `Math.sin(1)`. */
const COMPUTED = /* @__PURE__ */ new RegExp(
  String.raw`Math\.(\w+)(?:\(([^()]*)\))?(?:\s*([*/])\s*(${DIGITS}))?`,
  "gi",
);
/** How many of them are tried. */
const MOST_WRITTEN = 24;
/** Longer rows than this are not tried for what is written, ... */
const LONGEST = 32;
/** ... nor more lengths than this. */
const MOST_LENGTHS = 4;
/** Rows up to this length take all patterns of zeros and ones, and of ones of either sign. */
const SHORT = 4;

/**
 * The numbers that stand in the sources of functions, and those halfway between two of them: what
 * decides by comparing numbers in JavaScript mostly has them there.
 */
export function numbersIn(...functions: readonly unknown[]): number[] {
  const sorted = writtenIn(functions).slice(0, MOST_WRITTEN).sort((x, y) => x - y);
  return [...sorted, ...sorted.slice(1).map((x, k) => (x + sorted[k]!) / 2)];
}

/** The lengths of rows, beyond some, that the sources of functions may treat alone: integers in them. */
export function lengthsIn(beyond: number, ...functions: readonly unknown[]): number[] {
  const whole = integersIn(...functions).flatMap((n) => [n, n + 1])
    .filter((n) => n > beyond && n <= LONGEST);
  return [...new Set(whole)].slice(0, MOST_LENGTHS);
}

/** The positive integers that stand in the sources of functions, or are computed there. */
export function integersIn(...functions: readonly unknown[]): number[] {
  return writtenIn(functions).filter((n) => Number.isInteger(n) && n > 0);
}

/** The numbers that stand in the sources of functions, and what is computed of them there. */
export function writtenIn(functions: readonly unknown[]): number[] {
  const written = new Set<number>(), source = functions.flatMap(sourcesOf).join(" ");
  for (const [, minus, text, rest] of source.matchAll(NUMBER)) {
    let x = numberOf(text!);
    written.add(x);
    if (minus !== undefined) written.add(-x);
    for (const [, operator, next] of rest!.matchAll(new RegExp(NEXT, "gi"))) {
      const y = numberOf(next!);
      x = OPERATORS[operator!]!(x, y);
      written.add(y).add(x);
    }
  }
  for (const x of computedIn(source)) written.add(x).add(-x);
  return [...written].filter(Number.isFinite);
}

/** From the left on: sources mostly multiply alone. */
const OPERATORS: Readonly<Record<string, (x: number, y: number) => number>> = {
  "**": (x, y) => x ** y,
  "<<": (x, y) => x << y,
  "*": (x, y) => x * y,
  "/": (x, y) => x / y,
  "+": (x, y) => x + y,
  "-": (x, y) => x - y,
};

function computedIn(source: string): number[] {
  return Array.from(source.matchAll(COMPUTED), ([, name, list, operator, text]) => {
    const of = Object.getOwnPropertyDescriptor(Math, name!)?.value;
    const x = typeof of === "function" && name !== "random"
      ? Number(of(...(list ?? "NaN").split(",").map((each) => numberOf(each.trim() || "NaN"))))
      : Number(of);
    if (operator === undefined) return x;
    return OPERATORS[operator]!(x, numberOf(text!));
  });
}

function numberOf(text: string): number {
  return Number(text.replaceAll("_", ""));
}

/** Numbers for all rows of some lengths, one after the other. */
export function pointsOf(
  lengths: readonly number[],
  places: readonly number[],
  seed: number,
): number[][] {
  const key = deriveKey(randomKey(seed), PURPOSE.proof);
  let drawn = 0;
  const random = (length: number, size = 4) =>
    Array.from({ length }, () => size * (2 * uniformAt(key, drawn++) - 1));
  const special = [...SPECIAL, ...places];
  const ofLength = (length: number) => [
    ...[...special, ...special.flatMap((x) => [x * (1 + BESIDE), x * (1 - BESIDE)])]
      .map((x) => Array<number>(length).fill(x)),
    ...special.flatMap((x) => Array.from({ length }, (_, j) => random(length).with(j, x))),
    ...Array.from({ length }, (_, j) => Array<number>(length).fill(0).with(j, 1)),
    random(length).sort((x, y) => x - y),
    random(length).sort((x, y) => y - x),
    ...(length <= SHORT ? [...patterns(length, 0, 1), ...patterns(length, -1, 1)] : []),
  ];
  const drawnRows = Array.from({ length: DRAWS }, (_, n) => {
    return lengths.map((length) => random(length, [1, 4, 16][n % 3]));
  });
  const inTurn = lengths.flatMap((length, r) =>
    ofLength(length).map((row) => lengths.map((other) => random(other, 1)).with(r, row))
  );
  // The same in all rows: an output that equals its target.
  const alike = ofLength(Math.max(...lengths)).map((row) =>
    lengths.map((length) => row.slice(0, length))
  );
  const whole = [...drawnRows, ...inTurn, ...alike].map((rows) => rows.flat());
  return [
    ...whole,
    ...mixedPoints(lengths, places, seed),
    ...quarterPoints(lengths),
    ...knownPoints(lengths, seed, () => commonPoints(lengths, deriveKey(key, DRAWN))),
  ];
}

/** Points that depend on lengths and a seed alone: many formulas are tied at the same. */
const KNOWN = /* @__PURE__ */ new Map<string, number[][]>();
const MOST_KNOWN = 8;

function knownPoints(
  lengths: readonly number[],
  seed: number,
  compute: () => number[][],
): readonly number[][] {
  const key = `${seed}: ${lengths}`, found = KNOWN.get(key) ?? compute();
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
  KNOWN.set(key, found);
  return found;
}

/** Multiples of this up to one number, finer ones up to a smaller one, and decimals: see `sweep`. */
const SWEPT = [[1 / 16, 512], [1 / 64, 64], [0.01, 10], [0.001, 2]] as const;
/** How many numbers of any size a sweep draws, half of them with the digits of a float32. */
const SWEPT_DRAWN = 1000;

/** Numbers that leave no usual interval out, for what was proved: a formula may decide by one in JavaScript. */
export function sweep(seed: number): readonly number[] {
  const key = deriveKey(randomKey(seed), PURPOSE.proof, SWEPT_DRAWN);
  const multiples = SWEPT.flatMap(([step, largest]) => {
    const most = Math.round(largest / step), per = Math.round(1 / step);
    return Array.from({ length: 2 * most + 1 }, (_, n) => (n - most) / per);
  });
  const drawn = Array.from({ length: SWEPT_DRAWN }, (_, n) => {
    const x = 10 ** (3 * uniformAt(key, n)) * (n % 4 < 2 ? 1 : -1);
    return n % 2 === 0 ? x : Math.fround(x);
  });
  return [...new Set([...multiples, ...drawn])];
}

/** Points through which each row, though not each place, takes all numbers that somebody may decide by. */
function commonPoints(lengths: readonly number[], key: RandomKey): number[][] {
  const whole = Array.from({ length: LARGEST_WHOLE * 5 / 4 + 1 }, (_, n) => n - LARGEST_WHOLE / 4);
  const twentieths = Array.from({ length: 40 * LARGEST_TWENTIETH + 1 }, (_, n) => {
    return (n - 20 * LARGEST_TWENTIETH) / 20;
  });
  const powers = Array.from({ length: 2 * LARGEST_POWER + 1 }, (_, n) => n - LARGEST_POWER)
    .flatMap((exponent) => [2 ** exponent, 10 ** exponent].flatMap((x) => [x, -x]));
  const drawn = Array.from({ length: DRAWN }, (_, n) => {
    return (n % 2 === 0 ? 1 : -1) * 10 ** (LARGEST_POWER * (2 * uniformAt(key, n) - 1));
  });
  const { PI, E, SQRT2, LN2, LN10 } = Math;
  const named = [PI, E, SQRT2, LN2, LN10, 1 / 3, 2 / 3, 1 / 6, 1 / 7, 1 / 9];
  const all = [...whole, ...twentieths, ...powers, ...drawn, ...named, 0.01, 0.02, 0.99];
  const apart = Math.floor(all.length / lengths.length);
  return Array.from({ length: Math.ceil(all.length / Math.min(...lengths)) }, (_, n) => {
    return lengths.flatMap((length, r) =>
      Array.from({ length }, (_, j) => all[(n * length + j + r * apart) % all.length]!)
    );
  });
}

/**
 * Rows of at least two entries that are special as a whole: one-hot and multi-hot rows, ties, signs, and
 * sorted rows.
 */
export function specialRows(length: number, key: RandomKey): number[][] {
  let drawn = 0;
  const drawnRow = (choices?: readonly number[]) =>
    Array.from({ length }, () => {
      const u = uniformAt(key, drawn++);
      return choices?.[Math.floor(u * choices.length)] ?? Math.round(64 * (2 * u - 1)) / 32;
    });
  const all = (x: number) => Array<number>(length).fill(x);
  const set = (row: readonly number[], x: number, ...places: readonly number[]) =>
    places.reduce((changed, j) => changed.with(j, x), [...row]);
  const before = length - 2, last = length - 1;
  const groups = [[0, 1], [before, last], [0, last], [0, 1, last]];
  return [
    ...[0, 1, -1, 0.5, 1 / length, drawnRow()[0]!].map(all),
    ...[1, -1, 2].flatMap((x) => [0, 1, before, last].map((j) => set(all(0), x, j))),
    ...groups.map((places) => set(all(0), 1, ...places)),
    ...groups.map((places) => set(drawnRow(), 2, ...places)),
    ...[[0, 1], [0, 1], [0, 1], [-1, 1], [-1, 1], [-1, 0, 1]].map(drawnRow),
    drawnRow().sort((x, y) => x - y),
    drawnRow().sort((x, y) => y - x),
  ];
}

/** Points whose entries are drawn from the numbers of the source and a few common ones. */
export function mixedPoints(
  lengths: readonly number[],
  places: readonly number[],
  seed: number,
): number[][] {
  const key = deriveKey(randomKey(seed), PURPOSE.proof, MIXED);
  const count = lengths.reduce((sum, length) => sum + length, 0);
  const from = [...COMMON, ...places];
  return Array.from({ length: MIXED }, (_, n) => {
    const of = deriveKey(key, n);
    return Array.from(
      { length: count },
      (_, k) => from[Math.floor(uniformAt(of, k) * from.length)]!,
    );
  });
}

/** Points through which each place takes all multiples of ¼ up to a number, and what is not a number. */
function quarterPoints(lengths: readonly number[]): number[][] {
  const count = lengths.reduce((sum, length) => sum + length, 0);
  const quarters = Array.from(
    { length: 8 * LARGEST_QUARTER + 1 },
    (_, n) => n / 4 - LARGEST_QUARTER,
  );
  const values = [...quarters, NaN, Infinity, -Infinity];
  return values.map((_, n) => {
    return Array.from({ length: count }, (_, k) => values[(n + 7 * k) % values.length]!);
  });
}

/** All rows of two numbers. */
function patterns(length: number, x: number, y: number): number[][] {
  return Array.from({ length: 2 ** length }, (_, bits) => {
    return Array.from({ length }, (_, j) => bits >> j & 1 ? y : x);
  });
}
