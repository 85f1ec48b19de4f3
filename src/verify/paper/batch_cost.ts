import { softmax } from "../../nn/activations/softmax.ts";
import { tanh } from "../../nn/activations/tanh.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { categoricalCrossEntropy } from "../../nn/losses/categorical_cross_entropy.ts";
import { meanLoss } from "../../engine/cost.ts";
import { forward } from "../../engine/forward.ts";
import type { Claim } from "../prover/claim.ts";
import { rowClaim } from "./formulas.ts";
import {
  gradient,
  layerOf,
  matrixOf,
  mean,
  type Rows,
  stacked,
  variableRows,
  variables,
} from "./notation.ts";

/** The parameters of a hidden layer, and of the layer above it. */
interface Parameters<T> {
  readonly w: Rows<T>;
  readonly b: readonly T[];
  readonly above: { readonly w: Rows<T>; readonly b: readonly T[] };
}

/** The cost by the engine: a layer of tanh below softmax with cross-entropy. */
function costOf<T>(
  m: Arithmetic<T>,
  { w, b, above }: Parameters<T>,
  inputs: Rows<T>,
  targets: Rows<T>,
): T {
  const layers = [layerOf(m, tanh, w, b), layerOf(m, softmax, above.w, above.b)];
  const network = { inputs: inputs[0]!.length, layers };
  const trace = forward(network, matrixOf(m, inputs), { arithmetic: m });
  return meanLoss(m, network, trace, matrixOf(m, targets), categoricalCrossEntropy);
}

/** (59), (62): the derivative of the engine's cost is the mean of those of its examples alone. */
export function meanOfGradientsClaim(parameter: "weights" | "biases"): Claim {
  return rowClaim(`∂C/∂${parameter} of the engine's cost is the mean over its examples`, (m) => {
    const w = variableRows(m, 2, 2), b = variables(m, 2);
    const above = { w: variableRows(m, 2, 2), b: variables(m, 2) };
    const inputs = variableRows(m, 2, 2), targets = variableRows(m, 2, 2);
    const derivative = (examples: readonly number[]) =>
      gradient(m, parameter === "weights" ? w.flat() : b, (d, moving, still) => {
        const constant = (rows: typeof w) => rows.map((row) => row.map(still));
        return costOf(
          d,
          {
            w: parameter === "weights" ? stacked(moving, 2) : constant(w),
            b: parameter === "biases" ? moving : b.map(still),
            above: { w: constant(above.w), b: above.b.map(still) },
          },
          constant(examples.map((example) => inputs[example]!)),
          constant(examples.map((example) => targets[example]!)),
        );
      });
    return {
      got: mean(m, [[derivative([0])], [derivative([1])]])[0]!,
      expected: derivative([0, 1]),
    };
  });
}
