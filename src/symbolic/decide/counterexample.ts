import { Bounded, bounded, certainlyDiffer } from "../../core/arithmetic/bounded.ts";
import { evaluateExpressions, variablesOf } from "../../core/arithmetic/evaluate.ts";
import type { Expression } from "../../core/arithmetic/expression.ts";
import { deriveKey, PURPOSE, randomKey, uniform } from "../../core/random/random.ts";

/** A point at which two formulas differ. */
export interface Witness {
  /** The values of the variables. */
  readonly at: Readonly<Record<string, number>>;
  /** What the left formula is there. */
  readonly left: number;
  /** What the right formula is there. */
  readonly right: number;
}

/** How many points are tried. */
const POINTS = 200;
/** Variables are drawn between −2 and 2, where neither eˣ nor tanh x has lost its digits. */
const RANGE = 2;

/**
 * Looks for a point at which two formulas differ by more than their roundings may.
 *
 * @param left A formula.
 * @param right Another, in variables of the same names.
 * @param where Formulas that must be positive at the point.
 * @returns The first such point of a fixed sequence, if there is one.
 */
export function findCounterexample(
  left: Expression,
  right: Expression,
  where: readonly Expression[] = [],
): Witness | undefined {
  const names = variablesOf([left, right, ...where]);
  for (let n = 0; n < POINTS; n++) {
    const drawn = uniform(deriveKey(randomKey(0), PURPOSE.draw, n), names.length, -RANGE, RANGE);
    const at = Object.fromEntries(names.map((name, k) => [name, drawn[k]!]));
    const [x, y, ...conditions] = evaluateExpressions(
      [left, right, ...where],
      bounded,
      (name) => new Bounded(at[name]!),
    ) as [Bounded, Bounded, ...Bounded[]];
    const isInside = conditions.every(({ value, error }) => value > error);
    if (isInside && certainlyDiffer(x, y)) return { at, left: x.value, right: y.value };
  }
  return undefined;
}
