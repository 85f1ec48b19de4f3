import { softmax } from "../../nn/activations/softmax.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { softmaxCrossEntropy } from "../../nn/losses/softmax_cross_entropy.ts";
import type { Claim, Variables } from "../prover/claim.ts";
import { FREE, type Precondition, ROWS_SUM_TO_ONE } from "../claims/preconditions.ts";
import { at, damage, definition, slip, theorem } from "./equation.ts";
import { by, jacobianBy, row, softmaxJacobianLatex } from "./latex.ts";
import {
  crossEntropyGradient,
  crossEntropyOf,
  matrixClaim,
  rowClaim,
  sigmoidSlopes,
  softmaxJacobian,
  softmaxOf,
} from "./formulas.ts";
import { gradient, jacobian, matrixOf, type Row, rowsOf, rowTimes, variables } from "./notation.ts";

const UNITS = 3;

/** Softmax by its definition, and its Jacobian by dual numbers. */
function softmaxAt<T>(m: Variables<T>) {
  const z = variables(m, UNITS);
  return { z, a: softmaxOf(m, z), j: jacobian(m, z, softmaxOf) };
}

/** ∂L/∂z of cross-entropy on softmax, by dual numbers from their definitions. */
function softmaxError<T>(m: Variables<T>, z: Row<T>, y: Row<T>): T[] {
  return gradient(m, z, (d, moving, still) => {
    return crossEntropyOf(d, y.map(still), softmaxOf(d, moving));
  });
}

/** The targets of one example, with a precondition imposed. */
function targets<T>(m: Variables<T>, { impose }: Precondition): T[] {
  return rowsOf(impose(m, matrixOf(m, [variables(m, UNITS)])))[0]!;
}

/** −(y − a) is the error of softmax with cross-entropy, by dual numbers. */
function differenceClaim(subject: string, precondition: Precondition): Claim {
  return rowClaim(subject, (m) => {
    const z = variables(m, UNITS), y = targets(m, precondition);
    const a = softmaxOf(m, z);
    return [a.map((aj, j) => m.neg(m.sub(y[j]!, aj))), softmaxError(m, z, y)];
  });
}

