import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { Constant, Expression } from "../../core/arithmetic/expression.ts";
import { COLUMN, LoopExpressions, partsOf } from "./loops.ts";

/** A result of a formula of rows: a row, or a number. */
export type RowOutput<T> = { readonly values: readonly T[] } | { readonly value: T };

/** Formulas of whole rows, generic over the arithmetic, given the rows that are read. */
export type RowFormula = <T>(
  m: Arithmetic<T>,
  row: (name: string) => readonly T[],
) => readonly RowOutput<T>[];

/** A formula of rows as loops, independent of the length of its rows. */
export interface Captured {
  readonly loops: LoopExpressions;
  /** The results of the formula, with symbolic rows. */
  readonly outputs: readonly RowOutput<Expression>[];
  /** Each result: the number, or the entry of the row in the column of the outermost loop. */
  readonly roots: readonly { readonly value: Expression; readonly length?: number }[];
  /** Whether the formula has nested loops. */
  readonly nests: boolean;
}

/**
 * Runs a formula once with symbolic rows, so that `map` and `reduce` become loops.
 *
 * `row.map(f)` calls f for one generic column, and `row.reduce(f)` for one accumulator and one column;
 * `row[j]` and `row.with(j, x)` work where j is such a column. Entries and accumulators may be records
 * of numbers, such as dual numbers.
 *
 * @param widths The length of each row that the formula may read.
 * @returns The loops; undefined if the formula does anything else with a row, such as reading entry 2.
 * A decision by the number of a column, such as `j === 0`, is left for `agreesWith` to detect.
 */
export function captureRows(
  formula: RowFormula,
  widths: Readonly<Record<string, number>>,
): Captured | undefined {
  const capture = new Capture();
  const { loops } = capture;
  try {
    const outputs = formula(loops.m, (name) => {
      const entry = loops.entry(name, 0);
      return capture.row<Expression>({ level: 0, length: widths[name]!, entry });
    });
    const roots = outputs.map((output) => capture.root(output));
    const nodes = postOrder(roots.map(({ value }) => value), partsOf);
    // A column used as a number.
    if (nodes.some((node) => node instanceof Constant && typeof node.value !== "number")) return;
    return capture.isAstray ? undefined : { loops, outputs, roots, nests: capture.nests };
  } catch {
    // An error of the formula itself is thrown again when it is unrolled.
    return undefined;
  }
}

/** A symbolic row: its entry in the column of the loop at a level. */
interface Row {
  readonly level: number;
  readonly length: number;
  /** An expression, or a record of expressions. */
  readonly entry: unknown;
}

/** The column of a loop as a formula sees it, usable only as an index of a row. */
class Column {
  readonly #onAsked: (key: string) => void;

  constructor(readonly level: number, readonly key: string, onAsked: (key: string) => void) {
    this.#onAsked = onAsked;
  }

  [Symbol.toPrimitive](hint: string): string {
    if (hint !== "string") return leave();
    this.#onAsked(this.key);
    return this.key;
  }
}

type Body = (...of: unknown[]) => unknown;

class Capture {
  readonly loops = new LoopExpressions();
  /** Whether a row was used as no loop can, even if the formula caught the error. */
  left = false;
  nests = false;
  /** The key of a column that was asked for, until a row is read there, which must come next. */
  #asked: string | undefined;
  readonly #rows = new WeakMap<object, Row>();
  /** The loops whose bodies are running, the outermost first. */
  readonly #open: { readonly column: Column; readonly length: number }[] = [];
  #opened = 0;

  /** Whether the formula cannot be loops: it misused a row, or indexed another array by a column. */
  get isAstray(): boolean {
    return this.left || this.#asked !== undefined;
  }

