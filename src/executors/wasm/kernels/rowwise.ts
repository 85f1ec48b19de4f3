import type { Arithmetic } from "../../../core/arithmetic/arithmetic.ts";
import type { Expression } from "../../../core/arithmetic/expression.ts";
import { checkedRow } from "../../../core/matrix/matrix.ts";
import type { RowOutput } from "../../lower/capture.ts";
import { EXPANDED, limited, loopsOf } from "../../lower/row_formulas.ts";
import { after, type Code, type Local } from "../emitter/code.ts";
import { f32, f32x4, i32, v128 } from "../emitter/instructions.ts";
import { compileFormulas, type Target } from "../formulas/formula.ts";
import { compileLoops } from "../formulas/loops.ts";
import { LANES, roundUp, type Rows, VECTOR, WORD } from "../memory/layout.ts";
import { transposedBlock } from "./transpose.ts";

/** Rows, and room for four of them transposed: formulas of rows compute an example in each lane. */
export interface Transposed {
  readonly rows: Rows;
  /** The address of the columns, a vector each, as many as padded rows have. */
  readonly columns: number;
}

/** Formulas of whole rows, such as softmax with its loss. */
export interface RowFormulas {
  /** The name of the function, for messages. */
  readonly name: string;
  readonly rows: number;
  /** The rows that are read, by the prefix of their variables. */
  readonly read: Readonly<Record<string, Transposed>>;
  /** Rows that are the same for all examples, such as parameters; formulas with them are unrolled. */
  readonly shared?: Readonly<Record<string, SharedRow>>;
  /** The formulas, given the entries of each row that is read. */
  readonly formulas: <T>(
    m: Arithmetic<T>,
    row: (name: string) => readonly T[],
  ) => readonly RowResult<T>[];
}

/** Contiguous numbers. */
export interface SharedRow {
  readonly address: number;
  readonly columns: number;
}

/** A result and its place: a row that is written, or one number for each row. */
export type Placed<T, Region> =
  | { readonly into: Region; readonly values: readonly T[] }
  | { readonly intoNumbers: number; readonly value: T };

/** A result of formulas of rows. */
export type RowResult<T> = Placed<T, Transposed>;

/** The results of formulas with their places: a region for a row, an address for a number. */
export function placed<T, Region extends object>(
  outputs: readonly RowOutput<T>[],
  places: readonly (Region | number)[],
): Placed<T, Region>[] {
  return outputs.map((output, i) => {
    const place = places[i]!;
    return (typeof place === "number"
      ? { ...output, intoNumbers: place }
      : { ...output, into: place }) as Placed<T, Region>;
  });
}

/** The size of the columns of four rows. */
export function transposedBytes(columns: number): number {
  return roundUp(columns, LANES) * VECTOR;
}

/** The most operations of unrolled formulas: no engine accepts a function of so many. */
const MOST_OPERATIONS = 2 ** 19;

/** Emits formulas of whole rows, four rows at a time, including rows beyond the last. */
export function emitRowFormulas(target: Target, of: RowFormulas): void {
  const { f } = target, { rows, read } = of;
  const { results, names, direct, emit } = looped(of) ?? expanded(of);
  // Regions differ in stride, so groups of four rows are counted.
  const group = f.local("i32");
  f.count({ counter: group, from: 0, below: Math.ceil(rows / LANES), by: 1 }, () => {
    for (const name of names) emitTransposeRows(target, read[name]!, group);
    emit(target, group, (numbers) => {
      let next = 0;
      for (const result of results) {
        if ("into" in result) continue;
        const place = f.local("i32", i32.mul(group, i32.constant(VECTOR)));
        f.do(v128.store({ base: place, offset: result.intoNumbers }, numbers[next++]!));
        f.release(place);
      }
    });
    for (const result of results) {
      if ("into" in result && !direct) emitTransposeBack(target, result.into, group);
    }
  });
  f.release(group);
}

/** Formulas ready to be emitted. */
interface Ready {
  readonly results: readonly RowResult<Expression>[];
  /** The rows that are read. */
  readonly names: readonly string[];
  /** Whether results are stored in rows at once, as the columns in their place are read again. */
  readonly direct?: boolean;
  /** Computes the columns of the results, and passes those that are numbers to `use`. */
  readonly emit: (
    target: Target,
    group: Local<"i32">,
    use: (numbers: readonly Code<"v128">[]) => void,
  ) => void;
}

/** Formulas of wide rows as loops, if they can be. */
function looped({ read, shared, formulas }: RowFormulas): Ready | undefined {
  if (shared !== undefined) return undefined;
  const widths = Object.fromEntries(
    Object.entries(read).map(([name, { rows }]) => [name, rows.columns]),
  );
  if (Object.values(widths).every((width) => width <= EXPANDED)) return undefined;
  const placesOf = (outputs: readonly RowOutput<Expression>[]) =>
    (outputs as readonly RowResult<Expression>[])
      .map((result) => "into" in result ? result.into : undefined);
  const isInPlace = (transposed: Transposed | undefined) =>
    Object.values(read).some(({ columns }) => columns === transposed?.columns);
  const found = loopsOf(formulas, widths, (outputs) => !placesOf(outputs).some(isInPlace));
  if (!found) return undefined;
  const { schedule } = found, into = placesOf(found.outputs), inPlace = into.some(isInPlace);
  const results = checkedRows(found.outputs as readonly RowResult<Expression>[]);
  const direct = inPlace && schedule.readsAgain;
  const used = new Set(Array.from(schedule.entries.values(), ({ row }) => row));
  const columnsOf = (row: string | number) =>
    (typeof row === "string" ? read[row]! : into[row]!).columns;
  return {
    ...{ results, direct, names: Object.keys(read).filter((name) => used.has(name)) },
    emit: (target, group, use) => {
      const store = (result: number, base: Code<"i32">, value: Code<"v128">) =>
        direct
          ? emitColumn(target, into[result]!.rows, group, base, value)
          : target.f.do(v128.store({ base, offset: columnsOf(result) }, value));
      const placeOf = (row: string | number, base: Code<"i32">) => ({
        base,
        offset: columnsOf(row),
      });
      compileLoops(target, schedule, placeOf, store, use);
    },
  };
}

