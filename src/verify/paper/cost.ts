import { sigmoid } from "../../nn/activations/sigmoid.ts";
import { softmax } from "../../nn/activations/softmax.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { categoricalCrossEntropy } from "../../nn/losses/categorical_cross_entropy.ts";
import { losses, meanLoss } from "../../engine/cost.ts";
import { forward } from "../../engine/forward.ts";
import type { Variables } from "../prover/claim.ts";
import { at, damage, definition, slip } from "./equation.ts";
import { by } from "./latex.ts";
import { crossEntropyOf, matrixClaim, rowClaim, softmaxOf, squaredErrorOf } from "./formulas.ts";
import {
  gradient,
  layerOf,
  matrixOf,
  positives,
  product,
  rowsOf,
  transposed,
  variableRows,
  variables,
  weightedSums,
} from "./notation.ts";

const EXAMPLES = 2;

/** A batch of variables through a layer of two units. */
function batchPass<T>(m: Variables<T>, activation: typeof sigmoid | typeof softmax) {
  const w = variableRows(m, 2, 2), b = variables(m, 2);
  const inputs = variableRows(m, EXAMPLES, 2), y = variableRows(m, EXAMPLES, 2);
  const network = { inputs: 2, layers: [layerOf(m, activation, w, b)] };
  const trace = forward(network, matrixOf(m, inputs), { arithmetic: m });
  return { network, trace, layer: trace.layers[0]!, w, b, inputs, y, targets: matrixOf(m, y) };
}

/** The loss of softmax on each example of a batch, by the paper's definitions. */
function lossesOf<T>(m: Variables<T>, { w, b, inputs, y }: ReturnType<typeof batchPass<T>>): T[] {
  return inputs.map((a, example) => {
    return crossEntropyOf(m, y[example]!, softmaxOf(m, weightedSums(m, w, a, b)));
  });
}

