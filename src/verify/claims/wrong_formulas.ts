import type { Activation } from "../../nn/activations/activation.ts";
import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { expressions } from "../../core/arithmetic/expression.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { compareExpressions } from "../../symbolic/decide/equality.ts";
import { inline } from "../../symbolic/print/equation.ts";
import { print } from "../../symbolic/print/print.ts";
import { showActivation, showLoss, type ShownFormulas } from "../../symbolic/show/show.ts";
import { unlessThrown } from "../../symbolic/algebra/too_large.ts";
import { simplify } from "../../symbolic/rewrite/simplify.ts";
import { deriveKey, PURPOSE, randomKey } from "../../core/random/random.ts";
import { numbers } from "../prover/claim.ts";
import { valueOf } from "./formula_claims.ts";
import { resized } from "../../nn/layers/layer.ts";
import { entriesAsFormulas } from "./entry_formulas.ts";
import { describePlan, entriesClaim, type GradientPlan } from "./engine_claims.ts";
import { prove } from "../prover/prove.ts";

/**
 * A wrong derivative beside the right one, both as formulas.
 * @category Proofs
 */
export interface WrongFormulas {
  /** The smallest network that shows it, or the activation or loss alone. */
  readonly network: string;
  /** Which derivative, such as `∂C/∂w¹₁₁`. */
  readonly where: string;
  /** The formula that the code computes. */
  readonly got: string;
  /** The formula that it should compute. */
  readonly expected: string;
}

/** Networks from the smallest on: one unit a layer, two outputs, square layers, none like another. */
const SHAPES = [
  { inputs: 1, units: 1, outputs: 1 },
  { inputs: 1, units: 1, outputs: 2 },
  { inputs: 2, units: 2, outputs: 2 },
  { inputs: 2, units: 2, outputs: 3 },
];
/** A batch of two shows a lost mean. */
const EXAMPLES = [1, 2];
/** Longer formulas are unreadable, and slow to simplify. */
export const MOST_NODES = 150;
const LONGEST = 200;
/** How many draws are compared, and the relative difference that is more than rounding. */
export const DRAWS = 8, CLEARLY = 1e-6;

/** The first wrong derivative of a refuted activation, if it is short enough to be read. */
export function wrongSlope(activation: Activation): WrongFormulas | undefined {
  const m = expressions();
  const z = [m.variable("z1"), m.variable("z2")];
  if (postOrder(valueOf(m, activation, z)).length > MOST_NODES) return undefined;
  return firstWrong(`${activation.name} alone`, () => showActivation(activation));
}

/** The same for the gradient of a loss. */
export function wrongGradient(loss: Loss): WrongFormulas | undefined {
  for (const outputs of [1, 2, 3]) { // with two outputs, a lost 2/n is 1
    const found = firstWrong(`${loss.name} alone`, () => showLoss(loss, { outputs }));
    if (found !== undefined) return found;
  }
}

/** Shrinks a network whose gradients are refuted, and reads its shortest wrong entry as formulas. */
export function wrongEntry(plan: GradientPlan, seed: number): WrongFormulas | undefined {
  if (plan.step !== undefined) return undefined; // a step has no trace to be named
  for (const smaller of smallerPlans(plan)) {
    // A formula may be too large, or a network have no parameters inside the domain of the loss.
    const found = unlessThrown([RangeError, TypeError], () => {
      const { verdict } = prove(entriesClaim(smaller), { seed });
      return verdict === "refuted" ? { formulas: shortestWrong(smaller, seed) } : undefined;
    });
    if (found !== undefined) return found.formulas;
  }
}

/** The same mistake on smaller networks: fewer layers first, then fewer units and examples. */
function* smallerPlans(plan: GradientPlan): Generator<GradientPlan> {
  const last = plan.layers.at(-1)!, below = plan.layers.slice(0, -1);
  const stacks = [[last], ...below.map((hidden) => [hidden, last])];
  if (below.length > 1) stacks.push([...plan.layers]);
  for (const examples of EXAMPLES) {
    for (const { inputs, units, outputs } of SHAPES) {
      for (const stack of stacks) {
        const layers = stack.map((layer, l) => {
          return resized(layer, l === stack.length - 1 ? outputs : units);
        });
        yield { ...plan, inputs, layers, examples };
      }
    }
  }
}

/** The shortest wrong entry, both sides in the z and a of the paper. */
function shortestWrong(plan: GradientPlan, seed: number): WrongFormulas | undefined {
  const { got, expected, names, where } = entriesAsFormulas(plan);
  const sizeOf = (k: number) => postOrder([got[k]!, expected[k]!]).length;
  const [shortest] = wrongEntries(plan, seed).sort((x, y) => sizeOf(x) - sizeOf(y));
  if (shortest === undefined || sizeOf(shortest) > MOST_NODES) return undefined;
  const [left, right] = [got, expected].map((side) => print(simplify(side[shortest]!, { where })));
  const at = `∂C/∂${names[shortest]}`;
  const found = { network: describePlan(plan), where: at, got: left!, expected: right! };
  return isReadable(found) ? found : undefined;
}

/** The entries that differ as numbers, beyond all rounding. */
function wrongEntries(plan: GradientPlan, seed: number): number[] {
  const wrong = new Set<number>();
  for (let n = 0; n < DRAWS; n++) {
    const key = deriveKey(randomKey(seed), PURPOSE.proof, n);
    const { got, expected } = entriesClaim(plan).sides(numbers(key));
    got.forEach((entry, k) => {
      const off = Math.abs(entry - expected[k]!);
      if (off > CLEARLY * Math.max(Math.abs(entry), Math.abs(expected[k]!))) wrong.add(k);
    });
  }
  return [...wrong];
}

function firstWrong(network: string, show: () => ShownFormulas): WrongFormulas | undefined {
  return unlessThrown([RangeError, TypeError], () => {
    const { slopes, derived, values } = show();
    const found = (at: number): WrongFormulas => ({
      network,
      where: slopes[at]!.name,
      got: print(slopes[at]!.value),
      expected: print(derived[at]!.value),
    });
    const at = slopes.findIndex((slope, k) => {
      // Formulas too long to read are not worth the time to compare them.
      if (!isReadable(found(k))) return false;
      // Slopes are written in a, derivatives in z alone.
      const inZ = inline([...values, slope]).at(-1)!.value;
      return compareExpressions(inZ, derived[k]!.value).verdict === "different";
    });
    return at < 0 ? undefined : found(at);
  });
}

/** Whether both formulas are short enough to be read. */
export function isReadable({ got, expected }: WrongFormulas): boolean {
  return Math.max(got.length, expected.length) <= LONGEST;
}
