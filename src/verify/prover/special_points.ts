import { evaluatorOf, postOrder } from "../../core/arithmetic/evaluate.ts";
import { Constant } from "../../core/arithmetic/expression.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import {
  deriveKey,
  PURPOSE,
  type RandomKey,
  randomKey,
  uniformAt,
} from "../../core/random/random.ts";
import { type Captured, drawVariables, movingIn, numberOf } from "./captured.ts";
import { type Counterexample, numbers } from "./claim.ts";
import { counterexampleAt } from "./counterexample.ts";

/** How many points are tried, ... */
const POINTS = 48;
/** ... or as many as cost so many operations in all. */
const OPERATIONS = 30_000;
/** What targets and outputs may be in particular: labels, signs, halves. */
const SPECIAL = [0, 1, 1, -1, 0.5, 2, 3];
/** How often a variable is special that derivatives are taken by, in turns, and how often all others. */
const MOVING = [0.3, 0.3, 0.9], FIXED = 0.85;
/** A smaller relative difference is not looked at. */
const CLEARLY = 1e-6;

/**
 * Searches for a place where a claim does not hold among points of special numbers: labels, ties, and
 * the constants of its formulas. In long rows that is all that is tried of single places.
 */
export function specialCounterexampleOf(
  captured: Captured,
  seed: number,
): Counterexample | undefined {
  const { got, expected, derivatives } = captured;
  if (derivatives.length === 0) return undefined;
  const key = deriveKey(randomKey(seed), PURPOSE.proof, POINTS);
  const roots = [...got, ...expected], nodes = postOrder(roots);
  const constants = nodes.flatMap((node) => node instanceof Constant ? [node.value] : []);
  const special = [...SPECIAL, ...new Set(constants.filter(Number.isFinite))];
  const evaluate = evaluatorOf(roots);
  const count = Math.min(POINTS, OPERATIONS / nodes.length);
  for (let n = 0; n < count; n++) {
    const point = specialPoint(captured, special, key, n);
    const values = evaluate(float64, (name) => point[Number(name)]!);
    const isWrong = got.some((_, i) => differClearly(values[i]!, values[got.length + i]!));
    const found = isWrong ? counterexampleAt(captured, point, { isSpecial: true }) : undefined;
    if (found !== undefined) return found;
  }
}

/** The n-th point: entries that are special are often tied, too. */
function specialPoint(
  captured: Captured,
  special: readonly number[],
  key: RandomKey,
  n: number,
): number[] {
  const moving = new Set(movingIn(captured).map(numberOf));
  const of = deriveKey(key, n), choice = deriveKey(of, 1), which = deriveKey(of, 2);
  return drawVariables(captured, numbers(of)).map((drawn, k) => {
    const share = moving.has(k) ? MOVING[n % MOVING.length]! : FIXED;
    const isSpecial = uniformAt(choice, k) < share;
    return isSpecial ? special[Math.floor(uniformAt(which, k) * special.length)]! : drawn;
  });
}

function differClearly(x: number, y: number): boolean {
  if (!Number.isFinite(y) || x === Infinity || x === -Infinity) return false;
  return !(Math.abs(x - y) <= CLEARLY * Math.max(Math.abs(x), Math.abs(y)));
}
