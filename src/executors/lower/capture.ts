import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { Constant, Expression } from "../../core/arithmetic/expression.ts";
import { LoopExpressions, partsOf } from "./loops.ts";

/** What a formula of rows gives: a row, or a number. */
export type RowOutput<T> = { readonly values: readonly T[] } | { readonly value: T };

/** Formulas of whole rows, over any arithmetic, given the rows that are read. */
export type RowFormula = <T>(
  m: Arithmetic<T>,
  row: (name: string) => readonly T[],
) => readonly RowOutput<T>[];

/** A formula of rows as loops, whatever its rows' length. */
export interface Captured {
  /** Its expressions. */
  readonly loops: LoopExpressions;
  /** What the formula gave, rows in it being symbols. */
  readonly outputs: readonly RowOutput<Expression>[];
  /** Of each output: the number, or the entry of the row in the column of the outermost loop. */
  readonly roots: readonly { readonly value: Expression; readonly length?: number }[];
}

/** Thrown where a formula does with a row what no loop over its columns does. */
class NotLoops extends Error {}

function leave(): never {
  throw new NotLoops();
}

/** What a symbolic row is: its entry in the column of the loop at a level. */
interface Row {
  readonly level: number;
  readonly length: number;
  readonly entry: Expression;
}

/** The column of a loop, as a formula sees it: no number, but an index of a row. */
class Column {
  constructor(readonly key: string) {}

  [Symbol.toPrimitive](hint: string): string {
    return hint === "string" ? this.key : leave();
  }
}

const COLUMN = /^column (\d+) of loop \d+$/;

/**
 * Runs a formula once with symbols for rows, so that `map` and `reduce` become loops.
 *
 * `row.map(f)` calls f for one column that stands for all, `row.reduce(f)` for one accumulator and
 * one column, and `row[j]` is understood where j is such a column.
 *
 * @param formula The formula.
 * @param widths The length of each row that it may read.
 * @returns The loops; undefined if the formula does anything else with a row, such as reading entry
 * 2. Whether a formula decides by the number of a column cannot be seen here: `agreesWith` tells.
 */
export function captureRows(
  formula: RowFormula,
  widths: Readonly<Record<string, number>>,
): Captured | undefined {
  const capture = new Capture();
  const { loops } = capture;
  try {
    const outputs = formula(loops.m, (name) => {
      return capture.row({ level: 0, length: widths[name]!, entry: loops.entry(name, 0) });
    });
    const roots = outputs.map((output) => capture.root(output));
    const nodes = postOrder(roots.map(({ value }) => value), partsOf);
    // A column in the place of a number.
    if (nodes.some((node) => node instanceof Constant && typeof node.value !== "number")) leave();
    return capture.left ? undefined : { loops, outputs, roots };
  } catch (error) {
    if (error instanceof NotLoops) return undefined;
    throw error;
  }
}

class Capture {
  readonly loops = new LoopExpressions();
  /** Whether the formula caught what told it to leave. */
  left = false;
  readonly #rows = new WeakMap<object, Row>();
  /** The loops whose body is being run, the outermost first. */
  readonly #open: { readonly key: string; readonly length: number }[] = [];
  #opened = 0;

  /** A row, as a formula sees it. */
  row(row: Row): readonly Expression[] {
    const leaveRow = () => {
      this.left = true;
      return leave();
    };
    const target: Expression[] = [];
    target.length = row.length;
    const seen: readonly Expression[] = new Proxy(target, {
      get: (_, key) => {
        if (key === "length") return row.length;
        if (key === "map") return (f: Body) => this.#map(row, seen, f);
        if (key === "reduce") return (f: Body, ...init: []) => this.#reduce(row, seen, f, init);
        const column = typeof key === "string" ? COLUMN.exec(key) : null;
        return column ? this.#at(row, Number(column[1]), column[0]) : leaveRow();
      },
      ...{ has: leaveRow, ownKeys: leaveRow, getOwnPropertyDescriptor: leaveRow },
      ...{ set: leaveRow, defineProperty: leaveRow, deleteProperty: leaveRow },
    });
    this.#rows.set(seen, row);
    return seen;
  }

  /** What an output is in the column of the outermost loop. */
  root(output: RowOutput<unknown>): { readonly value: Expression; readonly length?: number } {
    if ("value" in output) {
      const value = checked(output.value);
      return this.loops.depthOf(value) > 0 ? leave() : { value };
    }
    const row = this.#rows.get(output.values) ?? leave();
    return row.level > 0 ? leave() : { value: row.entry, length: row.length };
  }

  #map(row: Row, seen: readonly Expression[], f: Body): readonly Expression[] {
    const level = this.#open.length;
    const entry = this.#inLoop(row, (entry, column) => checked(f(entry, column, seen)));
    return this.row({ level, length: row.length, entry });
  }

  #reduce(row: Row, seen: readonly Expression[], f: Body, init: unknown[]): Expression {
    const { loops } = this, level = this.#open.length;
    const accumulator = loops.accumulator(level);
    const { entry, value: step } = this.#inLoop(row, (entry, column) => {
      return { entry, value: checked(f(accumulator, entry, column, seen)) };
    });
    if (init.length === 0) return loops.fold(level, row.length, entry, step);
    const start = checked(init[0]);
    const [first] = loops.rewritten([step], (node) => {
      return node === accumulator ? start : loops.depthOf(node) <= level ? node : undefined;
    });
    return loops.fold(level, row.length, first!, step);
  }

  /** Runs the body of a loop over a row. */
  #inLoop<R>(row: Row, body: (entry: Expression, column: Column) => R): R {
    if (row.length === 0) leave();
    const level = this.#open.length;
    const key = `column ${level} of loop ${this.#opened++}`;
    this.#open.push({ key, length: row.length });
    try {
      return body(this.#at(row, level, key), new Column(key));
    } finally {
      this.#open.pop();
    }
  }

  /** The entry of a row in the column of an open loop. */
  #at(row: Row, level: number, key: string): Expression {
    const loop = this.#open[level];
    if (loop?.key !== key || row.length < loop.length || level < row.level) leave();
    return this.loops.shifted([row.entry], row.level, level - row.level)[0]!;
  }
}

type Body = (...of: unknown[]) => unknown;

/** An expression, if it is one: not a row in a row, a pair or a dual number. */
function checked(value: unknown): Expression {
  return value instanceof Expression ? value : leave();
}
