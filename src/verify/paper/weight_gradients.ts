import { float64 } from "../../core/arithmetic/float64.ts";
import { DENSE_EQUATIONS } from "../../nn/layers/dense.ts";
import type { Claim } from "../prover/claim.ts";
import { meanOfGradientsClaim } from "./batch_cost.ts";
import { at, damage, type FiniteCheck, slip, theorem } from "./equation.ts";
import { by, column, corners, jacobianBy, row } from "./latex.ts";
import { matrixClaim, outer, rowClaim, weightJacobian } from "./formulas.ts";
import { BELOW, layerUnderLoss, UNITS } from "./layer_under_loss.ts";
import {
  inner,
  matrixOf,
  mean,
  rowsOf,
  rowTimes,
  stacked,
  transposed,
  variableRows,
  variables,
} from "./notation.ts";

/** (46) for the weights of a unit's own row, for all others, or for both. */
function casesClaim(subject: string, { own = false, others = false }): Claim {
  return rowClaim(subject, (m) => {
    const { a, j } = layerUnderLoss(m, "weights");
    const pairs = j.flatMap((row, unit) =>
      row.flatMap((derivative, column) => {
        const isOwn = Math.floor(column / BELOW) === unit;
        if (isOwn ? !own : !others) return [];
        return [[isOwn ? a[column % BELOW]! : m.zero, derivative] as const];
      })
    );
    return [pairs.map(([got]) => got), pairs.map(([, expected]) => expected)];
  });
}

const SHAPE_OF_FIGURE_13: FiniteCheck = {
  subject: "Figure 13 as printed: ∂C/∂W has M nˡ nˡ⁻¹ entries",
  *cases() {
    for (const rows of [1, 2, 3]) {
      const [errors, inputs] = [UNITS, BELOW].map((columns) => {
        return { rows, columns, data: new Float64Array(rows * columns).fill(1) };
      });
      const { data } = DENSE_EQUATIONS.weightGradient(float64, errors!, inputs!);
      yield [`M = ${rows}`, data.length === rows * UNITS * BELOW];
    }
  },
};