  /** A row as a formula sees it. */
  row<T>(row: Row): readonly T[] {
    const none = (): never => {
      this.left = true;
      return leave();
    };
    const target: T[] = [];
    target.length = row.length;
    const seen: readonly T[] = new Proxy(target, {
      get: (_, key) => {
        if (key === "length") return row.length;
        if (key === "map") return (f: Body) => this.#map(row, seen, f);
        if (key === "reduce") {
          return (f: Body, ...init: [unknown]) => this.#reduce(row, seen, f, init);
        }
        if (key === "with") {
          return (column: unknown, entry: unknown) => this.#with(row, column, entry);
        }
        const loop = this.#open.find(({ column }) => column.key === key);
        if (this.#asked === key) this.#asked = undefined;
        return loop ? this.#at(row, loop) : none();
      },
      ...{ has: none, ownKeys: none, getOwnPropertyDescriptor: none },
      ...{ set: none, defineProperty: none, deleteProperty: none },
    });
    this.#rows.set(seen, row);
    return seen;
  }

  /** An output in the column of the outermost loop. */
  root(output: RowOutput<unknown>): { readonly value: Expression; readonly length?: number } {
    const row = "values" in output ? this.#rows.get(output.values) ?? leave() : undefined;
    const value = row ? row.entry : (output as { readonly value: unknown }).value;
    if (!(value instanceof Expression) || this.loops.depthOf(value) > (row ? 1 : 0)) leave();
    return { value, ...(row && { length: row.length }) };
  }

  #map(row: Row, seen: unknown, f: Body): readonly unknown[] {
    const level = this.#open.length;
    const { moved } = this.#inLoop(row, (entry, column) => f(entry, column, seen));
    numbersOf(moved);
    return this.row({ level, length: row.length, entry: moved });
  }

  #reduce(row: Row, seen: unknown, f: Body, init: readonly unknown[]): unknown {
    const { loops } = this, level = this.#open.length;
    let shape: unknown, accumulators: Expression[] = [];
    const { entry, moved } = this.#inLoop(row, (entry, column) => {
      shape = init.length > 0 ? init[0] : entry;
      accumulators = numbersOf(shape).map((_, k) => loops.accumulator(level, k));
      return f(recordOf(shape, accumulators), entry, column, seen);
    });
    const step = numbersOf(moved);
    if (step.length !== accumulators.length) leave();
    const first = init.length === 0
      ? numbersOf(entry)
      : loops.replaced(step, level, (node) => numbersOf(init[0])[accumulators.indexOf(node)]);
    return recordOf(shape, loops.folds(level, row.length, first, step));
  }

  /** The row with another entry in the column of an open loop. */
  #with(row: Row, column: unknown, entry: unknown): readonly unknown[] {
    const { loops } = this, { m } = loops, level = this.#open.length;
    const open = this.#open.find((open) => open.column === column) ?? leave();
    if (row.length < open.length) leave();
    const distance = m.sub(loops.entry(COLUMN, level), loops.entry(COLUMN, open.column.level));
    const equal = m.sub(m.one, m.mul(distance, distance));
    const others = loops.inColumn(numbersOf(row.entry), row.level, level);
    const own = numbersOf(entry);
    if (own.length !== others.length) leave();
    const chosen = own.map((x, k) => m.choose(equal, x, others[k]!));
    return this.row({ level, length: row.length, entry: recordOf(row.entry, chosen) });
  }

  /** Runs the body of a loop over a row. */
  #inLoop(row: Row, body: Body): { readonly entry: unknown; readonly moved: unknown } {
    if (row.length === 0) leave();
    const level = this.#open.length;
    this.nests ||= level > 0;
    const column = new Column(level, `column ${level} of loop ${this.#opened++}`, (key) => {
      this.left ||= this.#asked !== undefined; // as in `${j},${k}`
      this.#asked = key;
    });
    const open = { column, length: row.length };
    this.#open.push(open);
    try {
      const entry = this.#at(row, open);
      return { entry, moved: body(entry, column) };
    } finally {
      this.#open.pop();
    }
  }

  /** The entry of a row in the column of an open loop. */
  #at(row: Row, { column, length }: { readonly column: Column; readonly length: number }): unknown {
    if (row.length < length) leave();
    const entries = this.loops.inColumn(numbersOf(row.entry), row.level, column.level);
    return recordOf(row.entry, entries);
  }
}

function leave(): never {
  throw new RangeError("Found no loop over columns");
}

/** The numbers of a record, such as a dual number, or a single expression. */
function numbersOf(value: unknown): Expression[] {
  if (value instanceof Expression) return [value];
  if (typeof value !== "object" || value === null) leave();
  const numbers = Object.keys(value).sort().flatMap((key) => {
    return numbersOf((value as Record<string, unknown>)[key]);
  });
  return numbers.length > 0 ? numbers : leave();
}

/** A record of the same shape with other numbers. */
function recordOf(shape: unknown, numbers: readonly Expression[]): unknown {
  let next = 0;
  function made(shape: unknown): unknown {
    if (shape instanceof Expression) return numbers[next++];
    const record = Array.isArray(shape) ? [] : Object.create(Object.getPrototypeOf(shape));
    for (const key of Object.keys(shape as object).sort()) {
      record[key] = made((shape as Record<string, unknown>)[key]);
    }
    return record;
  }
  return made(shape);
}
