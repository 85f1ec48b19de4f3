import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { postOrder } from "../../core/arithmetic/evaluate.ts";
import {
  Constant,
  type Expression,
  type Operation,
  Variable,
} from "../../core/arithmetic/expression.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import type { RowFormula } from "./capture.ts";
import { COLUMN } from "./loops.ts";
import type { Block, Schedule } from "./schedule.ts";
import { type Columns, everyOther, someColumns } from "./some_columns.ts";

/** Where rows are drawn from: of both signs, and inside the domain of every loss. */
const RANGES = [[-4, 4], [0, 1]] as const;

/** How many columns are tried at a time, at least, where loops stand inside loops. */
const TOGETHER = 8;

/** More loops inside loops than any formula has. */
const DEEPEST = 64;

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
    const drawn = generator(n);
    const rows = new Map(
      Object.entries(widths).map(([name, width]) => {
        return [name, Array.from({ length: width }, () => low + (high - low) * drawn())];
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
  const columns = new Int32Array(DEEPEST);
  const variables = new Map<string, { value: number }>();
  const variable = (name: string) => {
    if (!variables.has(name)) variables.set(name, { value: NaN });
    return variables.get(name)!;
  };
  const readerOf = (name: string): () => number => {
    const entry = entries.get(name);
    if (!entry) {
      const place = variable(name);
      return () => place.value;
    }
    const { row, level } = entry;
    if (row === COLUMN) return () => columns[level]!;
    const numbers = typeof row === "number" ? found[row]! : rows.get(row)!;
    return () => numbers[columns[level]!]!;
  };

  function runner({ loops, values }: Block): Evaluator {
    const inner = loops.map(({ before, level, length, accumulators, stores, ...bodies }) => {
      const begin = evaluator(before.map(({ value }) => value), readerOf);
      const constants = before.map(({ name }) => variable(name));
      const moving = accumulators.map(variable), storing = stores.map((result) => found[result]!);
      const [first, rest] = [runner(bodies.first), runner(bodies.rest)];
      const part = { length, columns: [] as readonly number[] };
      parts.push(part);
      return () => {
        begin.run();
        constants.forEach((constant, i) => constant.value = begin.values[begin.places[i]!]!);
        const own = part.columns;
        for (let i = 0; i < own.length; i++) {
          const j = columns[level] = own[i]!;
          const { run, values, places } = i === 0 ? first : rest;
          run();
          for (let k = 0; k < moving.length; k++) moving[k]!.value = values[places[k]!]!;
          for (let k = 0; k < storing.length; k++) {
            storing[k]![j] = values[places[moving.length + k]!]!;
          }
        }
      };
    });
    const end = evaluator(values, readerOf);
    if (inner.length === 0) return end;
    const run = () => {
      for (const loop of inner) loop();
      end.run();
    };
    return { ...end, run };
  }

  const { run, values, places } = runner(block);
  return (columnsOf) => {
    for (const part of parts) part.columns = columnsOf(part.length);
    run();
    let next = 0;
    lengths.forEach((length, i) => {
      if (length === undefined) found[i]![0] = values[places[next++]!]!;
    });
    return found;
  };
}

/** Computes expressions in float64 as often as wanted; each value is found at its place. */
interface Evaluator {
  readonly run: () => void;
  readonly values: Float64Array;
  readonly places: Int32Array;
}

function evaluator(
  roots: readonly Expression[],
  readerOf: (name: string) => () => number,
): Evaluator {
  const nodes = postOrder(roots);
  const places = new Map(nodes.map((node, i) => [node, i]));
  const values = new Float64Array(nodes.length);
  const steps = nodes.flatMap((node, i): (() => void)[] => {
    if (node instanceof Constant) {
      values[i] = node.value;
      return [];
    }
    if (node instanceof Variable) {
      const read = readerOf(node.name);
      return [() => values[i] = read()];
    }
    const { operator, operands } = node as Operation;
    const apply = float64[operator] as Arithmetic<number>["choose"];
    const [x, y = 0, z = 0] = operands.map((operand) => places.get(operand)!);
    if (operands.length === 2) {
      const both = apply as unknown as (x: number, y: number) => number;
      return [() => values[i] = both(values[x!]!, values[y]!)];
    }
    return [() => values[i] = apply(values[x!]!, values[y]!, values[z]!)];
  });
  return {
    values,
    places: Int32Array.from(roots, (root) => places.get(root)!),
    run: () => {
      for (let k = 0; k < steps.length; k++) steps[k]!();
    },
  };
}
