import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { postOrder } from "../../core/arithmetic/evaluate.ts";
import {
  Constant,
  type Expression,
  Operation,
  Variable,
} from "../../core/arithmetic/expression.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import type { RowFormula } from "./capture.ts";
import { COLUMN } from "./loops.ts";
import type { Block, Schedule } from "./schedule.ts";
import { type Columns, everyOther, someColumns } from "./some_columns.ts";

/** Where rows are drawn from: of both signs, of each, the last inside the domain of every loss. */
const RANGES = [[-4, 4], [-4, 0], [0, 1]] as const;

/** How many columns are tried at a time, at least, where loops stand inside loops. */
const TOGETHER = 8;

/**
 * Whether a schedule computes what a formula does, in float64 and to the bit, on rows drawn at random.
 *
 * A captured formula was run for one column that stands for all; whoever asks for the number of a
 * column, as `j === 0` does, is found out here, since the formula itself is run on rows of numbers, all
 * columns taking part.
 *
 * @param schedule The schedule of a formula that was captured.
 * @param formula The formula.
 * @param widths The length of each row that it may read.
 */
export function agreesWith(
  schedule: Schedule,
  formula: RowFormula,
  widths: Readonly<Record<string, number>>,
): boolean {
  const nested = schedule.block.loops.some(({ rest }) => rest.loops.length > 0);
  const parts = nested ? Math.ceil(Math.min(...Object.values(widths)) / TOGETHER) : 1;
  return RANGES.every(([low, high], n) => {
    const draw = generator(n);
    const rows = new Map(
      Object.entries(widths).map(([name, width]) => {
        const row: number[] = [];
        while (row.length < width) row.push(low + (high - low) * draw());
        return [name, row];
      }),
    );
    const compute = reader(schedule, rows);
    return Array.from({ length: parts }, (_, part) => part).every((part) => {
      const known = new Map<number, Columns>();
      const columnsOf = (length: number): Columns => {
        if (!known.has(length)) known.set(length, everyOther(length, part, parts));
        return known.get(length)!;
      };
      const some = (row: readonly number[]) => {
        const columns = columnsOf(row.length);
        return someColumns(row.length, columns, columns.numbers.map((j) => row[j]!));
      };
      try {
        const expected = formula(float64, (name) => {
          const row = rows.get(name)!;
          return parts === 1 ? row : some(row);
        });
        const found = compute((length) => columnsOf(length).numbers);
        return expected.every((output, i) => {
          if ("value" in output) return Object.is(output.value, found[i]![0]);
          const { values } = output;
          return columnsOf(values.length).numbers.every((j) => Object.is(values[j], found[i]![j]));
        });
      } catch {
        return false; // It went another way than when it was captured.
      }
    });
  });
}

/** Numbers between 0 and 1, drawn quickly: a linear congruential generator modulo 2³². */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = Math.imul(state, 1_664_525) + 1_013_904_223 >>> 0) / 2 ** 32;
}

/**
 * Reads a schedule in float64.
 *
 * @param schedule The schedule.
 * @param rows The rows that are read.
 * @returns What computes the results, numbers as rows of one, given the columns that take part.
 */
function reader(
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

  /** What computes expressions, and the places of their values among the numbers. */
  function evaluator(roots: readonly Expression[]): Evaluator {
    const steps: (() => void)[] = [];
    const places = new Map<Expression, number>();
    for (const node of postOrder(roots)) {
      const entry = node instanceof Variable && entries.get(node.name);
      const place = node instanceof Variable && !entry
        ? variable(node.name)
        : placeOf(node instanceof Constant ? node.value : NaN);
      places.set(node, place);
      if (entry) {
        const { row, level } = entry;
        const from = typeof row === "number" ? found[row]! : rows.get(row as string)!;
        steps.push(
          row === COLUMN
            ? () => numbers[place] = columns[level]!
            : () => numbers[place] = from[columns[level]!]!,
        );
      } else if (node instanceof Operation) {
        const apply = float64[node.operator] as Arithmetic<number>["choose"];
        const [x, y = 0, z = 0] = node.operands.map((operand) => places.get(operand)!);
        steps.push(() => numbers[place] = apply(numbers[x!]!, numbers[y]!, numbers[z]!));
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
          // All are read before any is set: one may move to where another was.
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

/** What computes some numbers as often as wanted. */
interface Evaluator {
  readonly run: () => void;
  readonly places: readonly number[];
}
