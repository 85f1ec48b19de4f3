import { activate } from "../../nn/activations/activation.ts";
import {
  type Expression,
  type Expressions,
  expressions,
  type Variable,
} from "../../core/arithmetic/expression.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import { BACKPROPAGATION, backward } from "../../engine/backward.ts";
import { passThrough } from "../../engine/forward.ts";
import { type NetworkParts, shapesOf } from "../../engine/network.ts";
import { layersOf, parameterList } from "../../engine/parameters.ts";
import type { Equation } from "../print/equation.ts";
import { lowered, raised } from "../print/name.ts";
import { simplify } from "../rewrite/simplify.ts";
import { conditionsOf, symbolicNetwork, symbols } from "./symbols.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * A network to be shown, and its loss.
 * @category Notation
 */
export interface ShownNetwork extends NetworkParts {
  /** The loss. */
  readonly loss: Loss;
}

/**
 * The formulas of forward and backward passes, each in terms of those before it.
 * @category Notation
 */
export interface NetworkEquations {
  /** zˡ and aˡ of each layer, from the inputs on: (3) and (4). */
  readonly forward: readonly Equation[];
  /** C, the cost of one example. */
  readonly cost: Equation;
  /** δˡ of each layer, from the outputs back: BP1 and BP2. */
  readonly errors: readonly Equation[];
  /** ∂C/∂w and ∂C/∂b of each layer, from the inputs on: BP3 and BP4. */
  readonly gradients: readonly Equation[];
}

/**
 * The formulas that this library's own `forward` and `backward` compute.
 *
 * Both run on a network of symbols and one example, so these are the formulas that train. Every
 * weighted sum, activation and error gets its name in the paper as soon as it is known, so that no
 * formula grows. Formulas hold inside the domain of the loss.
 *
 * @param plan The network, preferably a small one.
 * @param m The arithmetic of expressions to write in; a new one by default.
 * @returns Equations in x, y, w, b and earlier names, simplified.
 *
 * @example
 * ```ts
 * import { dense, print, showNetwork, sigmoid, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { errors, gradients } = showNetwork({
 *   inputs: 1,
 *   layers: [dense(1, sigmoid)],
 *   loss: sumOfSquaredErrors,
 * });
 * assertEquals(errors.map(print), ["δ¹₁ = a¹₁·(a¹₁ − y)·(1 − a¹₁)"]);
 * assertEquals(gradients.map(print), ["∂C/∂w¹₁₁ = δ¹₁·x", "∂C/∂b¹₁ = δ¹₁"]);
 * ```
 * @category Notation
 */
export function showNetwork(plan: ShownNetwork, m: Expressions = expressions()): NetworkEquations {
  const { loss } = checkOptions("showNetwork()", plan, "inputs layers loss");
  const { network, trace, targets } = symbolicNetwork(m, plan);
  const where = conditionsOf(loss, Array.from(trace.outputs.data), m);
  const equation = (name: string, value: Expression) => {
    return { name, value: simplify(value, { arithmetic: m, where }) };
  };
  const equations = (names: Matrix<Expression>, values: Matrix<Expression>, prefix = "") =>
    Array.from(names.data, (symbol, k) => {
      return equation(prefix + (symbol as Variable).name, values.data[k]!);
    });

  const { layers } = network, shapes = shapesOf(network);
  const errors: Equation[] = [];
  let number = layers.length; // of the layer whose errors come next
  /** Replaces errors by symbols, so that what follows is written in terms of them. */
  function name<T>(found: Matrix<T>): Matrix<T> {
    // The equations are generic in T, which is always Expression here.
    const values = found as Matrix<unknown> as Matrix<Expression>;
    const names = symbols(m, 1, values.columns, (_, j) => `δ${raised(number)}${lowered(j)}`);
    errors.push(...equations(names, values));
    number--;
    return names as Matrix<unknown> as Matrix<T>;
  }
  const { outputErrors, hiddenErrors } = BACKPROPAGATION;
  const gradients = backward(network, trace, targets, loss, {
    arithmetic: m,
    equations: {
      outputErrors: (...operands) => name(outputErrors(...operands)),
      hiddenErrors: (...operands) => name(hiddenErrors(...operands)),
    },
  });

  return {
    forward: layers.flatMap((layer, l) => {
      const { z, a } = trace.layers[l]!;
      const below = trace.layers[l - 1]?.a ?? trace.inputs;
      return [
        ...equations(z, passThrough(m, layer, below, shapes[l]!).z),
        ...(layer.activation ? equations(a, activate(m, layer.activation, z)) : []),
      ];
    }),
    cost: equation("C", gradients.cost),
    errors,
    gradients: parameterList(layersOf(network)).flatMap(({ l, name, matrix }) => {
      return equations(matrix, gradients.layers[l]![name]!, "∂C/∂");
    }),
  };
}