/** Stores a column, an entry in each of four rows. */
function emitColumn(
  { f }: Target,
  { address, stride }: Rows,
  group: Local<"i32">,
  column: Code<"i32">,
  value: Code<"v128">,
): void {
  const row = i32.mul(group, i32.constant(LANES * stride));
  const base = f.local("i32", i32.add(row, i32.shrUnsigned(column, i32.constant(2))));
  for (let r = 0; r < LANES; r++) {
    f.do(f32.store({ base, offset: address + r * stride }, f32x4.lane(value, r)));
  }
  f.release(base);
}

/** Formulas of rows, unrolled column by column. */
function expanded({ name, read, shared = {}, formulas }: RowFormulas): Ready {
  const widest = Math.max(...Object.values(read).map(({ rows }) => rows.columns));
  const m = limited(`${name} of rows of ${widest}`, MOST_OPERATIONS);
  const places = new Map<string, Code<"v128">>();
  const names = new Set<string>();
  const results = checkedRows(formulas<Expression>(m, (name) => {
    const same = shared[name], own = read[name];
    if (!same) names.add(name);
    return Array.from({ length: same?.columns ?? own!.rows.columns }, (_, j) => {
      const variable = `${name}:${j}`;
      const code = same
        ? v128.loadSplat({ offset: same.address + j * WORD })
        : v128.load({ offset: own!.columns + j * VECTOR });
      places.set(variable, code);
      return m.variable(variable);
    });
  }));
  const roots = results.flatMap((result) => "into" in result ? result.values : [result.value]);
  return {
    ...{ results, names: [...names] },
    emit: (target, _, use) => {
      const { values, release } = compileFormulas(target, roots, (name) => places.get(name)!);
      let next = 0;
      const numbers = results.flatMap((result) => {
        if (!("into" in result)) return [values[next++]!];
        for (let j = 0; j < result.values.length; j++) {
          target.f.do(v128.store({ offset: result.into.columns + j * VECTOR }, values[next++]!));
        }
        return [];
      });
      use(numbers);
      release();
    },
  };
}

function checkedRows(results: readonly RowResult<Expression>[]): readonly RowResult<Expression>[] {
  for (const result of results) {
    if ("into" in result) checkedRow(result.values, result.into.rows.columns);
  }
  return results;
}

/** Loops over the 4 × 4 blocks of a group of four rows. */
function forEachBlock(
  { f }: Target,
  { rows, columns }: Transposed,
  group: Local<"i32">,
  body: (row: Local<"i32">, rowOffset: number, column: Local<"i32">, columnOffset: number) => void,
): void {
  const row = f.local("i32", i32.mul(group, i32.constant(LANES * rows.stride)));
  const column = f.local("i32", i32.constant(0));
  const counter = f.local("i32");
  const below = roundUp(rows.columns, LANES) * WORD;
  f.count({ counter, from: 0, below, by: VECTOR }, () => {
    body(row, rows.address, column, columns);
    f.set(row, i32.add(row, i32.constant(VECTOR)));
    f.set(column, i32.add(column, i32.constant(LANES * VECTOR)));
  });
  f.release(row, column, counter);
}

function emitTransposeRows(target: Target, transposed: Transposed, group: Local<"i32">): void {
  const { f } = target;
  const { stride } = transposed.rows;
  forEachBlock(target, transposed, group, (row, rowOffset, column, columnOffset) => {
    const block = Array.from({ length: LANES }, (_, r) => {
      return f.local("v128", v128.load({ base: row, offset: rowOffset + r * stride }));
    });
    const columns = transposedBlock(target, block);
    columns.forEach((x, j) => {
      f.do(v128.store(after({ base: column, offset: columnOffset }, j * VECTOR), x));
    });
    f.release(...block, ...columns);
  });
}

/** The reverse of {@linkcode emitTransposeRows}; columns that were never written are zero. */
function emitTransposeBack(target: Target, transposed: Transposed, group: Local<"i32">): void {
  const { f } = target;
  const { stride } = transposed.rows;
  forEachBlock(target, transposed, group, (row, rowOffset, column, columnOffset) => {
    const block = Array.from({ length: LANES }, (_, j) => {
      return f.local("v128", v128.load({ base: column, offset: columnOffset + j * VECTOR }));
    });
    const rows = transposedBlock(target, block);
    rows.forEach((x, r) => {
      f.do(v128.store(after({ base: row, offset: rowOffset }, r * stride), x));
    });
    f.release(...block, ...rows);
  });
}
