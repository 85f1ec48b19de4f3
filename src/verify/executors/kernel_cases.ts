import { gathering, packing, sparseProduct, sparseUpdate, transposition } from "./data_cases.ts";
import { drawnFormulas } from "./drawn_formulas.ts";
import { dropping, masking } from "./dropout_cases.ts";
import { move, outputErrors } from "./formula_cases.ts";
import type { MakeCase } from "./kernel_case.ts";
import { drawnRows } from "./row_cases.ts";
import { biasSums, errorProduct, forwardProduct, gradientSums } from "./product_cases.ts";
import type { Sizes } from "./sizes.ts";
import { columnSums } from "./sum_cases.ts";
import { WINDOW_SIZES, windowCases } from "./window_cases.ts";

/** Sizes with every tail of the kernels' loops. */
export const TAILS = {
  /** Every tail of a tile, and more than a tile twice. */
  rows: /* @__PURE__ */ upTo(9),
  /** Lengths of sums: every tail of four, unrolled; from 65 on, every tail of a loop. */
  inner: [1, 2, 3, 4, 5, 6, 7, 8, 9, 64, 65, 66, 67, 68],
  /** Every tail of a panel, and more than two panels. */
  columns: /* @__PURE__ */ upTo(17),
} as const;

/** Sizes that make products loop over panels, for one worker and for each of two. */
const MANY_PANELS: readonly Sizes[] = [
  { rows: 5, inner: 64, columns: 150 },
  { rows: 3, inner: 66, columns: 157 },
  { rows: 4, inner: 37, columns: 336 },
  { rows: 1, inner: 70, columns: 163 },
];

/** Batches of more examples than any loop takes at once, with tails. */
const LARGE: readonly Sizes[] = [{ rows: 131, inner: 150, columns: 11 }];

/** Sizes that make gradient sums loop over panels, for one worker and for each of two. */
const MOST_PANELS: Sizes = { rows: 5, inner: 3, columns: 16_403 };

const DRAWN_FORMULAS = 32;

/** Widths of rows whose formulas are unrolled, and of rows whose formulas are loops. */
const ROW_WIDTHS = [1, 7, 10, 33, 33, 34, 34, 35, 36, 47, 64, 80];

/** Widths around a panel of 32 columns and its tails. */
const WIDE = [31, 32, 33, 64, 70];

/**
 * Every kernel on each row count, length of sums and column count, at least three times in different
 * combinations; the tests run all combinations.
 */
export function kernelCases(seed: number): MakeCase[] {
  const cyclic = (values: readonly number[], n: number) => values[n % values.length]!;
  const { rows, inner, columns } = TAILS;
  const sizes = Array.from({ length: 3 * columns.length }, (_, n): Sizes => ({
    rows: cyclic(rows, n + Math.floor(n / rows.length)),
    inner: cyclic(inner, 3 * n),
    columns: cyclic(columns, n),
  }));
  return [
    ...casesOf([...sizes, ...MANY_PANELS, ...LARGE], seed),
    ...windowCases(WINDOW_SIZES, seed),
    gradientSums(MOST_PANELS, seed),
    ...ROW_WIDTHS.map((columns, n) => drawnRows(columns, seed + n)),
  ];
}

/** A few sizes that show every wrong kernel: tails of all kinds, several panels and tiles. */
export function fewKernelCases(seed: number): MakeCase[] {
  const sizes = [
    { rows: 9, inner: 7, columns: 21 },
    { rows: 6, inner: 5, columns: 17 },
    { rows: 2, inner: 66, columns: 6 },
  ];
  return [...casesOf(sizes, seed), ...windowCases(WINDOW_SIZES.slice(0, 3), seed)];
}

/**
 * Every kernel that trains.
 *
 * @param sizes The sizes; each kernel runs once on each of those that it depends on.
 * @param seed Seeds the numbers.
 */
export function casesOf(sizes: readonly Sizes[], seed: number): MakeCase[] {
  const wide = WIDE.flatMap((columns) =>
    [1, 4, 9].map((rows): Sizes => ({ rows, inner: 9, columns }))
  );
  return [
    ...sizes.flatMap((each, n) => [
      forwardProduct(each, seed + n),
      errorProduct(each, seed + n),
      gradientSums(each, seed + n),
    ]),
    ...[...sizes.filter(({ inner }) => inner < 10), ...wide].flatMap((each, n) =>
      (["bytes", "numbers"] as const).flatMap((kind) => [
        sparseProduct(each, kind, seed + n),
        sparseUpdate(each, kind, seed + n),
      ])
    ),
    ...unique(sizes.map(({ inner, columns }) => ({ inner, columns })))
      .flatMap((each, n) => [transposition(each), columnSums(each, seed + n)]),
    ...unique([...sizes, ...wide].map(({ rows, columns }) => ({ rows, columns })))
      .flatMap((each, n) => [
        ...[biasSums, gathering, dropping, masking].map((make) => make(each, seed + n)),
        ...(["bytes", "numbers"] as const).map((kind) => packing(each, kind, seed + n)),
        outputErrors(each, seed + n),
      ]),
    ...[1, 2, 3, 8].map((vectors, n) => move(vectors, seed + n)),
    ...Array.from({ length: DRAWN_FORMULAS }, (_, n) => drawnFormulas(seed + n)),
  ];
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
