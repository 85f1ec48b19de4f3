import { Bounded, bounded, certainlyDiffer } from "../../core/arithmetic/bounded.ts";
import { evaluatorOf } from "../../core/arithmetic/evaluate.ts";
import type { Expression } from "../../core/arithmetic/expression.ts";
import { findCounterexample, type Witness } from "../../symbolic/decide/counterexample.ts";

/** Numbers with few digits, from which points are made that people can check by hand. */
const SHORT = [1, 2, -1, 0.5, -2, -0.5, 3, 0.25, 0.75, -3];

/** A point at which two formulas certainly differ: one of short numbers if there is one. */
export function counterpointOf(
  got: Expression,
  expected: Expression,
  names: readonly string[],
): Witness | undefined {
  const evaluate = evaluatorOf([got, expected]);
  for (const n of SHORT.keys()) {
    const at = Object.fromEntries(
      names.map((name, k) => [name, SHORT[(n + 3 * k) % SHORT.length]!]),
    );
    const [left, right] = evaluate(bounded, (name) => new Bounded(at[name]!));
    const isFinite = [left!, right!].every(({ value }) => Number.isFinite(value));
    if (isFinite && certainlyDiffer(left!, right!)) {
      return { at, left: left!.value, right: right!.value };
    }
  }
  return findCounterexample(got, expected);
}
