import {
  type Expression,
  type Expressions,
  expressions,
} from "../../../core/arithmetic/expression.ts";
import { checkedRow } from "../../../core/matrix/matrix.ts";
import { after, type Local } from "../emitter/code.ts";
import { i32, v128 } from "../emitter/instructions.ts";
import { compileFormulas, type Target } from "../formulas/formula.ts";
import { LANES, roundUp, type Rows, WORD } from "../memory/layout.ts";
import { VECTOR } from "./tile.ts";
import { transposedBlock } from "./transpose.ts";

/**
 * Rows of four examples turned, so that a vector holds one column: where formulas of whole rows read
 * and write, each lane being an example.
 */
export interface Turned {
  /** The rows. */
  readonly rows: Rows;
  /** Where their columns stand, a vector each; as many as the padded rows have. */
  readonly columns: number;
}

/** Formulas of whole rows, such as softmax with its loss. */
export interface RowFormulas {
  /** How many rows. */
  readonly rows: number;
  /** What is read, by the name that its variables begin with. */
  readonly read: Readonly<Record<string, Turned>>;
  /** The formulas, given the variables of each row that is read. */
  readonly formulas: (
    m: Expressions,
    row: (name: string) => readonly Expression[],
  ) => readonly RowResult[];
}

/** A row that is written, or one number for each row. */
export type RowResult =
  | { readonly into: Turned; readonly values: readonly Expression[] }
  | { readonly intoNumbers: number; readonly value: Expression };

/** The bytes of the columns of four rows. */
export function turnedBytes(columns: number): number {
  return roundUp(columns, LANES) * VECTOR;
}

/** Emits formulas of whole rows, four rows at a time. Rows behind the last are computed, too. */
export function emitRowFormulas(
  target: Target,
  { rows, read, formulas }: RowFormulas,
): void {
  const { f } = target;
  const m = expressions();
  const places = new Map<string, number>();
  const row = (name: string) => {
    const { rows, columns: address } = read[name]!;
    return Array.from({ length: rows.columns }, (_, j) => {
      places.set(`${name}${j}`, address + j * VECTOR);
      return m.variable(`${name}${j}`);
    });
  };
  const results = formulas(m, row);
  for (const result of results) {
    if ("into" in result) checkedRow(result.values, result.into.rows.columns);
  }
  const roots = results.flatMap((result) => "into" in result ? result.values : [result.value]);

  // Regions differ in the bytes of a row, so the group of four rows is what is counted.
  const group = f.local("i32");
  f.count({ counter: group, from: 0, below: Math.ceil(rows / LANES), by: 1 }, () => {
    for (const [name, turned] of Object.entries(read)) {
      if (places.has(`${name}0`)) emitTurn(target, turned, group);
    }
    const { values, release } = compileFormulas(target, roots, (name) => {
      return v128.load({ offset: places.get(name)! });
    });
    let next = 0;
    for (const result of results) {
      if ("into" in result) {
        for (let j = 0; j < result.values.length; j++) {
          f.do(v128.store({ offset: result.into.columns + j * VECTOR }, values[next++]!));
        }
      } else {
        const place = f.local("i32", i32.mul(group, i32.constant(VECTOR)));
        f.do(v128.store({ base: place, offset: result.intoNumbers }, values[next++]!));
        f.release(place);
      }
    }
    release();
    for (const result of results) {
      if ("into" in result) emitTurnBack(target, result.into, group);
    }
  });
  f.release(group);
}

/** Goes through the blocks of 4 × 4 of a group of four rows. */
function forEachBlock(
  { f }: Target,
  { rows, columns }: Turned,
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

function emitTurn(target: Target, turned: Turned, group: Local<"i32">): void {
  const { f } = target;
  const { stride } = turned.rows;
  forEachBlock(target, turned, group, (row, rowOffset, column, columnOffset) => {
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

/** As {@linkcode emitTurn}, the other way round: columns that were never written are zero. */
function emitTurnBack(target: Target, turned: Turned, group: Local<"i32">): void {
  const { f } = target;
  const { stride } = turned.rows;
  forEachBlock(target, turned, group, (row, rowOffset, column, columnOffset) => {
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
