import { float64 } from "../../core/arithmetic/float64.ts";
import { DENSE_EQUATIONS } from "../../nn/layers/dense.ts";
import type { Claim } from "../prover/claim.ts";
import { meanOfGradientsClaim } from "./batch_cost.ts";
import { at, damage, type FiniteCheck, type Misprint, slip, theorem } from "./equation.ts";
import { by, column, derivatives, diagonalMatrix, jacobianBy, row } from "./latex.ts";
import { matrixClaim, rowClaim, weightJacobian } from "./formulas.ts";
import { layerUnderLoss, UNITS } from "./layer_under_loss.ts";
import {
  diagonal,
  inner,
  matrixOf,
  mean,
  rowsOf,
  rowTimes,
  transposed,
  variableRows,
  variables,
} from "./notation.ts";

/** δ for any loss: (55) and (63), which recalls it. */
function errorClaim(subject: string): Claim {
  return rowClaim(subject, (m) => {
    const { error, derivative } = layerUnderLoss(m, "biases");
    return [error, derivative];
  });
}

/** J by W printed for J by b; with one unit below, both have the same shape. */
function byWeights(number: number): Misprint {
  return slip("∇L(z) J_z(w)", {
    note: "J_z(b) is meant; J_z(W) is the matrix of (47), with a in place of 1.",
    statement: rowClaim(`(${number}) as printed: ∇L(z) J_z(W) is ∂L/∂b`, (m) => {
      const { a, error, derivative } = layerUnderLoss(m, "biases", 1);
      return [rowTimes(m, error, weightJacobian(m, a, UNITS)), derivative];
    }),
  });
}

const SHAPE_OF_FIGURE_14: FiniteCheck = {
  subject: "Figure 14 as printed: ∂C/∂b has M nˡ entries",
  *cases() {
    for (const rows of [1, 2, 3]) {
      const errors = { rows, columns: UNITS, data: new Float64Array(rows * UNITS).fill(1) };
      const { data } = DENSE_EQUATIONS.biasGradient(float64, errors);
      yield [`M = ${rows}`, data.length === rows * UNITS];
    }
  },
};

