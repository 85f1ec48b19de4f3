import { postOrder } from "../../core/arithmetic/evaluate.ts";
import {
  Constant,
  type Expression,
  Operation,
  Variable,
} from "../../core/arithmetic/expression.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import type { Captured, RowFormula } from "./capture.ts";
import { hashes } from "./hashes.ts";
import { COLUMN } from "./loops.ts";
import type { Block, Schedule } from "./schedule.ts";
import { type Columns, everyOther, sideBySide, someColumns } from "./some_columns.ts";

/** The most columns that are always tested together, even with nested loops. */
const ALL_TOGETHER = 256;

/** The least number of columns tested at a time if there are more, and nested loops. */
const TOGETHER = 8;

/** Partitions of the columns of a wide row in which each but the first once follows another. */
const PARTINGS: readonly Parting[] = [
  everyOther,
  (length, part, parts) => sideBySide(length, part, parts, 0),
  (length, part, parts) => sideBySide(length, part, parts, 5),
];

type Parting = (length: number, part: number, parts: number) => Columns;

/**
 * Whether a schedule computes what a formula does, operation for operation, by hashes.
 *
 * A captured formula was run for one generic column; a formula that depends on the number of a column,
 * such as `j === 0`, is detected here by running it on rows of values, in all columns. With nested loops
 * over wide rows, only some pairs of columns are tested: those of one residue class, and neighbours.
 *
 * @param widths The length of each row that the formula may read.
 */
export function agreesWith(
  schedule: Schedule,
  { nests }: Captured,
  formula: RowFormula,
  widths: Readonly<Record<string, number>>,
): boolean {
  const widest = Math.max(0, ...Object.values(widths));
  const parts = nests && widest > ALL_TOGETHER
    ? Math.ceil(Math.min(...Object.values(widths)) / TOGETHER)
    : 1;
  return PARTINGS.slice(0, parts === 1 ? 2 : PARTINGS.length).every((parting, n) => {
    const draw = generator(n);
    const rows = new Map(
      Object.entries(widths).map(([name, width]) => [name, Array.from({ length: width }, draw)]),
    );
    const compute = interpreter(schedule, rows);
    return Array.from({ length: parts }, (_, part) => part).every((part) => {
      const known = new Map<number, Columns>();
      const columnsOf = (length: number): Columns => {
        if (!known.has(length)) {
          known.set(length, parts === 1 ? everyOther(length, 0, 1) : parting(length, part, parts));
        }
        return known.get(length)!;
      };
      const some = (row: readonly number[]) => {
        const columns = columnsOf(row.length);
        return someColumns(row.length, columns, columns.numbers.map((j) => row[j]!));
      };
      try {
        const expected = formula(hashes, (name) => {
          const row = rows.get(name)!;
          return parts === 1 ? row : some(row);
        });
        const found = compute((length) => columnsOf(length).numbers);
        return expected.every((output, i) => {
          if ("value" in output) return output.value === found[i]![0];
          const { values } = output;
          return columnsOf(values.length).numbers.every((j) => values[j] === found[i]![j]);
        });
      } catch {
        return false; // It took another branch than when it was captured.
      }
    });
  });
}

/** A linear congruential generator modulo 2³². */
function generator(seed: number): () => number {
  let state = seed;
  return () => state = Math.imul(state, 1_664_525) + 1_013_904_223 >>> 0;
}

/**
 * Interprets a schedule over hashes; differences of columns, which `with` chooses by, are numbers.
 *
 * @returns A function from the columns to compute to the results, numbers as rows of length 1.
 */
