import type { Activation } from "../../nn/activations/activation.ts";
import { sigmoid } from "../../nn/activations/sigmoid.ts";
import { softmax } from "../../nn/activations/softmax.ts";
import { denseFrom } from "../../nn/layers/dense.ts";
import { matrix } from "../../core/matrix/matrix.ts";
import { decide } from "../../metrics/decide.ts";
import { forward } from "../../engine/forward.ts";
import type { Variables } from "../prover/claim.ts";
import { at, damage, definition, type FiniteCheck, prose, slip } from "./equation.ts";
import { column, corners } from "./latex.ts";
import { rowClaim, sigmoidOf, sigmoidsOf, softmaxOf } from "./formulas.ts";
import {
  layerOf,
  matrixOf,
  product,
  rowsOf,
  transposed,
  variableRows,
  variables,
  weightedSums,
} from "./notation.ts";

/** A layer of variables on one example: the engine's sums and outputs, and the paper's. */
function pass<T>(m: Variables<T>, activation: Activation, { units = 2, below = 3 } = {}) {
  const w = variableRows(m, units, below), b = variables(m, units), a = variables(m, below);
  const network = { inputs: below, layers: [layerOf(m, activation, w, b)] };
  const [layer] = forward(network, matrixOf(m, [a]), { arithmetic: m }).layers;
  return {
    ...{ w, b, a },
    sums: rowsOf(layer!.z)[0]!,
    outputs: rowsOf(layer!.a)[0]!,
    /** (3). */
    z: weightedSums(m, w, a, b),
    /** W a + b, (10). */
    affine: product(m, w, transposed([a])).map(([entry], i) => m.add(entry!, b[i]!)),
  };
}

const OUTPUTS_ARE_LAST: FiniteCheck = {
  subject: "the outputs of forward() are the activations of its last layer",
  *cases() {
    for (const units of [1, 2, 3]) {
      const weights = { rows: units, columns: 1, data: new Float64Array(units).fill(1) };
      const layer = denseFrom(sigmoid, weights, { ...weights, rows: 1, columns: units });
      const { outputs, layers } = forward({ inputs: 1, layers: [layer] }, matrix([[0.5]]));
      yield [`${units} outputs`, outputs === layers.at(-1)!.a];
    }
  },
};

