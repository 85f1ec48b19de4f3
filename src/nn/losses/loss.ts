import type { Activation, At } from "../activations/activation.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { checkFormulas } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { isMadeOf, madeOf, rememberMadeOf } from "../../core/support/made_of.ts";
import { checkOptions } from "../../core/support/options.ts";
import type { TargetRange } from "./targets.ts";

/**
 * The outputs and targets of one example.
 * @category Losses
 */
export interface Outcome<T> {
  /** a^L, the outputs of the network, ŷ in (13). */
  readonly a: readonly T[];
  /** y, the targets. */
  readonly y: readonly T[];
}

/**
 * The domain of a loss, in which each output must lie.
 * @category Losses
 */
export interface Domain {
  /** A condition on an output a: `"a > 0"`. */
  readonly text: string;
  /** Positive for outputs inside, 0 at its end. */
  readonly positive: <T>(m: Arithmetic<T>, a: T) => T;
  /**
   * 0 for the targets y for which the end of the domain, the output a, belongs to it, as log a is not
   * taken for y = 0; for none by default.
   */
  readonly edge?: <T>(m: Arithmetic<T>, a: T, y: T) => T;
}

/**
 * A loss L(y, ŷ) of one example. The cost of a batch is the mean of its losses (19).
 * @category Losses
 */
export interface Loss {
  /** The name, for messages and reports. */
  readonly name: string;
  /** L(y, a), generic over the arithmetic; NaN outside the domain. */
  readonly value: <T>(m: Arithmetic<T>, outcome: Outcome<T>) => T;
  /** ∇L = ∂L/∂a, the gradient of `value`; NaN outside the domain. */
  readonly gradient: <T>(m: Arithmetic<T>, outcome: Outcome<T>) => T[];
  /** Where the loss is defined; everywhere by default. */
  readonly domain?: Domain;
  /** The targets it is meant for; any by default. */
  readonly targets?: TargetRange;
  /**
   * Functions that are 0 where the gradient, or a higher derivative, jumps; none by default. There the
   * gradient is what `gradient` returns by convention.
   */
  readonly kinks?: <T>(m: Arithmetic<T>, outcome: Outcome<T>) => T[];
  /** Whether outputs take either sign, as logits do; `fit` warns of activations that do not. */
  readonly signed?: boolean;
  /** The threshold that decides a single output between two classes; 0.5 by default. */
  readonly decisionThreshold?: number;
  /** Activations with which this loss is computed as one function of z. */
  readonly pairs: readonly Pair[];
}

/**
 * The last activation and the loss as one function of the last weighted sums.
 * @category Losses
 */
export interface Pair {
  /** The activation of the last layer. */
  readonly activation: Activation;
  /** L(y, f(z)), generic over the arithmetic. */
  readonly value: <T>(m: Arithmetic<T>, at: At<readonly T[]>, y: readonly T[]) => T;
  /** δ^L = ∂L/∂z of one example, BP1.1 (22) and (57). */
  readonly error: <T>(m: Arithmetic<T>, at: At<readonly T[]>, y: readonly T[]) => T[];
}

/**
 * The formulas of a {@linkcode loss}; all but the name and the value are optional.
 * @category Losses
 */
export type LossFormulas = Pick<Loss, "name" | "value"> & Partial<Loss>;

/**
 * Makes a loss from formulas for one example.
 *
 * By default, dual numbers compute the gradient. Outside the domain both value and gradient are NaN.
 *
 * @throws {TypeError} If the name is empty or a formula is not a function.
 *
 * @example A custom loss, with a gradient computed by dual numbers
 * ```ts
 * import { float64, loss } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const quartic = loss({
 *   name: "quartic",
 *   value: (m, { a, y }) =>
 *     a.map((aj, j) => m.sub(aj, y[j]!)).map((d) => m.mul(m.mul(d, d), m.mul(d, d)))
 *       .reduce((sum, term) => m.add(sum, term)),
 * });
 * assertEquals(quartic.value(float64, { a: [2], y: [0] }), 16);
 * assertEquals(quartic.gradient(float64, { a: [2], y: [0] }), [32]);
 * ```
 * @category Losses
 */
export function loss(formulas: LossFormulas): Loss {
  const names = "name value gradient domain targets kinks signed decisionThreshold pairs";
  const given = checkOptions("loss()", formulas, names);
  const { name, value, domain, gradient = gradientOf(value), pairs = [], ...others } = given;
  checkFormulas("loss", name, { value, gradient });
  const rest = { ...others, pairs };
  if (new Set(pairs.map(({ activation }) => activation)).size < pairs.length) {
    throw new TypeError(`${name} must have one pair for each activation`);
  }
  for (const pair of pairs) rememberMadeOf(pair, madeOf(value), madeOf(gradient));
  if (domain === undefined) return Object.freeze({ name, value, gradient, ...rest });
  const guarded: Pick<Loss, "value" | "gradient"> = {
    value: (m, { a, y }) =>
      a.reduce((x, aj, j) => inside(m, domain, [aj, y[j]!], x), value(m, { a, y })),
    gradient: (m, { a, y }) =>
      gradient(m, { a, y }).map((x, j) => inside(m, domain, [a[j]!, y[j]!], x)),
  };
  rememberMadeOf(guarded.value, madeOf(value));
  rememberMadeOf(guarded.gradient, madeOf(gradient));
  return Object.freeze({ name, ...guarded, domain, ...rest });
}

/** x if the output a lies inside the domain for the target y, else NaN. */
function inside<T>(
  m: Arithmetic<T>,
  { positive, edge }: Domain,
  [a, y]: readonly [T, T],
  x: T,
): T {
  const p = positive(m, a), outside = m.constant(NaN);
  const within = m.choose(p, x, outside);
  if (edge === undefined) return within;
  // At the end of the domain p is 0, and 0 · (e log p) is 0 where the edge e is 0, else NaN.
  const atEdge = m.add(m.mul(m.zero, m.xlogy(edge(m, a, y), p)), x);
  return m.choose(p, within, m.choose(m.neg(p), outside, atEdge));
}

/** Whether an output lies inside a domain for a target. */
export function isInside(domain: Domain, a: number, y: number): boolean {
  return inside(float64, domain, [a, y], 1) === 1;
}

/** The pairs that still stand for the value and the gradient, which a copy may have replaced. */
export function pairsOf({ pairs, value, gradient }: Loss): readonly Pair[] {
  const formulas = [value, gradient].map(madeOf);
  return pairs.filter((pair) => isMadeOf(pair, formulas, true));
}

/** The gradient of a loss by dual numbers, one output at a time. */
function gradientOf(value: Loss["value"]): Loss["gradient"] {
  return <T>(m: Arithmetic<T>, { a, y }: Outcome<T>): T[] => {
    const targets = y.map((entry) => new Dual(entry, m.zero));
    return a.map((aj, j) => {
      const along = a.map((entry) => new Dual(entry, m.zero)).with(j, new Dual(aj, m.one));
      return value(dual(m), { a: along, y: targets }).slope;
    });
  };
}

/** Throws a TypeError unless `value` is a loss. */
export function checkLoss(value: Loss): void {
  const { value: formula, gradient, pairs } = value ?? {};
  if (typeof formula !== "function" || typeof gradient !== "function" || !Array.isArray(pairs)) {
    throw new TypeError(
      `A loss such as categoricalCrossEntropy or loss({ name, value }) is needed, ` +
        `but found ${describe(value)}`,
    );
  }
}
