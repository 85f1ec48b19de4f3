import { categoricalCrossEntropy } from "../../nn/losses/categorical_cross_entropy.ts";
import { sumOfSquaredErrors } from "../../nn/losses/sum_of_squared_errors.ts";
import { at, definition, theorem } from "./equation.ts";
import { by, row } from "./latex.ts";
import {
  crossEntropyGradient,
  crossEntropyOf,
  matrixClaim,
  rowClaim,
  squaredErrorOf,
} from "./formulas.ts";
import { gradient, positives, variables } from "./notation.ts";

const OUTPUTS = 3;
const SQUARED_ERRORS = "nn/losses/sum_of_squared_errors.ts sumOfSquaredErrors";

/** (69) to (72): the losses and their gradients. */
export const lossEquations = /* @__PURE__ */ at(SQUARED_ERRORS, () => [
  definition(69, "categorical cross-entropy, recalled", {
    latex: "L = -\\sum_{i=1}^{n^L} y_i \\log a_i^L",
    text: "L = −Σ yᵢ log aᵢ",
    statements: [rowClaim("the engine's cross-entropy is (69), wherever a > 0", (m) => {
      const y = variables(m, OUTPUTS), a = positives(m, OUTPUTS);
      return [[categoricalCrossEntropy.value(m, { a, y })], [crossEntropyOf(m, y, a)]];
    })],
    home: "nn/losses/categorical_cross_entropy.ts categoricalCrossEntropy",
  }),
  theorem(70, "gradient of categorical cross-entropy", {
    latex: `${by("L", "a^L")} = -${row("\\frac{y_1}{a_1^L}", "\\frac{y_{n^L}}{a_{n^L}^L}")}`,
    text: "∂L/∂a = −y / a",
    statements: [matrixClaim("−y / a is the dual derivative of (69), and the engine's", (m) => {
      const y = variables(m, OUTPUTS), a = positives(m, OUTPUTS);
      const derivative = gradient(m, a, (d, moving, still) => {
        return crossEntropyOf(d, y.map(still), moving);
      });
      return [[crossEntropyGradient(m, y, a), categoricalCrossEntropy.gradient(m, { a, y })], [
        derivative,
        derivative,
      ]];
    })],
    home: "nn/losses/categorical_cross_entropy.ts categoricalCrossEntropy",
  }),
  definition(71, "sum of squared errors", {
    latex: "L = \\frac{1}{2} \\sum_{i=1}^{n^L} (y_i - a_i^L)^2",
    text: "L = ½ Σ (yᵢ − aᵢ)²",
    statements: [rowClaim("the engine's sum of squared errors is (71)", (m) => {
      const y = variables(m, OUTPUTS), a = variables(m, OUTPUTS);
      return [[sumOfSquaredErrors.value(m, { a, y })], [squaredErrorOf(m, y, a)]];
    })],
  }),
  theorem(72, "gradient of the sum of squared errors", {
    latex: `${by("L", "a^L")} = -(\\mathbf{y} - \\mathbf{a}^L)`,
    text: "∂L/∂a = −(y − a)",
    statements: [matrixClaim("−(y − a) is the dual derivative of (71), and the engine's", (m) => {
      const y = variables(m, OUTPUTS), a = variables(m, OUTPUTS);
      const derivative = gradient(m, a, (d, moving, still) => {
        return squaredErrorOf(d, y.map(still), moving);
      });
      return [[
        a.map((ai, i) => m.neg(m.sub(y[i]!, ai))),
        sumOfSquaredErrors.gradient(m, { a, y }),
      ], [derivative, derivative]];
    })],
  }),
]);
