import type { Expression } from "../../../core/arithmetic/expression.ts";
import { COLUMN } from "../../lower/loops.ts";
import type { Block, Loop, Schedule } from "../../lower/schedule.ts";
import type { Code, Local, Place } from "../emitter/code.ts";
import { f32x4, i32, i32x4, v128 } from "../emitter/instructions.ts";
import { VECTOR } from "../memory/layout.ts";
import { compileFormulas, type Target } from "./formula.ts";

/**
 * Compiles formulas of rows to loops over their columns, a vector each.
 *
 * @param placeOf The place of the entry of an input, by its name, that is `column` bytes from the first.
 * @param store Stores a result in the column that is `column` bytes from the first.
 * @param use Called with the results that are numbers.
 * @param step The bytes from one column to the next; numbers of columns are only known if a vector each.
 */
export function compileLoops(
  target: Target,
  { block, entries }: Schedule,
  placeOf: (row: string | number, column: Code<"i32">) => Place,
  store: (result: number, column: Code<"i32">, value: Code<"v128">) => void,
  use: (numbers: readonly Code<"v128">[]) => void,
  step = VECTOR,
): void {
  const { f } = target;
  const variables = new Map<string, Code<"v128">>();
  const counters: Local<"i32">[] = [];
  const bindings = (name: string): Code<"v128"> => {
    const entry = entries.get(name);
    if (!entry) return variables.get(name)!;
    const base = counters[entry.level]!;
    return entry.row === COLUMN
      ? f32x4.convert(i32x4.splat(base))
      : v128.load(placeOf(entry.row, base));
  };
  const compiled = (roots: readonly Expression[]) => compileFormulas(target, roots, bindings);

  function emitBlock({ loops, values }: Block, use: (values: readonly Code<"v128">[]) => void) {
    const releases = loops.map(emitLoop);
    const { values: codes, release } = compiled(values);
    use(codes);
    for (const each of [release, ...releases]) each();
  }

  function emitLoop({ before, level, length, accumulators, stores, ...bodies }: Loop): () => void {
    const { values, release } = compiled(before.map(({ value }) => value));
    before.forEach(({ name }, i) => variables.set(name, values[i]!));
    const sums = f.locals("v128", accumulators.length);
    accumulators.forEach((name, k) => variables.set(name, sums[k]!));
    const counter = counters[level] = f.local("i32");
    const emitBody = (body: Block) =>
      emitBlock(body, (values) => {
        stores.forEach((result, k) => store(result, counter, values[sums.length + k]!));
        // All are read before any is set, as the new value of one may be the old value of another.
        const moved = sums.map((_, k) => f.local("v128", values[k]!));
        sums.forEach((sum, k) => f.set(sum, moved[k]!));
        f.release(...moved);
      });
    const begun = sums.length > 0 ? step : 0;
    if (begun > 0) {
      f.set(counter, i32.constant(0));
      emitBody(bodies.first);
    }
    const range = { from: begun, below: length * step, by: step };
    f.count({ counter, ...range }, () => emitBody(bodies.rest));
    f.release(counter);
    return () => {
      f.release(...sums);
      release();
    };
  }

  emitBlock(block, use);
}
