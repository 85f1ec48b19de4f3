import { Bounded, bounded, certainlyDiffer } from "../../core/arithmetic/bounded.ts";
import { evaluatorOf } from "../../core/arithmetic/evaluate.ts";
import type { Expression } from "../../core/arithmetic/expression.ts";
import { findCounterexample, type Witness } from "../../symbolic/decide/counterexample.ts";

/** Numbers with few digits, from which points are made that people can check by hand. */
const SHORT = [1, 2, -1, 0.5, -2, -0.5, 3, 0.25, 0.75, -3];

/** A point at which two formulas differ. */
export interface Counterpoint extends Witness {
  /** Whether they differ at points in general position, too, and not at single places alone. */
  readonly isGeneral: boolean;
}

/** A point at which two formulas certainly differ: one of short numbers if there is one. */
export function counterpointOf(
  got: Expression,
  expected: Expression,
  names: readonly string[],
): Counterpoint | undefined {
  const evaluate = evaluatorOf([got, expected]);
  const general = findCounterexample(got, expected);
  // Different numbers first, then equal ones: a wrong value may be one where a = y alone.
  const points = [3, 0].flatMap((step) =>
    SHORT.map((_, n) =>
      Object.fromEntries(names.map((name, k) => [name, SHORT[(n + step * k) % SHORT.length]!]))
    )
  );
  for (const at of points) {
    const [left, right] = evaluate(bounded, (name) => new Bounded(at[name]!));
    const isFinite = [left!, right!].every(({ value }) => Number.isFinite(value));
    if (isFinite && certainlyDiffer(left!, right!)) {
      return { at, left: left!.value, right: right!.value, isGeneral: general !== undefined };
    }
  }
  return general && { ...general, isGeneral: true };
}
