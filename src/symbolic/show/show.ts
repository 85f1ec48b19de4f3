import { type Activation, pullBackRow } from "../../nn/activations/activation.ts";
import {
  type Expression,
  type Expressions,
  expressions,
} from "../../core/arithmetic/expression.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { differentiate } from "../rewrite/differentiate.ts";
import type { Equation } from "../print/equation.ts";
import { print } from "../print/print.ts";
import { simplify } from "../rewrite/simplify.ts";
import { conditionsOf, row } from "./symbols.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * The formulas of an activation or a loss, with its derivative as written and as derived.
 * @category Notation
 */
export interface ShownFormulas {
  /** The value. */
  readonly values: readonly Equation[];
  /** The derivative that the backward pass computes. */
  readonly slopes: readonly Equation[];
  /** The derivative of the value: the same as `slopes`, if the backward pass is right. */
  readonly derived: readonly Equation[];
}

/**
 * The formulas of an activation: a of z, ∂a/∂z in z and a as the backward pass computes it, and ∂a/∂z
 * in z as derived from a.
 *
 * @param options `units`: the units of a row for a row-wise activation; defaults to 2.
 * @returns Equations, simplified; ∂aᵢ/∂zⱼ row by row for a row-wise activation.
 *
 * @example An activation without a slope is shown with the derived one
 * ```ts
 * import { elementwise, print, showActivation } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const cubic = elementwise({ name: "cubic", value: (m, z) => m.mul(m.mul(z, z), z) });
 * assertEquals(showActivation(cubic).slopes.map(print), ["∂a/∂z = 3·z²"]);
 * ```
 * @category Notation
 */
export function showActivation(
  activation: Activation,
  options: { readonly units?: number } = {},
): ShownFormulas {
  const { units = 2 } = checkOptions("showActivation()", options, "units");
  const m = expressions();
  const count = activation.kind === "elementwise" ? 1 : units;
  const z = Array.from(row(m, "z", count).data), a = Array.from(row(m, "a", count).data);
  const values = activation.kind === "elementwise"
    ? [activation.value(m, z[0]!)]
    : activation.value(m, z);
  const { named, derivatives } = namingIn(m);
  return {
    values: named(a.map(print), values),
    slopes: a.flatMap((ai, i) => {
      const along = a.map((_, j) => j === i ? m.one : m.zero);
      const names = z.map((zj) => `∂${print(ai)}/∂${print(zj)}`);
      return named(names, pullBackRow(m, activation, { z, a }, along));
    }),
    derived: values.flatMap((value, i) => derivatives(print(a[i]!), value, z)),
  };
}

/**
 * The formulas of a loss: L of a and y, and ∂L/∂a as the backward pass computes it and as derived
 * from L, all inside the domain of the loss.
 *
 * @param options `outputs`: how many there are; defaults to 2.
 * @returns Equations, simplified.
 *
 * @example
 * ```ts
 * import { print, showLoss, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { values, slopes } = showLoss(sumOfSquaredErrors, { outputs: 1 });
 * assertEquals([...values, ...slopes].map(print), ["L = 0.5·(y − a)²", "∂L/∂a = a − y"]);
 * ```
 * @category Notation
 */
export function showLoss(
  loss: Loss,
  options: { readonly outputs?: number } = {},
): ShownFormulas {
  const { outputs = 2 } = checkOptions("showLoss()", options, "outputs");
  const m = expressions();
  const a = Array.from(row(m, "a", outputs).data), y = Array.from(row(m, "y", outputs).data);
  const value = loss.value(m, { a, y });
  const { named, derivatives } = namingIn(m, conditionsOf(loss, a, m));
  return {
    values: named(["L"], [value]),
    slopes: named(a.map((aj) => `∂L/∂${print(aj)}`), loss.gradient(m, { a, y })),
    derived: derivatives("L", value, a),
  };
}

/** Names and simplifies formulas and derivatives of formulas. */
function namingIn(m: Expressions, where: readonly Expression[] = []) {
  const named = (names: readonly string[], values: readonly Expression[]): Equation[] =>
    names.map((name, k) => ({ name, value: simplify(values[k]!, { arithmetic: m, where }) }));
  const derivatives = (name: string, value: Expression, variables: readonly Expression[]) => {
    const names = variables.map(print);
    const slopes = names.map((variable) => differentiate(value, variable, m));
    return named(names.map((variable) => `∂${name}/∂${variable}`), slopes);
  };
  return { named, derivatives };
}