/** (15) to (20): the loss, a batch, the cost, and its derivative as a limit. */
export const costEquations = /* @__PURE__ */ at("engine/cost.ts cost", () => [
  definition(15, "categorical cross-entropy", {
    latex: "L(\\mathbf{y}, \\hat{\\mathbf{y}}) = -\\sum_{i=1}^{n^L} y_i \\log \\hat{y}_i",
    text: "L = −Σ yᵢ log ŷᵢ",
    statements: [
      rowClaim("the engine's cross-entropy is the sum of (15)", (m) => {
        const y = variables(m, 2), a = positives(m, 2);
        return [[categoricalCrossEntropy.value(m, { a, y })], [crossEntropyOf(m, y, a)]];
      }),
      {
        subject: "a wrong one-hot prediction costs ∞, a term with yᵢ = 0 costs 0",
        *cases() {
          const { xlogy } = float64;
          yield ["y = [1, 0], ŷ = [0, 1]", -(xlogy(1, 0) + xlogy(0, 1)) === Infinity];
          yield ["y = [0, 1], ŷ = [1, 0]", -(xlogy(0, 1) + xlogy(1, 0)) === Infinity];
          yield ["y = [1, 1], ŷ = [1, 1]", -(xlogy(1, 1) + xlogy(1, 1)) === 0];
          yield ["y = [0, 0], ŷ = [0, 0]", -(xlogy(0, 0) + xlogy(0, 0)) === 0];
        },
      },
    ],
    misprints: [
      slip("L = −‖y log ŷ‖² = −Σ yᵢ log ŷᵢ", {
        note: "A squared norm is a sum of squares, and its negative is never positive.",
        statement: rowClaim("(15) as printed: −‖y log ŷ‖² = −Σ yᵢ log ŷᵢ", (m) => {
          const y = variables(m, 2), a = positives(m, 2);
          const terms = y.map((yi, i) => m.mul(yi, m.log(a[i]!)));
          return [[m.neg(sum(m, terms.map((term) => m.mul(term, term))))], [m.neg(sum(m, terms))]];
        }),
      }),
      slip("good predictions: y = [1, 1] and y = [0, 0]", {
        note: "Neither is one-hot, as the text asks of y; the losses given for them are right.",
      }),
    ],
    home: "nn/losses/categorical_cross_entropy.ts categoricalCrossEntropy",
  }),
  definition(16, "weighted sums of a batch", {
    latex: "\\mathbf{Z}^l = \\mathbf{W}^l \\mathbf{A}^{l-1} + \\mathbf{B}^l",
    text: "Z = W A + B, one example per slice of depth; here Z = A Wᵀ + b, one example per row",
    statements: [matrixClaim("forward() of a batch computes (9) for each example", (m) => {
      const { w, b, inputs, layer } = batchPass(m, sigmoid);
      return [
        rowsOf(layer.z),
        inputs.map((a) => product(m, w, transposed([a])).map(([entry], i) => m.add(entry!, b[i]!))),
      ];
    })],
    home: "nn/layers/dense.ts weightedSums",
  }),
  definition(17, "activations of a batch", {
    latex: "\\mathbf{A}^l = \\mathbf{f}(\\mathbf{Z}^l)",
    text: "A = f(Z), applied to each example",
    statements: [matrixClaim("forward() of a batch computes (11) for each example", (m) => {
      const { w, b, inputs, layer } = batchPass(m, softmax);
      return [rowsOf(layer.a), inputs.map((a) => softmaxOf(m, weightedSums(m, w, a, b)))];
    })],
    misprints: [slip("equations (19) and (21) are applied recursively (after Figure 5)", {
      note: "(16) and (17) are meant: (19) is the cost, (21) the error.",
    })],
    home: "nn/activations/activation.ts activate",
  }),
  definition(18, "cross-entropy of one example of a batch", {
    latex: "L(\\mathbf{y}^m, \\hat{\\mathbf{y}}^m) = -\\sum_{i=1}^{n^L} y_i^m \\log \\hat{y}_i^m",
    text: "Lᵐ = −Σ yᵢᵐ log ŷᵢᵐ",
    statements: [rowClaim("the engine's loss of each example is (18)", (m) => {
      const pass = batchPass(m, softmax);
      const { layer, targets } = pass;
      return [losses(m, softmax, layer, targets, categoricalCrossEntropy), lossesOf(m, pass)];
    })],
    home: "engine/cost.ts losses",
  }),
  definition(19, "cost of a batch", {
    latex: "C = \\frac{1}{M} \\sum_{m=1}^M L(\\mathbf{y}^m, \\hat{\\mathbf{y}}^m) = " +
      "-\\frac{1}{M} \\sum_{m=1}^M \\sum_{i=1}^{n^L} y_i^m \\log \\hat{y}_i^m",
    text: "C = 1/M Σₘ Lᵐ",
    statements: [rowClaim("the engine's cost is (19)", (m) => {
      const pass = batchPass(m, softmax);
      const { network, trace, targets } = pass;
      return [
        [meanLoss(m, network, trace, { targets }, categoricalCrossEntropy)],
        [m.div(sum(m, lossesOf(m, pass)), m.constant(EXAMPLES))],
      ];
    })],
  }),
  definition(20, "derivative as the limit of a difference quotient", {
    latex: `${by("L", "w_j")} = \\lim_{\\epsilon \\to 0} \\frac{L(\\mathbf{w} + \\epsilon ` +
      "\\mathbf{e}_j, \\mathbf{b}) - L(\\mathbf{w}, \\mathbf{b})}{\\epsilon}",
    text: "∂L/∂wⱼ = lim (L(w + ε eⱼ, b) − L(w, b)) / ε",
    statements: [rowClaim(
      "the quotient of a quadratic loss is its dual derivative plus a multiple of ε",
      (m) => {
        const x = m.variable(), w = m.variable(), b = m.variable(), y = m.variable();
        const lossAt = (by: typeof w) => squaredErrorOf(m, [y], [m.add(m.mul(m.add(w, by), x), b)]);
        const quotient = (by: typeof w) => m.div(m.sub(lossAt(by), lossAt(m.zero)), by);
        const step = m.variable(), twice = m.constant(2);
        // 2 q(ε) − q(2 ε), in which the multiple of ε cancels.
        return [
          [m.sub(m.mul(twice, quotient(step)), quotient(m.mul(twice, step)))],
          gradient(m, [w], (d, [moving], still) => {
            const output = d.add(d.mul(moving!, still(x)), still(b));
            return squaredErrorOf(d, [still(y)], [output]);
          }),
        ];
      },
    )],
    misprints: [damage("∂L/∂wᵢ", { note: "The index is j, as on the right." })],
    home: "verify/numeric/finite_differences.ts derivative",
  }),
]);