/** (42) to (50): BP3.1; (59) to (61): BP3.2. */
export const weightEquations = /* @__PURE__ */ at("nn/layers/dense.ts weightGradient", () => [
  theorem(42, "derivative of the loss with respect to the weights, by the chain rule", {
    latex: `${by("L", "W^l")} = ${by("L", "z^l")} ${by("z^l", "W^l")} = ` +
      `\\nabla L(\\mathbf{z}^l)\\, ${jacobianBy("z^l", "W^l")}`,
    text: "∂L/∂W = ∂L/∂z ∂z/∂W = ∇L(z) J_z(W)",
    statements: [rowClaim("∂L/∂W = ∇L(z) J_z(W) for any loss", (m) => {
      const { error, j, derivative } = layerUnderLoss(m, "weights");
      return [rowTimes(m, error, j), derivative];
    })],
  }),
  theorem(43, "derivative of the loss with respect to the weights, written out", {
    latex: `\\nabla L(\\mathbf{z}^l)\\, ${jacobianBy("z^l", "W^l")} = ` +
      `${row(by("L", "z_1^l"), by("L", "z_{n^l}^l"))} ` +
      `\\begin{bmatrix} ${by("z_1^l", "w_{1,1}^l")} & \\dots & ${by("z_1^l", "w_{1,n^{l-1}}^l")} ` +
      `& \\dots & ${by("z_1^l", "w_{n^l,1}^l")} & \\dots & ${by("z_1^l", "w_{n^l,n^{l-1}}^l")} ` +
      "\\\\ \\vdots & & \\vdots & & \\vdots & & \\vdots \\\\ " +
      `${by("z_{n^l}^l", "w_{1,1}^l")} & \\dots & ${by("z_{n^l}^l", "w_{1,n^{l-1}}^l")} & \\dots ` +
      `& ${by("z_{n^l}^l", "w_{n^l,1}^l")} & \\dots & ${by("z_{n^l}^l", "w_{n^l,n^{l-1}}^l")} ` +
      "\\end{bmatrix}",
    text: "∂L/∂wᵢₖ = Σⱼ ∂L/∂zⱼ ∂zⱼ/∂wᵢₖ, the weights in one row, w₁₁ … w₁ₙ w₂₁ …",
    statements: [rowClaim("∂L/∂wᵢₖ = Σⱼ ∂L/∂zⱼ ∂zⱼ/∂wᵢₖ for any loss", (m) => {
      const { error, j, derivative } = layerUnderLoss(m, "weights");
      return [transposed(j).map((column) => inner(m, error, column)), derivative];
    })],
    misprints: [damage("nothing: the equation was lost", {
      note: "Reconstructed from (42), and from (47), which fills in its entries.",
    })],
  }),
  theorem(44, "derivative of a weighted sum with respect to a weight of its own unit", {
    latex: `${by("z_j^l", "w_{j,k}^l")} = a_k^{l-1}`,
    text: "∂zⱼ/∂wⱼₖ = aₖ",
    statements: [casesClaim("the dual ∂zⱼ/∂wⱼₖ is aₖ", { own: true })],
    misprints: [damage("∂zⱼ/∂wᵢₖ", {
      note: "In the case j = i the weight is wⱼₖ.",
      statement: rowClaim("(44) as scanned: ∂zⱼ/∂wᵢₖ = aₖ for any i", (m) => {
        const { a, j } = layerUnderLoss(m, "weights");
        return [j.flatMap(() => [...a, ...a]), j.flat()];
      }),
    })],
  }),
  theorem(45, "derivative of a weighted sum with respect to a weight of another unit", {
    latex: `${by("z_j^l", "w_{i,k}^l")} = 0, \\quad j \\ne i`,
    text: "∂zⱼ/∂wᵢₖ = 0, j ≠ i",
    statements: [casesClaim("the dual ∂zⱼ/∂wᵢₖ is 0 where j ≠ i", { others: true })],
  }),
  theorem(46, "derivative of a weighted sum with respect to a weight, by cases", {
    latex: `${by("z_j^l", "w_{i,k}^l")} = \\begin{cases} a_k^{l-1} & j = i \\\\ ` +
      "0 & j \\ne i \\end{cases}",
    text: "∂zⱼ/∂wᵢₖ = aₖ where j = i, else 0",
    statements: [casesClaim("every dual ∂zⱼ/∂wᵢₖ is (46)", { own: true, others: true })],
    misprints: [damage("w_{i,h}", { note: "The second index is k." })],
  }),
  theorem(47, "BP3.1 filled in", {
    latex: `\\nabla L(\\mathbf{z}^l)\\, ${jacobianBy("z^l", "W^l")} = ` +
      `${row("\\delta_1^l", "\\delta_{n^l}^l")} \\begin{bmatrix} a_1^{l-1} & \\dots & ` +
      "a_{n^{l-1}}^{l-1} & & & & 0 & \\dots & 0 \\\\ & & & \\ddots & & & & & \\\\ " +
      "0 & \\dots & 0 & & & & a_1^{l-1} & \\dots & a_{n^{l-1}}^{l-1} \\end{bmatrix}",
    text: "∇L(z) J_z(W) = [δⱼ] times the matrix with a in block j of row j, and 0 elsewhere",
    statements: [
      matrixClaim("the matrix of (47) is the dual Jacobian ∂z/∂W of (3)", (m) => {
        const { a, j } = layerUnderLoss(m, "weights");
        return [weightJacobian(m, a, UNITS), j];
      }),
      rowClaim("the product of (47) is ∂L/∂W for any loss", (m) => {
        const { a, error, derivative } = layerUnderLoss(m, "weights");
        return [rowTimes(m, error, weightJacobian(m, a, UNITS)), derivative];
      }),
    ],
    misprints: [damage("nothing: the equation was lost", {
      note: "Reconstructed from (43) and (46).",
    })],
  }),
  theorem(48, "BP3.1 multiplied out", {
    latex: `\\nabla L(\\mathbf{z}^l)\\, ${jacobianBy("z^l", "W^l")} = ` +
      "\\begin{bmatrix} \\delta_1^l a_1^{l-1} & \\delta_1^l a_2^{l-1} & \\dots & \\delta_{n^l}^l " +
      "a_1^{l-1} & \\delta_{n^l}^l a_2^{l-1} & \\dots & \\delta_{n^l}^l a_{n^{l-1}}^{l-1} " +
      "\\end{bmatrix}",
    text: "∇L(z) J_z(W) = [δ₁ a₁, δ₁ a₂, …, δₙ a₁, δₙ a₂, …], a row",
    statements: [rowClaim("the row of all δⱼ aₖ is (47) multiplied out", (m) => {
      const { a, error } = layerUnderLoss(m, "weights");
      return [
        error.flatMap((delta) => a.map((ak) => m.mul(delta, ak))),
        rowTimes(m, error, weightJacobian(m, a, UNITS)),
      ];
    })],
    misprints: [damage("the last block: δₙ a₁, δₙ a₁, …", {
      note: "Its second entry is δₙ a₂.",
      statement: rowClaim("(48) as scanned: the last block begins with δₙ a₁ twice", (m) => {
        const { a, error, derivative } = layerUnderLoss(m, "weights");
        const row = error.flatMap((delta) => a.map((ak) => m.mul(delta, ak)));
        const last = (UNITS - 1) * BELOW;
        return [row.map((entry, column) => column === last + 1 ? row[last]! : entry), derivative];
      }),
    })],
  }),
  theorem(49, "BP3.1 stacked", {
    latex: `${by("L", "W^l")} = ` +
      corners(
        "\\delta_1^l a_1^{l-1}",
        "\\delta_1^l a_{n^{l-1}}^{l-1}",
        "\\delta_{n^l}^l a_1^{l-1}",
        "\\delta_{n^l}^l a_{n^{l-1}}^{l-1}",
      ),
    text: "∂L/∂W = [δⱼ aₖ], nˡ × nˡ⁻¹",
    statements: [matrixClaim("∂L/∂W stacked in rows of nˡ⁻¹ is [δⱼ aₖ], for any loss", (m) => {
      const { a, error, derivative } = layerUnderLoss(m, "weights");
      return [error.map((delta) => a.map((ak) => m.mul(delta, ak))), stacked(derivative, BELOW)];
    })],
    misprints: [slip("∇L(z) J_z(w) = the matrix", {
      note: "The product is the row of (48), which stacked is ∂L/∂W; w is W.",
    })],
  }),
  theorem(50, "BP3.1: the derivative of the loss with respect to the weights", {
    latex: `${by("L", "W^l")} = \\boldsymbol{\\delta}^l (\\mathbf{a}^{l-1})^T`,
    text: "∂L/∂W = δ aᵀ",
    statements: [
      matrixClaim("δ aᵀ is ∂L/∂W, stacked, for any loss", (m) => {
        const { a, error, derivative } = layerUnderLoss(m, "weights");
        return [outer(m, error, a), stacked(derivative, BELOW)];
      }),
      matrixClaim("the engine's weight gradient of one example is δ aᵀ", (m) => {
        const error = variables(m, UNITS), a = variables(m, BELOW);
        return [
          rowsOf(DENSE_EQUATIONS.weightGradient(m, matrixOf(m, [error]), matrixOf(m, [a]))),
          outer(m, error, a),
        ];
      }),
    ],
    misprints: [slip("∇L(z) J_z(W) = δ aᵀ", {
      note: "As in (49): the left side is a row, the right side that row stacked.",
    })],
  }),
  theorem(59, "the derivative of the cost is the mean of those of the losses", {
    latex: `${by("C", "W^l")} = \\frac{1}{M} \\sum_{m=1}^M ${by("L^m", "W^l")}`,
    text: "∂C/∂W = 1/M Σₘ ∂Lᵐ/∂W",
    statements: [meanOfGradientsClaim("weights")],
  }),
  theorem(60, "BP3.1, recalled", {
    latex: `${by("L", "W^l")} = ${column("\\delta_1^l", "\\delta_{n^l}^l")} ` +
      row("a_1^{l-1}", "a_{n^{l-1}}^{l-1}"),
    text: "∂L/∂W = [δⱼ] [aₖ], a column times a row",
    statements: [matrixClaim("the column δ times the row a is ∂L/∂W, stacked", (m) => {
      const { a, error, derivative } = layerUnderLoss(m, "weights");
      return [outer(m, error, a), stacked(derivative, BELOW)];
    })],
  }),
  theorem(61, "BP3.2: the derivative of the cost with respect to the weights", {
    latex: `${by("C", "W^l")} = \\frac{1}{M} \\sum_{m=1}^M \\boldsymbol{\\delta}^{l,m} ` +
      "(\\mathbf{a}^{l-1,m})^T",
    text: "∂C/∂W = 1/M Σₘ δᵐ (aᵐ)ᵀ",
    statements: [matrixClaim("BP3.2 of the engine is (61), for any errors", (m) => {
      const errors = variableRows(m, 2, UNITS), inputs = variableRows(m, 2, BELOW);
      return [
        rowsOf(DENSE_EQUATIONS.weightGradient(m, matrixOf(m, errors), matrixOf(m, inputs))),
        mean(m, errors.map((error, example) => outer(m, error, inputs[example]!))),
      ];
    })],
    misprints: [slip("∂C/∂W is an M × nˡ × nˡ⁻¹ array (after Figure 13)", {
      note: "The mean over M is already taken, which leaves nˡ × nˡ⁻¹.",
      statement: SHAPE_OF_FIGURE_13,
    })],
  }),
]);
