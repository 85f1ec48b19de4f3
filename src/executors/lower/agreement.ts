import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { postOrder } from "../../core/arithmetic/evaluate.ts";
import {
  Constant,
  type Expression,
  type Operation,
  Variable,
} from "../../core/arithmetic/expression.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { deriveKey, PURPOSE, randomKey, uniform } from "../../core/random/random.ts";
import type { RowFormula, RowOutput } from "./capture.ts";
import type { Block, Schedule } from "./schedule.ts";

/** Where rows are drawn from: of both signs, and inside the domain of every loss. */
const RANGES = [[-4, 4], [0, 1]] as const;

/**
 * Whether a schedule computes what a formula does, in float64 and to the bit, on rows drawn at random.
 *
 * A captured formula was run for one column that stands for all; whoever asks for the number of a
 * column, as `j === 0` does, is found out here, since the formula itself is run on rows of numbers.
 *
 * @param schedule The schedule.
 * @param formula The formula.
 * @param widths The length of each row that it may read.
 */
export function agreesWith(
  schedule: Schedule,
  formula: RowFormula,
  widths: Readonly<Record<string, number>>,
): boolean {
  return RANGES.every(([low, high], n) => {
    const rows = new Map(
      Object.entries(widths).map(([name, width], k) => {
        const key = deriveKey(randomKey(width), PURPOSE.draw, n, k);
        return [name, uniform(key, width, low, high)];
      }),
    );
    const expected = formula(float64, (name) => Array.from(rows.get(name)!));
    const found = computed(schedule, rows, expected);
    return expected.every((output, i) => {
      if ("value" in output) return Object.is(output.value, found[i]![0]);
      return output.values.every((value, j) => Object.is(value, found[i]![j]));
    });
  });
}

/** What a schedule computes in float64: the rows, and the numbers as rows of one. */
function computed(
  { block, entries }: Schedule,
  rows: ReadonlyMap<string, Float64Array>,
  outputs: readonly RowOutput<number>[],
): Float64Array[] {
  const found = outputs.map((output) => {
    return new Float64Array("value" in output ? 1 : output.values.length);
  });
  const columns: number[] = [];
  const variables = new Map<string, number>();
  const places = new Map(
    Array.from(entries, ([name, { row, level }]) => {
      return [name, { row: typeof row === "number" ? found[row]! : rows.get(row)!, level }];
    }),
  );
  const valueOf = (name: string) => {
    const place = places.get(name);
    return place ? place.row[columns[place.level]!]! : variables.get(name)!;
  };

  function reader({ loops, values }: Block): () => readonly number[] {
    const run = loops.map(({ before, level, length, accumulators, stores, first, rest }) => {
      const begin = evaluator(before.map(({ value }) => value), valueOf);
      const [readFirst, readRest] = [reader(first), reader(rest)];
      return () => {
        begin((i, value) => variables.set(before[i]!.name, value));
        for (let j = 0; j < length; j++) {
          columns[level] = j;
          const moved = j === 0 ? readFirst() : readRest();
          accumulators.forEach((name, k) => variables.set(name, moved[k]!));
          stores.forEach((result, k) => found[result]![j] = moved[accumulators.length + k]!);
        }
      };
    });
    const end = evaluator(values, valueOf);
    const results: number[] = [];
    return () => {
      for (const loop of run) loop();
      end((i, value) => results[i] = value);
      return results;
    };
  }

  const numbers = reader(block)();
  let next = 0;
  outputs.forEach((output, i) => {
    if ("value" in output) found[i]![0] = numbers[next++]!;
  });
  return found;
}

/** Computes expressions in float64 as often as wanted, and hands each value over. */
function evaluator(
  roots: readonly Expression[],
  valueOf: (name: string) => number,
): (use: (i: number, value: number) => void) => void {
  const nodes = postOrder(roots);
  const places = new Map(nodes.map((node, i) => [node, i]));
  const values = new Float64Array(nodes.length);
  const steps = nodes.map((node, i): () => void => {
    if (node instanceof Constant) return () => values[i] = node.value;
    if (node instanceof Variable) return () => values[i] = valueOf(node.name);
    const { operator, operands } = node as Operation;
    const apply = float64[operator] as Arithmetic<number>["choose"];
    const [x, y, z] = operands.map((operand) => places.get(operand)!) as [number, number, number];
    return () => values[i] = apply(values[x]!, values[y]!, values[z]!);
  });
  const results = roots.map((root) => places.get(root)!);
  return (use) => {
    for (const step of steps) step();
    results.forEach((place, i) => use(i, values[place]!));
  };
}
