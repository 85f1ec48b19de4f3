import { Bounded, bounded, certainlyDiffer } from "../../core/arithmetic/bounded.ts";
import { evaluateExpressions, variablesOf } from "../../core/arithmetic/evaluate.ts";
import type { Expression } from "../../core/arithmetic/expression.ts";
import { deriveKey, PURPOSE, randomKey, uniform } from "../../core/random/random.ts";

/**
 * A point at which two formulas differ.
 * @category Expressions
 */
export interface Witness {
  /** The values of the variables. */
  readonly at: Readonly<Record<string, number>>;
  /** The value of the left formula. */
  readonly left: number;
  /** The value of the right formula. */
  readonly right: number;
}

const POINTS = 200;
/** Variables are drawn from −2 to 2, where neither eˣ nor tanh x has lost its digits. */
const RANGE = 2;

/**
 * Searches a fixed sequence of points for one at which two formulas certainly differ.
 *
 * @param where Formulas that must be positive at the point.
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