/** (24) to (32): BP1.1 of softmax with cross-entropy. */
export const softmaxErrorEquations = /* @__PURE__ */ at("nn/activations/softmax.ts softmax", () => [
  definition(24, "softmax", {
    latex: "a_j^l = \\mathbf{f}([z_1^l, \\dots, z_{n^l}^l])_j = " +
      "\\frac{e^{z_j^l}}{\\sum_{k=1}^{n^l} e^{z_k^l}}",
    text: "aⱼ = e^zⱼ / Σₖ e^zₖ",
    statements: [rowClaim("the engine's softmax is (24)", (m) => {
      const z = variables(m, UNITS);
      return [softmax.value(m, z), softmaxOf(m, z)];
    })],
  }),
  theorem(25, "derivative of cross-entropy with respect to one output", {
    latex: `${by("L", "a_j^L")} = -\\frac{y_j}{a_j^L}`,
    text: "∂L/∂aⱼ = −yⱼ / aⱼ",
    statements: [rowClaim("∂L/∂aⱼ of (15) is −yⱼ / aⱼ, wherever a > 0", (m) => {
      const y = variables(m, UNITS), exponents = variables(m, UNITS);
      const a = exponents.map((exponent) => m.exp(exponent));
      return [
        crossEntropyGradient(m, y, a),
        gradient(m, a, (d, moving, still) => crossEntropyOf(d, y.map(still), moving)),
      ];
    })],
    misprints: [
      slip("for i = 1, …, nᴸ", { note: "The index of the equation is j." }),
      damage("ŷⱼ = aᵢ", { note: "The index is j on both sides." }),
    ],
    home: "nn/losses/categorical_cross_entropy.ts categoricalCrossEntropy",
  }),
  theorem(26, "derivative of softmax with respect to its own weighted sum, step by step", {
    latex: `${by("a_j^L", "z_j^L")} = \\frac{e^{z_j} \\Sigma - e^{z_j} e^{z_j}}{\\Sigma^2} = ` +
      "\\frac{e^{z_j} (\\Sigma - e^{z_j})}{\\Sigma^2} = " +
      "\\frac{e^{z_j}}{\\Sigma} \\frac{\\Sigma - e^{z_j}}{\\Sigma} = " +
      "\\frac{e^{z_j}}{\\Sigma} \\left( \\frac{\\Sigma}{\\Sigma} - \\frac{e^{z_j}}{\\Sigma} " +
      "\\right) = \\frac{e^{z_j}}{\\Sigma} \\left( 1 - \\frac{e^{z_j}}{\\Sigma} \\right), \\quad " +
      "\\Sigma = \\sum_{k=1}^{n^L} e^{z_k^L}",
    text: "∂aⱼ/∂zⱼ = (e^zⱼ Σ − e^zⱼ e^zⱼ) / Σ² = … = e^zⱼ/Σ (1 − e^zⱼ/Σ), Σ = Σₖ e^zₖ",
    statements: [matrixClaim("each step of (26) equals the next, and the first ∂aⱼ/∂zⱼ", (m) => {
      const { z, j } = softmaxAt(m);
      const powers = z.map((zk) => m.exp(zk)), total = sum(m, powers);
      const square = m.mul(total, total);
      const steps = powers.map((e, k) => {
        const share = m.div(e, total);
        return [
          j[k]![k]!,
          m.div(m.sub(m.mul(e, total), m.mul(e, e)), square),
          m.div(m.mul(e, m.sub(total, e)), square),
          m.mul(share, m.div(m.sub(total, e), total)),
          m.mul(share, m.sub(m.div(total, total), share)),
          m.mul(share, m.sub(m.one, share)),
        ];
      });
      return [steps.map((row) => row.slice(0, -1)), steps.map((row) => row.slice(1))];
    })],
    misprints: [damage("e^zⱼ/Σ (Σ / Σⱼ e^zₖ − e^zⱼ / Σⱼ e^zₖ) in the fourth step", {
      note: "The sums run over k; a sum over j of e^zₖ is n e^zₖ.",
      statement: rowClaim("(26) as scanned: sums over j of e^zₖ, for k = 1", (m) => {
        const { z, j } = softmaxAt(m);
        const powers = z.map((zk) => m.exp(zk)), total = sum(m, powers);
        const scanned = m.mul(m.constant(UNITS), powers[0]!);
        const bracket = m.sub(m.div(total, scanned), m.div(powers[0]!, scanned));
        return [[m.mul(m.div(powers[0]!, total), bracket)], [j[0]![0]!]];
      }),
    })],
  }),
  theorem(27, "derivative of softmax with respect to its own weighted sum", {
    latex: `${by("a_j^L", "z_j^L")} = a_j^L (1 - a_j^L)`,
    text: "∂aⱼ/∂zⱼ = aⱼ (1 − aⱼ)",
    statements: [rowClaim("the dual derivative ∂aⱼ/∂zⱼ of softmax is aⱼ (1 − aⱼ)", (m) => {
      const { a, j } = softmaxAt(m);
      return [sigmoidSlopes(m, a), a.map((_, k) => j[k]![k]!)];
    })],
    misprints: [slip("the definition of the Softmax function (equation 28)", {
      note: "The definition is (24); (28) is a derivative.",
    })],
  }),
  theorem(28, "derivative of softmax with respect to another weighted sum, step by step", {
    latex: `${by("a_j^L", "z_k^L")} = \\frac{0 \\cdot \\Sigma - e^{z_j} e^{z_k}}{\\Sigma^2} = ` +
      "\\frac{-e^{z_j} e^{z_k}}{\\Sigma^2} = -\\frac{e^{z_j}}{\\Sigma} \\frac{e^{z_k}}{\\Sigma} " +
      "= -a_j^L a_k^L",
    text: "∂aⱼ/∂zₖ = (0 Σ − e^zⱼ e^zₖ) / Σ² = −e^zⱼ e^zₖ / Σ² = −aⱼ aₖ, k ≠ j",
    statements: [matrixClaim("each step of (28) equals the next, and the first ∂aⱼ/∂zₖ", (m) => {
      const { z, a, j } = softmaxAt(m);
      const powers = z.map((zk) => m.exp(zk)), total = sum(m, powers);
      const square = m.mul(total, total);
      const steps = a.flatMap((aj, row) =>
        a.flatMap((ak, k) => {
          if (row === k) return [];
          const both = m.mul(powers[row]!, powers[k]!);
          return [[
            j[row]![k]!,
            m.div(m.sub(m.mul(m.zero, total), both), square),
            m.div(m.neg(both), square),
            m.neg(m.mul(m.div(powers[row]!, total), m.div(powers[k]!, total))),
            m.neg(m.mul(aj, ak)),
          ]];
        })
      );
      return [steps.map((row) => row.slice(0, -1)), steps.map((row) => row.slice(1))];
    })],
    misprints: [damage("−aᴸ_z aᴸ_L in the last step", { note: "The indices are lost: −aⱼ aₖ." })],
  }),
  theorem(29, "derivative of softmax by cases", {
    latex: `${by("a_j^L", "z_k^L")} = \\begin{cases} a_j^L (1 - a_j^L) & j = k \\\\ ` +
      "-a_j^L a_k^L & j \\ne k \\end{cases}",
    text: "∂aⱼ/∂zₖ = aⱼ (1 − aⱼ) where j = k, else −aⱼ aₖ",
    statements: [matrixClaim("the dual Jacobian of softmax is (29)", (m) => {
      const { a, j } = softmaxAt(m);
      return [softmaxJacobian(m, a), j];
    })],
  }),
  theorem(30, "BP1.1 of softmax with cross-entropy", {
    latex: `\\nabla L(\\mathbf{a}^L)\\, ${jacobianBy("a^L", "z^L")} = ` +
      `-${row("\\frac{y_1}{a_1^L}", "\\frac{y_{n^L}}{a_{n^L}^L}")} ` +
      softmaxJacobianLatex("L"),
    text: "∇L J = −[yⱼ / aⱼ] [aⱼ (1 − aⱼ) where j = k, else −aⱼ aₖ]",
    statements: [rowClaim("the product of (30) is ∂L/∂z", (m) => {
      const z = variables(m, UNITS), y = variables(m, UNITS);
      const a = softmaxOf(m, z);
      return [
        rowTimes(m, crossEntropyGradient(m, y, a), softmaxJacobian(m, a)),
        softmaxError(m, z, y),
      ];
    })],
    home: "nn/losses/softmax_cross_entropy.ts softmaxCrossEntropy",
  }),
  theorem(31, "BP1.1 of softmax with cross-entropy, multiplied out", {
    latex: `\\nabla L(\\mathbf{a}^L)\\, ${jacobianBy("a^L", "z^L")} = ` +
      row("-y_1 + a_1^L \\sum_i y_i", "-y_{n^L} + a_{n^L}^L \\sum_i y_i"),
    text: "δₖ = −yₖ (1 − aₖ) + Σ_{j≠k} yⱼ aₖ = −yₖ + aₖ Σ y",
    statements: [
      matrixClaim("(30) multiplied out is both rows of (31), for any targets", (m) => {
        const y = variables(m, UNITS), a = variables(m, UNITS);
        const product = rowTimes(m, crossEntropyGradient(m, y, a), softmaxJacobian(m, a));
        const first = a.map((ak, k) =>
          sum(m, y.map((yj, j) => j === k ? m.mul(m.neg(yj), m.sub(m.one, ak)) : m.mul(yj, ak)))
        );
        const second = a.map((ak, k) => m.add(m.neg(y[k]!), m.mul(ak, sum(m, y))));
        return [[product, first], [first, second]];
      }),
      rowClaim("the engine's error of softmax with cross-entropy is (31)", (m) => {
        const z = variables(m, UNITS), y = variables(m, UNITS);
        const a = softmaxOf(m, z);
        return [
          softmaxCrossEntropy.error(m, { z, a }, y),
          a.map((ak, k) => m.add(m.neg(y[k]!), m.mul(ak, sum(m, y)))),
        ];
      }),
    ],
    home: "nn/losses/softmax_cross_entropy.ts softmaxCrossEntropy",
  }),
  theorem(32, "BP1.1 of softmax with cross-entropy where targets sum to 1", {
    latex: `\\nabla L(\\mathbf{a}^L)\\, ${jacobianBy("a^L", "z^L")} = ` +
      `-${row("y_1 - a_1^L", "y_{n^L} - a_{n^L}^L")}`,
    text: "δ = −(y − a), where Σ y = 1",
    statements: [differenceClaim("−(y − a) is ∂L/∂z where Σ y = 1", ROWS_SUM_TO_ONE)],
    precondition: {
      text: "targets sum to 1, as one-hot ones do",
      without: differenceClaim("−(y − a) is ∂L/∂z for any targets", FREE),
    },
    home: "nn/losses/softmax_cross_entropy.ts softmaxCrossEntropy",
  }),
]);
