import { softmax } from "../../nn/activations/softmax.ts";
import { tanh } from "../../nn/activations/tanh.ts";
import { categoricalCrossEntropy } from "../../nn/losses/categorical_cross_entropy.ts";
import { meanLoss } from "../../engine/cost.ts";
import { forward } from "../../engine/forward.ts";
import type { Claim } from "../prover/claim.ts";
import { rowClaim } from "./formulas.ts";
import { gradient, layerOf, matrixOf, mean, stacked, variableRows, variables } from "./notation.ts";

/**
 * (59), (62): the derivative of the engine's cost is the mean of those of the single examples, for a
 * layer of tanh below softmax with cross-entropy.
 */
export function meanOfGradientsClaim(parameter: "weights" | "biases"): Claim {
  return rowClaim(`∂C/∂${parameter} of the engine's cost is the mean over its examples`, (m) => {
    const w = variableRows(m, 2, 2), b = variables(m, 2);
    const above = variableRows(m, 2, 2), c = variables(m, 2);
    const inputs = variableRows(m, 2, 2), targets = variableRows(m, 2, 2);
    const derivative = (examples: readonly number[]) =>
      gradient(m, parameter === "weights" ? w.flat() : b, (d, moving, still) => {
        const constant = (rows: typeof w) => rows.map((row) => row.map(still));
        const hidden = parameter === "weights"
          ? layerOf(d, tanh, stacked(moving, 2), b.map(still))
          : layerOf(d, tanh, constant(w), moving);
        const layers = [hidden, layerOf(d, softmax, constant(above), c.map(still))];
        const network = { inputs: 2, layers };
        const [x, y] = [inputs, targets].map((rows) => {
          return matrixOf(d, constant(examples.map((example) => rows[example]!)));
        });
        const trace = forward(network, x!, { arithmetic: d });
        return meanLoss(d, network, trace, { targets: y! }, categoricalCrossEntropy);
      });
    return [mean(m, [[derivative([0])], [derivative([1])]])[0]!, derivative([0, 1])];
  });
}
