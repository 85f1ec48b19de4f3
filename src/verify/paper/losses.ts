import { categoricalCrossEntropy } from "../../nn/losses/categorical_cross_entropy.ts";
import { sumOfSquaredErrors } from "../../nn/losses/sum_of_squared_errors.ts";
import type { PaperEquation } from "./equation.ts";
import {
  crossEntropyGradient,
  crossEntropyOf,
  matrixClaim,
  rowClaim,
  squaredErrorOf,
} from "./formulas.ts";
import { gradient, positives, variables } from "./notation.ts";

const OUTPUTS = 3;

/** (69) to (72): the losses and their gradients. */
export const LOSS_EQUATIONS: readonly PaperEquation[] = [
  {
    number: 69,
    title: "categorical cross-entropy, recalled",
    kind: "definition",
    latex: "L = -\\sum_{i=1}^{n^L} y_i \\log a_i^L",
    text: "L = −Σ yᵢ log aᵢ",
    statements: [rowClaim("the engine's cross-entropy is (69), wherever a > 0", (m) => {
      const y = variables(m, OUTPUTS), a = positives(m, OUTPUTS);
      return {
        got: [categoricalCrossEntropy.value(m, { a, y })],
        expected: [crossEntropyOf(m, y, a)],
      };
    })],
    home: "nn/losses/categorical_cross_entropy.ts categoricalCrossEntropy",
  },
  {
    number: 70,
    title: "gradient of categorical cross-entropy",
    kind: "theorem",
    latex: "\\frac{\\partial L}{\\partial \\mathbf{a}^L} = " +
      "-\\begin{bmatrix} \\frac{y_1}{a_1^L} & \\dots & \\frac{y_{n^L}}{a_{n^L}^L} \\end{bmatrix}",
    text: "∂L/∂a = −y / a",
    statements: [matrixClaim("−y / a is the dual derivative of (69), and the engine's", (m) => {
      const y = variables(m, OUTPUTS), a = positives(m, OUTPUTS);
      const derivative = gradient(m, a, (d, moving, still) => {
        return crossEntropyOf(d, y.map(still), moving);
      });
      return {
        got: [crossEntropyGradient(m, y, a), categoricalCrossEntropy.gradient(m, { a, y })],
        expected: [derivative, derivative],
      };
    })],
    home: "nn/losses/categorical_cross_entropy.ts categoricalCrossEntropy",
  },
  {
    number: 71,
    title: "sum of squared errors",
    kind: "definition",
    latex: "L = \\frac{1}{2} \\sum_{i=1}^{n^L} (y_i - a_i^L)^2",
    text: "L = ½ Σ (yᵢ − aᵢ)²",
    statements: [rowClaim("the engine's sum of squared errors is (71)", (m) => {
      const y = variables(m, OUTPUTS), a = variables(m, OUTPUTS);
      return {
        got: [sumOfSquaredErrors.value(m, { a, y })],
        expected: [squaredErrorOf(m, y, a)],
      };
    })],
    home: "nn/losses/sum_of_squared_errors.ts sumOfSquaredErrors",
  },
  {
    number: 72,
    title: "gradient of the sum of squared errors",
    kind: "theorem",
    latex: "\\frac{\\partial L}{\\partial \\mathbf{a}^L} = -(\\mathbf{y} - \\mathbf{a}^L)",
    text: "∂L/∂a = −(y − a)",
    statements: [matrixClaim("−(y − a) is the dual derivative of (71), and the engine's", (m) => {
      const y = variables(m, OUTPUTS), a = variables(m, OUTPUTS);
      const derivative = gradient(m, a, (d, moving, still) => {
        return squaredErrorOf(d, y.map(still), moving);
      });
      return {
        got: [
          a.map((ai, i) => m.neg(m.sub(y[i]!, ai))),
          sumOfSquaredErrors.gradient(m, { a, y }),
        ],
        expected: [derivative, derivative],
      };
    })],
    home: "nn/losses/sum_of_squared_errors.ts sumOfSquaredErrors",
  },
];