function interpreter(
  { block, lengths, entries }: Schedule,
  rows: ReadonlyMap<string, readonly number[]>,
): (columnsOf: (length: number) => readonly number[]) => readonly Float64Array[] {
  const found = lengths.map((length = 1) => new Float64Array(length));
  const parts: { readonly length: number; columns: readonly number[] }[] = [];
  const columns: number[] = [];
  const numbers: number[] = [];
  const placeOf = (value: number) => numbers.push(value) - 1;
  const variables = new Map<string, number>();
  const variable = (name: string) => {
    if (!variables.has(name)) variables.set(name, placeOf(NaN));
    return variables.get(name)!;
  };

  function evaluator(roots: readonly Expression[]): Evaluator {
    const steps: (() => void)[] = [];
    const places = new Map<Expression, number>(), exact = new Set<Expression>();
    const isExact = (node: Expression) => node instanceof Constant || exact.has(node);
    for (const node of postOrder(roots)) {
      const entry = node instanceof Variable && entries.get(node.name);
      const place = node instanceof Variable && !entry
        ? variable(node.name)
        : placeOf(node instanceof Constant ? hashes.constant(node.value) : NaN);
      places.set(node, place);
      if (entry) {
        const { row, level } = entry;
        if (row === COLUMN) exact.add(node);
        const from = typeof row === "number" ? found[row]! : rows.get(row as string)!;
        steps.push(
          row === COLUMN
            ? () => numbers[place] = columns[level]!
            : () => numbers[place] = from[columns[level]!]!,
        );
      } else if (node instanceof Operation) {
        const { operator, operands } = node;
        const byColumn = operands.some((operand) => exact.has(operand));
        const isNumber = byColumn && operator !== "choose" && operands.every(isExact);
        if (isNumber) exact.add(node);
        const read = byColumn ? float64 : hashes;
        const apply = read[operator] as (...operands: number[]) => number;
        const own = operands.map((operand) =>
          isNumber && operand instanceof Constant ? placeOf(operand.value) : places.get(operand)!
        );
        const [x, y, z] = own as [number, number, number];
        steps.push(
          [
            () => numbers[place] = apply(numbers[x]!),
            () => numbers[place] = apply(numbers[x]!, numbers[y]!),
            () => numbers[place] = apply(numbers[x]!, numbers[y]!, numbers[z]!),
          ][own.length - 1]!,
        );
      }
    }
    const run = () => {
      for (let k = 0; k < steps.length; k++) steps[k]!();
    };
    return { run, places: roots.map((root) => places.get(root)!) };
  }

  function runner({ loops, values }: Block): Evaluator {
    const inner = loops.map(({ before, level, length, accumulators, stores, ...bodies }) => {
      const begin = evaluator(before.map(({ value }) => value));
      const begun = before.map(({ name }) => variable(name));
      const moving = accumulators.map(variable), storing = stores.map((result) => found[result]!);
      const moved = new Float64Array(moving.length);
      const [first, rest] = [runner(bodies.first), runner(bodies.rest)];
      const part = { length, columns: [] as readonly number[] };
      parts.push(part);
      return () => {
        begin.run();
        begun.forEach((place, i) => numbers[place] = numbers[begin.places[i]!]!);
        for (let i = 0; i < part.columns.length; i++) {
          const j = columns[level] = part.columns[i]!;
          const { run, places } = i === 0 ? first : rest;
          run();
          // All are read before any is set, as the new value of one may be the old value of another.
          for (let k = 0; k < moving.length; k++) moved[k] = numbers[places[k]!]!;
          for (let k = 0; k < moving.length; k++) numbers[moving[k]!] = moved[k]!;
          for (let k = 0; k < storing.length; k++) {
            storing[k]![j] = numbers[places[moving.length + k]!]!;
          }
        }
      };
    });
    const end = evaluator(values);
    const run = () => {
      for (const loop of inner) loop();
      end.run();
    };
    return inner.length === 0 ? end : { ...end, run };
  }

  const { run, places } = runner(block);
  return (columnsOf) => {
    for (const part of parts) part.columns = columnsOf(part.length);
    run();
    let next = 0;
    lengths.forEach((length, i) => {
      if (length === undefined) found[i]![0] = numbers[places[next++]!]!;
    });
    return found;
  };
}

/** Computes numbers, and where to find them. */
interface Evaluator {
  readonly run: () => void;
  readonly places: readonly number[];
}