/** (1) to (14): one example. */
export const forwardEquations = /* @__PURE__ */ at("nn/layers/dense.ts weightedSums", () => [
  definition(1, "weighted sum of the first hidden unit of Figure 1", {
    latex: "z_1^1 = a_1^0 w_{1,1}^1 + a_2^0 w_{1,2}^1 + a_3^0 w_{1,3}^1 + b_1^1",
    text: "z₁ = a₁ w₁₁ + a₂ w₁₂ + a₃ w₁₃ + b₁",
    statements: [rowClaim("forward() of a 3-2 layer has (1) as its first weighted sum", (m) => {
      const { w: [w], b: [b], a, sums } = pass(m, sigmoid);
      const terms = a.map((ak, k) => m.mul(ak, w![k]!));
      return [[sums[0]!], [m.add(m.add(m.add(terms[0]!, terms[1]!), terms[2]!), b!)]];
    })],
  }),
  definition(2, "activation of the first hidden unit of Figure 1", {
    latex: "a_1^1 = \\mathbf{f}(z_1^1, z_2^1)_1",
    text: "a₁ = f(z₁, z₂)₁",
    statements: [rowClaim("forward() of a 3-2 layer has (2) as its first activation", (m) => {
      const { z, outputs } = pass(m, softmax);
      return [[outputs[0]!], [softmaxOf(m, z)[0]!]];
    })],
    misprints: [slip("f(z₁, z₂, z₃)₁", {
      note: "The hidden layer of Figure 1 has only two units, z₁ and z₂.",
    })],
    home: "engine/forward.ts forward",
  }),
  definition(3, "weighted sum", {
    latex: "z_i^l = \\sum_{k=1}^{n^{l-1}} a_k^{l-1} w_{i,k}^l + b_i^l",
    text: "zᵢ = Σₖ aₖ wᵢₖ + bᵢ, k = 1 … nˡ⁻¹",
    statements: [rowClaim("forward() computes (3)", (m) => {
      const { sums, z } = pass(m, sigmoid);
      return [sums, z];
    })],
  }),
  definition(4, "activation", {
    latex: "a_i^l = \\mathbf{f}(z_1^l, \\dots, z_{n^l}^l)_i = \\mathbf{f}(\\mathbf{z}^l)_i",
    text: "aᵢ = f(z₁, …, zₙ)ᵢ, n = nˡ",
    statements: [rowClaim("forward() computes (4), each output from all weighted sums", (m) => {
      const { z, outputs } = pass(m, softmax);
      return [outputs, softmaxOf(m, z)];
    })],
    misprints: [slip("f(z₁, …, zₙ)ᵢ with n = nˡ⁻¹", {
      note: "A layer has one weighted sum per unit, nˡ in all, however many the layer below has.",
      statement: rowClaim("(4) as printed: f takes only the first nˡ⁻¹ weighted sums", (m) => {
        const { z, outputs } = pass(m, softmax, { units: 3, below: 2 });
        return [softmaxOf(m, z.slice(0, 2)), outputs.slice(0, 2)];
      }),
    })],
    home: "engine/forward.ts forward",
  }),
  definition(5, "sigmoid", {
    latex: "f(z_i^l) = \\frac{1}{1 + e^{-z_i^l}}",
    text: "f(z) = 1 / (1 + e^−z)",
    statements: [
      rowClaim("the engine's sigmoid is (5)", (m) => {
        const z = m.variable();
        return [[sigmoid.value(m, z)], [sigmoidOf(m, z)]];
      }),
    ],
    home: "nn/activations/sigmoid.ts sigmoid",
  }),
  prose(6, "the output of Figure 1 is read as a probability", {
    latex: "a_1^2 = \\hat{y}_1",
    text: "a₁² = ŷ₁",
    statements: [OUTPUTS_ARE_LAST],
    misprints: [slip("ŷᵢ", { note: "The only output of Figure 1 has index 1." })],
    home: "engine/forward.ts Trace",
  }),
  prose(7, "outputs are read as probabilities", {
    latex: "a_i^L = \\hat{y}_i",
    text: "aᵢ of the last layer = ŷᵢ",
    statements: [OUTPUTS_ARE_LAST],
    home: "engine/forward.ts Trace",
  }),
  definition(8, "decision by threshold", {
    latex: "\\text{prediction}_i = " +
      "\\begin{cases} 1 & \\hat{y}_i > \\text{threshold}_i \\\\ " +
      "0 & \\hat{y}_i \\le \\text{threshold}_i \\end{cases}",
    text: "1 where ŷᵢ > thresholdᵢ, else 0",
    statements: [{
      subject: "decide() is (8) for outputs and thresholds in steps of 1/8",
      *cases() {
        const steps = Array.from({ length: 9 }, (_, i) => i / 8);
        for (const output of steps) {
          for (const threshold of steps) {
            const outputs = [output, 1 - output];
            const { data } = decide(matrix([outputs]), { threshold });
            const holds = outputs.every((y, i) => data[i] === (y > threshold ? 1 : 0));
            yield [`ŷ = ${output}, threshold = ${threshold}`, holds];
          }
        }
      },
    }],
    home: "metrics/decide.ts decide",
  }),
  definition(9, "weighted sums of a layer", {
    latex: "\\mathbf{z}^l = \\mathbf{W}^l \\mathbf{a}^{l-1} + \\mathbf{b}^l",
    text: "z = W a + b",
    statements: [rowClaim("W a + b is (3) for every unit", (m) => {
      const { affine, z } = pass(m, sigmoid);
      return [affine, z];
    })],
  }),
  definition(10, "weighted sums of a layer, written out", {
    latex: `${column("z_1^l", "z_{n^l}^l")} = ` +
      `${corners("w_{1,1}^l", "w_{1,n^{l-1}}^l", "w_{n^l,1}^l", "w_{n^l,n^{l-1}}^l")} ` +
      `${column("a_1^{l-1}", "a_{n^{l-1}}^{l-1}")} + ${column("b_1^l", "b_{n^l}^l")}`,
    text: "[zᵢ] = [wᵢₖ] [aₖ] + [bᵢ]",
    statements: [rowClaim("forward() computes (10)", (m) => {
      const { sums, affine } = pass(m, sigmoid);
      return [sums, affine];
    })],
    misprints: [damage("last row w_{l+1}, w_{1,2}, w_{l+l+l−1}; last activation a_{l−1}", {
      note: "The indices of the last row are lost: w_{nˡ,1} to w_{nˡ,nˡ⁻¹}, and a of index nˡ⁻¹.",
    })],
  }),
  definition(11, "activations of a layer", {
    latex: "\\mathbf{a}^l = \\mathbf{f}(\\mathbf{z}^l)",
    text: "a = f(z)",
    statements: [rowClaim("forward() computes (11) for a function of one weighted sum", (m) => {
      const { outputs, affine } = pass(m, sigmoid);
      return [outputs, sigmoidsOf(m, affine)];
    })],
    home: "nn/activations/activation.ts activate",
  }),
  definition(12, "activations of a layer, written out", {
    latex: `${column("a_1^l", "a_{n^l}^l")} = ` +
      column("\\mathbf{f}(\\mathbf{z}^l)_1", "\\mathbf{f}(\\mathbf{z}^l)_{n^l}"),
    text: "[aᵢ] = [f(z)ᵢ]",
    statements: [rowClaim("forward() computes (12) for a function of a whole layer", (m) => {
      const { outputs, affine } = pass(m, softmax);
      return [outputs, softmaxOf(m, affine)];
    })],
    home: "nn/activations/activation.ts activate",
  }),
  prose(13, "the outputs of the network", {
    latex: "\\mathbf{a}^L = \\hat{\\mathbf{y}}",
    text: "a of the last layer = ŷ",
    statements: [OUTPUTS_ARE_LAST],
    home: "engine/forward.ts Trace",
  }),
  prose(14, "the outputs of the network, written out", {
    latex: `${column("a_1^L", "a_{n^L}^L")} = ${column("\\hat{y}_1", "\\hat{y}_{n^L}")}`,
    text: "[aᵢ] of the last layer = [ŷᵢ]",
    statements: [OUTPUTS_ARE_LAST],
    home: "engine/forward.ts Trace",
  }),
]);
