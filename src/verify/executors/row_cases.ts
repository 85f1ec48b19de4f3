import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { maximum, sum } from "../../core/arithmetic/reductions.ts";
import { byRows, rowOf } from "../../core/matrix/matrix.ts";
import { deriveKey, PURPOSE, randomKey, uniform } from "../../core/random/random.ts";
import { reserveRows, WORD } from "../../executors/wasm/memory/layout.ts";
import {
  ownTransposed,
  placeForRows,
  reserveForRows,
  rowsBehind,
  transposedRegion,
} from "./formula_cases.ts";
import { integers, paddingOf, wordsOfRows } from "./integers.ts";
import type { MakeCase } from "./kernel_case.ts";
import { forPart } from "./sizes.ts";

/** Rows and numbers that formulas of whole rows return. */
interface DrawnResults<T> {
  readonly rows: readonly (readonly T[])[];
  readonly numbers: readonly T[];
}

/**
 * Formulas of whole rows drawn at random, which become loops for wide rows.
 *
 * Folds start with a number or the first entry, depend on the order of the columns, use other folds,
 * are nested with maps, and carry several numbers. The first result goes where x is read.
 *
 * @param columns The width of the rows; up to 80, all numbers stay below 2²⁴.
 * @param seed Seeds the formulas and the numbers.
 */
export function drawnRows(columns: number, seed: number): MakeCase {
  const rows = 1 + seed % 9;
  const x = integers(rows, columns, seed), y = integers(rows, columns, seed + 1);
  const formulas = drawFormulas(seed);
  const expected = Array.from({ length: rows }, (_, i) => {
    return formulas(float64, rowOf(x, i), rowOf(y, i));
  });
  const matrixOf = (r: number) => byRows(float64, rows, columns, (i) => expected[i]!.rows[r]!);
  return (layout) => {
    const xs = placeForRows(layout, x), ys = placeForRows(layout, y);
    const into = expected[0]!.rows.map((_, r) => {
      return r === 0 ? xs : reserveForRows(layout, { rows, columns });
    });
    const numbers = expected[0]!.numbers.map(() => reserveRows(layout, rows, 1).address);
    return {
      kernel: "drawn formulas of rows",
      shape: `number ${seed}, (${rows} × ${columns})`,
      operands: [xs, ys],
      emit: (kernels, target, share) =>
        forPart(kernels.partOf(rows, share), (part, own, from) => {
          const [x, y, ...results] = [xs, ys, ...into].map((of) => ownTransposed(of, own, share));
          kernels.rowFormulas(target, {
            ...{ name: "A formula", rows: part, read: { x: x!, y: y! } },
            formulas: (m, row) => {
              const given = formulas(m, row("x"), row("y"));
              return [
                ...given.numbers.map((value, n) => {
                  return { intoNumbers: numbers[n]! + from * WORD, value };
                }),
                ...given.rows.map((values, r) => ({ into: results[r]!, values })),
              ];
            },
          });
        }),
      expected: [
        ...into.flatMap((to, r) => wordsOfRows(to.rows, matrixOf(r))),
        ...numbers.flatMap((address, n) =>
          expected.map((given, i) => [address / WORD + i, given.numbers[n]!] as const)
        ),
      ],
      free: [
        ...[xs, ys, ...into].flatMap((of) => [
          transposedRegion(of),
          rowsBehind(of.rows, rows),
          ...paddingOf(of.rows, rows),
        ]),
        ...numbers.map((address) => rowsBehind({ address, stride: WORD, columns: 1 }, rows)),
      ],
    };
  };
}

/** Draws formulas: three rows and two numbers. */
function drawFormulas(seed: number) {
  const drawn = uniform(deriveKey(randomKey(seed), PURPOSE.draw, 3), 32);
  return <T>(m: Arithmetic<T>, x: readonly T[], y: readonly T[]): DrawnResults<T> => {
    let next = 0;
    const pick = <Choice>(...from: readonly Choice[]): Choice => {
      return from[Math.floor(drawn[next++]! * from.length)]!;
    };
    const two = m.constant(2);
    // A row of numbers up to 24, from two rows of numbers up to 4.
    const row = (): readonly T[] => {
      const of = pick(x, y), other = pick(x, y);
      return pick(
        () => of.map((entry, j) => m.mul(entry, other[j]!)),
        () => of.map((entry, j) => m.sub(m.mul(two, entry), other[j]!)),
        () => of.map((entry, j) => m.choose(other[j]!, m.add(entry, two), m.neg(entry))),
        () => of.map((entry, j) => m.add(entry, other.map((each) => m.mul(two, each))[j]!)),
      )();
    };
    // A number up to 2,000, from a row of numbers up to 24.
    const fold = (row: readonly T[]): T =>
      pick(
        () => sum(m, row),
        () => maximum(m, row),
        () => row.reduce((from, entry) => m.sub(entry, from)),
        () => row.reduce((total, entry) => m.sub(total, entry), two),
        () => row.reduce((top, entry) => m.choose(m.sub(entry, top), entry, top), m.zero),
        // Two numbers that swap places.
        () => row.reduce(({ s, t }, entry) => ({ s: m.sub(t, entry), t: s }), { s: two, t: two }).s,
        // The largest entry, and a number that the other row has there.
        () =>
          row.reduce(
            ({ top, at }, entry, j) => ({
              top: m.choose(m.sub(entry, top), entry, top),
              at: m.choose(m.sub(entry, top), y[j]!, m.neg(at)),
            }),
            { top: m.constant(-30), at: m.one },
          ).at,
      )();
    const first = fold(row()), base = row();
    // Zeros that are costly to compute: they must not be kept where x is still read.
    const zeros = x.map((xj) => m.xlogy(xj, m.one));
    const second = fold(
      base.map((entry, j) => m.choose(first, m.neg(entry), m.add(entry, zeros[j]!))),
    );
    // A fold in a map in a fold, up to 80 · 4 · 80.
    const nested = pick(
      () => sum(m, x.map((xj) => sum(m, y.map((yk) => m.choose(m.sub(xj, yk), yk, xj))))),
      () => sum(m, y.map((yj, j) => m.sub(yj, maximum(m, x.map((xk) => m.sub(xk, x[j]!)))))),
      () => sum(m, x.map((xj) => m.mul(xj, maximum(m, y.map((yk) => m.neg(yk)))))),
    )();
    const another = row();
    return {
      numbers: [m.sub(second, first), nested],
      rows: [
        pick(
          () => x.map((xj, j) => m.add(m.sub(xj, second), zeros[j]!)),
          () => x.map((xj, j) => sum(m, x.with(j, m.sub(xj, two)))),
          () => x.map((xj) => x.reduce((from, xk) => m.sub(m.choose(xj, xk, two), from), first)),
        )(),
        base.map((entry, j) => m.sub(m.add(entry, second), another[j]!)),
        pick(
          () => y.map((yj) => m.mul(yj, first)),
          () => y.map((yj) => x.reduce((total, xk) => m.add(total, m.mul(xk, yj)), second)),
        )(),
      ],
    };
  };
}