/** (51) to (55): BP4.1; (62) to (65): BP4.2. */
export const biasEquations = /* @__PURE__ */ at("nn/layers/dense.ts biasGradient", () => [
  theorem(51, "derivative of the loss with respect to the biases, by the chain rule", {
    latex: `${by("L", "b^l")} = ${by("L", "z^l")} ${by("z^l", "b^l")} = ` +
      `\\nabla L(\\mathbf{z}^l)\\, ${jacobianBy("z^l", "b^l")}`,
    text: "∂L/∂b = ∂L/∂z ∂z/∂b = ∇L(z) J_z(b)",
    statements: [rowClaim("∂L/∂b = ∇L(z) J_z(b) for any loss", (m) => {
      const { error, j, derivative } = layerUnderLoss(m, "biases");
      return [rowTimes(m, error, j), derivative];
    })],
  }),
  theorem(52, "derivative of the loss with respect to the biases, written out", {
    latex: `\\nabla L(\\mathbf{z}^l)\\, ${jacobianBy("z^l", "b^l")} = ` +
      `${row(by("L", "z_1^l"), by("L", "z_{n^l}^l"))} ` +
      derivatives(["z_1^l", "z_{n^l}^l"], ["b_1^l", "b_{n^l}^l"]),
    text: "∂L/∂bₖ = Σⱼ ∂L/∂zⱼ ∂zⱼ/∂bₖ",
    statements: [rowClaim("∂L/∂bₖ = Σⱼ ∂L/∂zⱼ ∂zⱼ/∂bₖ for any loss", (m) => {
      const { error, j, derivative } = layerUnderLoss(m, "biases");
      return [transposed(j).map((column) => inner(m, error, column)), derivative];
    })],
    misprints: [
      byWeights(52),
      damage("second row ends in ∂z_n/∂b_n", {
        note: "The last entry of the second row is ∂z₂/∂bₙ.",
      }),
    ],
  }),
  theorem(53, "derivative of a weighted sum with respect to a bias", {
    latex: `${by("z_j^l", "b_k^l")} = \\begin{cases} 1 & j = k \\\\ 0 & j \\ne k \\end{cases}`,
    text: "∂zⱼ/∂bₖ = 1 where j = k, else 0",
    statements: [matrixClaim("the dual Jacobian ∂z/∂b of (3) is (53)", (m) => {
      const { j } = layerUnderLoss(m, "biases");
      return [diagonal(m, j.map(() => m.one)), j];
    })],
  }),
  theorem(54, "BP4.1 filled in", {
    latex: `\\nabla L(\\mathbf{z}^l)\\, ${jacobianBy("z^l", "b^l")} = ` +
      `${row("\\delta_1^l", "\\delta_{n^l}^l")} ${diagonalMatrix("1", "1")}`,
    text: "∇L(z) J_z(b) = [δⱼ] times the identity matrix",
    statements: [rowClaim("δᵀ times the identity matrix is ∂L/∂b for any loss", (m) => {
      const { error, derivative } = layerUnderLoss(m, "biases");
      return [rowTimes(m, error, diagonal(m, error.map(() => m.one))), derivative];
    })],
    misprints: [byWeights(54)],
  }),
  theorem(55, "BP4.1: the derivative of the loss with respect to the biases", {
    latex: `${by("L", "b^l")} = (\\boldsymbol{\\delta}^l)^T`,
    text: "∂L/∂b = δᵀ",
    statements: [
      errorClaim("∂L/∂b is δᵀ for any loss"),
      matrixClaim("the engine's bias gradient of one example is δᵀ", (m) => {
        const error = variables(m, UNITS);
        return [rowsOf(DENSE_EQUATIONS.biasGradient(m, matrixOf(m, [error]))), [error]];
      }),
    ],
    misprints: [byWeights(55)],
  }),
  theorem(62, "the derivative of the cost is the mean of those of the losses", {
    latex: `${by("C", "b^l")} = \\frac{1}{M} \\sum_{m=1}^M ${by("L^m", "b^l")}`,
    text: "∂C/∂b = 1/M Σₘ ∂Lᵐ/∂b",
    statements: [meanOfGradientsClaim("biases")],
    misprints: [damage("no heading", { note: "The heading BP4.2 above is lost." })],
  }),
  theorem(63, "BP4.1, recalled", {
    latex: `${by("L", "b^l")} = ${row("\\delta_1^l", "\\delta_{n^l}^l")}`,
    text: "∂L/∂b = [δ₁ … δₙ]",
    statements: [errorClaim("∂L/∂b is the row of errors")],
  }),
  theorem(64, "BP4.1, transposed", {
    latex: `\\left( ${by("L", "b^l")} \\right)^T = ${column("\\delta_1^l", "\\delta_{n^l}^l")}`,
    text: "(∂L/∂b)ᵀ = δ, a column",
    statements: [matrixClaim("the column of errors is ∂L/∂b, transposed", (m) => {
      const { error, derivative } = layerUnderLoss(m, "biases");
      return [error.map((delta) => [delta]), transposed([derivative])];
    })],
  }),
  theorem(65, "BP4.2: the derivative of the cost with respect to the biases", {
    latex: `\\left( ${by("C", "b^l")} \\right)^T = \\frac{1}{M} \\sum_{m=1}^M ` +
      "\\boldsymbol{\\delta}^{l,m}",
    text: "(∂C/∂b)ᵀ = 1/M Σₘ δᵐ",
    statements: [matrixClaim("BP4.2 of the engine is (65), for any errors", (m) => {
      const errors = variableRows(m, 3, UNITS);
      const gradient = rowsOf(DENSE_EQUATIONS.biasGradient(m, matrixOf(m, errors)));
      return [transposed(gradient), mean(m, errors.map((error) => transposed([error])))];
    })],
    misprints: [slip("(∂C/∂b)ᵀ is an M × nˡ × 1 array (after Figure 14)", {
      note: "The mean over M is already taken, which leaves nˡ × 1.",
      statement: SHAPE_OF_FIGURE_14,
    })],
  }),
]);
