import type { Activation, At } from "../activations/activation.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import { checkFormulas } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";

/** The outputs of one example and what they should be. */
export interface Outcome<T> {
  /** a^L, the outputs of the network, ŷ in (13). */
  readonly a: readonly T[];
  /** y, the targets. */
  readonly y: readonly T[];
}

/** Where a loss is defined: each output must lie inside. */
export interface Domain {
  /** In words, of an output a: `"a > 0"`. */
  readonly text: string;
  /** A formula that is positive for outputs inside. */
  readonly positive: <T>(m: Arithmetic<T>, a: T) => T;
}

/** A loss: what one example costs, L(y, ŷ). The cost of a batch is the mean of its losses (19). */
export interface Loss {
  /** The name, for messages and reports. */
  readonly name: string;
  /** L(y, a), over any arithmetic; NaN outside the domain. */
  readonly value: <T>(m: Arithmetic<T>, outcome: Outcome<T>) => T;
  /** ∇L = ∂L/∂a, the gradient of `value`; NaN outside the domain. */
  readonly gradient: <T>(m: Arithmetic<T>, outcome: Outcome<T>) => T[];
  /** Where the loss is defined; everywhere if left out. */
  readonly domain?: Domain;
  /**
   * What is 0 where the gradient, or a higher derivative, jumps; nowhere if left out. There the
   * gradient is the convention that `gradient` returns.
   */
  readonly kinks?: <T>(m: Arithmetic<T>, outcome: Outcome<T>) => T[];
  /** Where a single output is decided between two classes; at 0.5, as a probability is, if left out. */
  readonly decisionThreshold?: number;
  /** Activations that this loss makes one function with, value and error both taken from z. */
  readonly pairs: readonly Pair[];
}

/** The last activation and the loss, taken as one function of the last weighted sums. */
export interface Pair {
  /** The activation of the last layer. */
  readonly activation: Activation;
  /** L(y, f(z)), over any arithmetic. */
  readonly value: <T>(m: Arithmetic<T>, at: At<readonly T[]>, y: readonly T[]) => T;
  /** δ^L = ∂L/∂z of one example, BP1.1 (22) and (57). */
  readonly error: <T>(m: Arithmetic<T>, at: At<readonly T[]>, y: readonly T[]) => T[];
}

/** What {@linkcode loss} makes a loss from. */
export interface LossFormulas {
  /** The name, for messages and reports. */
  readonly name: string;
  /** L(y, a), over any arithmetic. */
  readonly value: Loss["value"];
  /** ∂L/∂a; dual numbers supply it if left out. */
  readonly gradient?: Loss["gradient"];
  /** Where the loss is defined; everywhere if left out. */
  readonly domain?: Domain;
  /** What is 0 where the gradient, or a higher derivative, jumps; nowhere if left out. */
  readonly kinks?: Loss["kinks"];
  /** Where a single output is decided between two classes; at 0.5 if left out. */
  readonly decisionThreshold?: number;
  /** Activations that this loss makes one function with. */
  readonly pairs?: readonly Pair[];
}

/**
 * Makes a loss from formulas for one example.
 *
 * Outside the domain both value and gradient are NaN: the two never belong to different functions.
 *
 * @param formulas The name and the formulas, written once over any arithmetic.
 * @returns The loss, ready for `fit`.
 * @throws {TypeError} If the name is empty or a formula is no function.
 *
 * @example A loss of one's own, its gradient supplied by dual numbers
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
 */
export function loss(formulas: LossFormulas): Loss {
  const { name, value, domain, kinks, decisionThreshold, pairs = [] } = formulas;
  const gradient = formulas.gradient ?? gradientOf(value);
  checkFormulas("loss", name, { value, gradient });
  const rest = {
    ...(kinks !== undefined && { kinks }),
    ...(decisionThreshold !== undefined && { decisionThreshold }),
    pairs,
  };
  if (domain === undefined) return Object.freeze({ name, value, gradient, ...rest });
  /** x where the output lies inside the domain, else NaN. */
  const inside = <T>(m: Arithmetic<T>, a: T, x: T) =>
    m.choose(domain.positive(m, a), x, m.constant(NaN));
  return Object.freeze({
    name,
    value: <T>(m: Arithmetic<T>, outcome: Outcome<T>) =>
      outcome.a.reduce((x, a) => inside(m, a, x), value(m, outcome)),
    gradient: <T>(m: Arithmetic<T>, outcome: Outcome<T>) =>
      gradient(m, outcome).map((x, j) => inside(m, outcome.a[j]!, x)),
    domain,
    ...rest,
  });
}

/** The gradient of a loss's formula, one output at a time, by dual numbers. */
function gradientOf(value: Loss["value"]): Loss["gradient"] {
  return <T>(m: Arithmetic<T>, { a, y }: Outcome<T>): T[] => {
    const targets = y.map((entry) => new Dual(entry, m.zero));
    return a.map((aj, j) => {
      const along = a.map((entry) => new Dual(entry, m.zero)).with(j, new Dual(aj, m.one));
      return value(dual(m), { a: along, y: targets }).slope;
    });
  };
}

/**
 * Refuses what is not a loss.
 *
 * @param value What was passed.
 * @throws {TypeError} If value, gradient or pairs is missing.
 */
export function checkLoss(value: Loss): void {
  const { value: formula, gradient, pairs } = value ?? {};
  if (typeof formula !== "function" || typeof gradient !== "function" || !Array.isArray(pairs)) {
    throw new TypeError(
      `A loss such as categoricalCrossEntropy or loss({ name, value }) is needed, ` +
        `but found ${describe(value)}`,
    );
  }
}
