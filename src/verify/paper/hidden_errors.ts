import type { Activation } from "../../nn/activations/activation.ts";
import { sigmoid } from "../../nn/activations/sigmoid.ts";
import { softmax } from "../../nn/activations/softmax.ts";
import type { Claim, Variables } from "../prover/claim.ts";
import { at, damage, definition, slip, theorem } from "./equation.ts";
import { by, derivatives, diagonalMatrix, jacobianBy, row } from "./latex.ts";
import { layerFormulas, matrixClaim, rowClaim, sigmoidSlopes, sigmoidsOf } from "./formulas.ts";
import {
  anyFunction,
  diagonal,
  gradient,
  hiddenErrors,
  jacobian,
  layerOf,
  matrixOf,
  product,
  rowsOf,
  rowTimes,
  transposed,
  variableRows,
  variables,
  weightedSums,
} from "./notation.ts";

const UNITS = 2, BELOW = 3;

/** L(z^l(z^(l−1))) for any activation below and any loss above, and its derivative by dual numbers. */
function nested<T>(m: Variables<T>) {
  const z = variables(m, BELOW);
  const w = variableRows(m, UNITS, BELOW), b = variables(m, UNITS);
  const f = anyFunction(m, BELOW, BELOW), loss = anyFunction(m, UNITS, 1);
  const derivative = gradient(m, z, (d, moving, still) => {
    const sums = weightedSums(d, w.map((row) => row.map(still)), f.at(moving), b.map(still));
    return loss.at(sums)[0]!;
  });
  return { derivative, error: loss.jacobian[0]!, w, j: f.jacobian };
}

/** The engine's errors below a layer are (58) for each example of a batch. */
function hiddenErrorsClaim(activation: Activation): Claim {
  const { value, jacobian } = layerFormulas(activation);
  return matrixClaim(`BP2.2 of the engine is (58): ${activation.name} below`, (m) => {
    const errors = variableRows(m, 2, UNITS), w = variableRows(m, UNITS, BELOW);
    const z = variableRows(m, 2, BELOW), a = z.map((row) => value(m, row));
    const layer = layerOf(m, activation, w, variables(m, UNITS));
    const at = { z: matrixOf(m, z), a: matrixOf(m, a) };
    const below = layerOf(m, activation, variableRows(m, BELOW, 1), variables(m, BELOW));
    return [
      rowsOf(hiddenErrors(m, layer, matrixOf(m, errors), below, at)),
      a.map((row, example) => {
        const column = product(m, transposed(w), transposed([errors[example]!]));
        return product(m, transposed(jacobian(m, row)), column).flat();
      }),
    ];
  });
}

/** The outputs of a layer of sigmoids, and its Jacobian by dual numbers. */
function sigmoidAt<T>(m: Variables<T>) {
  const z = variables(m, BELOW);
  return { a: sigmoidsOf(m, z), j: jacobian(m, z, sigmoidsOf) };
}

/** (33) to (41): BP2.1, and sigmoid in a hidden layer; (58): BP2.2. */
export const hiddenErrorEquations = /* @__PURE__ */ at("engine/backward.ts hiddenErrors", () => [
  theorem(33, "the error of the layer below, by the chain rule", {
    latex: `(\\boldsymbol{\\delta}^{l-1})^T := ${by("L", "z^{l-1}")} = ` +
      `${by("L", "z^l")} ${by("z^l", "a^{l-1}")} ${by("a^{l-1}", "z^{l-1}")}`,
    text: "∂L/∂zˡ⁻¹ = ∂L/∂zˡ ∂zˡ/∂aˡ⁻¹ ∂aˡ⁻¹/∂zˡ⁻¹",
    statements: [rowClaim("the chain rule holds for any three functions", (m) => {
      const z = variables(m, BELOW), f = anyFunction(m, BELOW, BELOW);
      const sums = anyFunction(m, BELOW, UNITS), loss = anyFunction(m, UNITS, 1);
      return [
        product(m, product(m, loss.jacobian, sums.jacobian), f.jacobian)[0]!,
        gradient(m, z, (_, moving) => loss.at(sums.at(f.at(moving)))[0]!),
      ];
    })],
  }),
  definition(34, "the error of a layer, written out", {
    latex: `${by("L", "z^l")} := ${row("\\delta_1^l", "\\delta_{n^l}^l")} = ` +
      "(\\boldsymbol{\\delta}^l)^T",
    text: "∂L/∂z = [δ₁ … δₙ]",
    statements: [
      rowClaim("the partial derivatives ∂L/∂zⱼ in a row are ∂L/∂z, for any loss", (m) => {
        const z = variables(m, UNITS);
        const loss = anyFunction(m, UNITS, 1);
        return [
          z.map((zj, j) => {
            const alone = gradient(m, [zj], (_, [moving], still) => {
              return loss.at(z.map((zk, k) => k === j ? moving! : still(zk)))[0]!;
            });
            return alone[0]!;
          }),
          gradient(m, z, (_, moving) => loss.at(moving)[0]!),
        ];
      }),
    ],
    home: "engine/backward.ts outputErrors",
  }),
  theorem(35, "derivative of the weighted sums with respect to the activations below", {
    latex: `${by("z^l", "a^{l-1}")} = ` +
      `${derivatives(["z_1^l", "z_{n^l}^l"], ["a_1^{l-1}", "a_{n^{l-1}}^{l-1}"])} = \\mathbf{W}^l`,
    text: "∂zˡ/∂aˡ⁻¹ = W, as ∂zⱼ/∂aₖ = wⱼₖ",
    statements: [matrixClaim("the dual Jacobian ∂z/∂a of (3) is W", (m) => {
      const w = variableRows(m, UNITS, BELOW), b = variables(m, UNITS);
      const a = variables(m, BELOW);
      return [
        w,
        jacobian(m, a, (d, moving, still) => {
          return weightedSums(d, w.map((row) => row.map(still)), moving, b.map(still));
        }),
      ];
    })],
    misprints: [damage("∂z₂/∂a without an index, and n where nˡ⁻¹ is meant", {
      note: "Row j, column k is ∂zⱼ/∂aₖ.",
    })],
    home: "nn/layers/dense.ts inputErrors",
  }),
  definition(36, "the Jacobi matrix of an activation", {
    latex: `${by("a^{l-1}", "z^{l-1}")} = ` +
      `${derivatives(["a_1^{l-1}", "a_{n^{l-1}}^{l-1}"], ["z_1^{l-1}", "z_{n^{l-1}}^{l-1}"])} = ` +
      jacobianBy("a^{l-1}", "z^{l-1}"),
    text: "J = [∂aⱼ/∂zₖ]",
    statements: [matrixClaim("the dual Jacobian of any activation is its J", (m) => {
      const z = variables(m, BELOW);
      const f = anyFunction(m, BELOW, BELOW);
      return [f.jacobian, jacobian(m, z, (_, moving) => f.at(moving))];
    })],
    misprints: [damage("∂a/∂z without an index in the second row, and n where nˡ⁻¹ is meant", {
      note: "Row j, column k is ∂aⱼ/∂zₖ.",
    })],
    home: "nn/activations/activation.ts pullBack",
  }),
  theorem(37, "BP2.1: the error of the layer below", {
    latex: "(\\boldsymbol{\\delta}^{l-1})^T = (\\boldsymbol{\\delta}^l)^T \\mathbf{W}^l " +
      jacobianBy("a^{l-1}", "z^{l-1}"),
    text: "(δˡ⁻¹)ᵀ = (δˡ)ᵀ W J",
    statements: [rowClaim("∂L/∂zˡ⁻¹ = (δˡ)ᵀ W J for any activation below, any loss above", (m) => {
      const { derivative, error, w, j } = nested(m);
      return [rowTimes(m, rowTimes(m, error, w), j), derivative];
    })],
  }),
  theorem(38, "BP2.1 one layer further on", {
    latex: "(\\boldsymbol{\\delta}^l)^T = (\\boldsymbol{\\delta}^{l+1})^T \\mathbf{W}^{l+1} " +
      jacobianBy("a^l", "z^l"),
    text: "(δˡ)ᵀ = (δˡ⁺¹)ᵀ W J",
    statements: [rowClaim("BP2.1 twice is ∂L/∂z two layers below, for any functions", (m) => {
      const z = variables(m, UNITS);
      const lower = variableRows(m, BELOW, UNITS), upper = variableRows(m, UNITS, BELOW);
      const biases = [variables(m, BELOW), variables(m, UNITS)];
      const f = anyFunction(m, UNITS, UNITS);
      const g = anyFunction(m, BELOW, BELOW);
      const loss = anyFunction(m, UNITS, 1);
      const error = rowTimes(m, rowTimes(m, loss.jacobian[0]!, upper), g.jacobian);
      return [
        rowTimes(m, rowTimes(m, error, lower), f.jacobian),
        gradient(m, z, (d, moving, still) => {
          const [first, second] = [lower, upper].map((w) => w.map((row) => row.map(still)));
          const [b, c] = biases.map((entries) => entries.map(still));
          const hidden = weightedSums(d, first!, f.at(moving), b!);
          return loss.at(weightedSums(d, second!, g.at(hidden), c!))[0]!;
        }),
      ];
    })],
  }),
  theorem(39, "derivative of sigmoid by cases", {
    latex: `${by("a_j^l", "z_k^l")} = \\begin{cases} a_j^l (1 - a_j^l) & j = k \\\\ ` +
      "0 & j \\ne k \\end{cases}",
    text: "∂aⱼ/∂zₖ = aⱼ (1 − aⱼ) where j = k, else 0",
    statements: [matrixClaim("the dual Jacobian of a layer of sigmoids is (39)", (m) => {
      const { a, j } = sigmoidAt(m);
      return [
        a.map((aj, row) => a.map((_, k) => row === k ? m.mul(aj, m.sub(m.one, aj)) : m.zero)),
        j,
      ];
    })],
    misprints: [slip("aⱼ (1 − aₖ) if j = k", {
      note: "Two indices where one is meant: right as j = k, but wrong once the case is dropped.",
    })],
    home: "nn/activations/sigmoid.ts sigmoid",
  }),
  theorem(40, "BP2.1 with sigmoid below", {
    latex: `(\\boldsymbol{\\delta}^l)^T \\mathbf{W}^l ${jacobianBy("a^{l-1}", "z^{l-1}")} = ` +
      "(\\boldsymbol{\\delta}^l)^T \\mathbf{W}^l " +
      diagonalMatrix("a_1^{l-1} (1 - a_1^{l-1})", "a_{n^{l-1}}^{l-1} (1 - a_{n^{l-1}}^{l-1})"),
    text: "(δˡ)ᵀ W J = [δⱼ] [wⱼₖ] diag(aₖ (1 − aₖ))",
    statements: [rowClaim("(δˡ)ᵀ W diag(a (1 − a)) is ∂L/∂z below, for any loss above", (m) => {
      const z = variables(m, BELOW), w = variableRows(m, UNITS, BELOW), b = variables(m, UNITS);
      const loss = anyFunction(m, UNITS, 1);
      const a = sigmoidsOf(m, z);
      const j = diagonal(m, sigmoidSlopes(m, a));
      return [
        rowTimes(m, rowTimes(m, loss.jacobian[0]!, w), j),
        gradient(m, z, (d, moving, still) => {
          const below = sigmoidsOf(d, moving);
          return loss.at(weightedSums(d, w.map((row) => row.map(still)), below, b.map(still)))[0]!;
        }),
      ];
    })],
    misprints: [damage("the left side is lost, and the indices of the last row of W", {
      note: "The left side is (δˡ)ᵀ W J, the last row w_{nˡ,1} to w_{nˡ,nˡ⁻¹}.",
    })],
    home: "nn/activations/activation.ts pullBackRow",
  }),
  theorem(41, "BP2.1 with sigmoid below, as a Hadamard product", {
    latex: `(\\boldsymbol{\\delta}^l)^T \\mathbf{W}^l ${jacobianBy("a^{l-1}", "z^{l-1}")} = ` +
      "(\\boldsymbol{\\delta}^l)^T \\mathbf{W}^l \\odot " +
      row("a_1^{l-1} (1 - a_1^{l-1})", "a_{n^{l-1}}^{l-1} (1 - a_{n^{l-1}}^{l-1})"),
    text: "(δˡ)ᵀ W J = ((δˡ)ᵀ W) ⊙ [aₖ (1 − aₖ)]",
    statements: [rowClaim("a row times a diagonal matrix is the Hadamard product of (41)", (m) => {
      const { a, j } = sigmoidAt(m);
      const row = rowTimes(m, variables(m, UNITS), variableRows(m, UNITS, BELOW));
      const slopes = sigmoidSlopes(m, a);
      return [row.map((entry, k) => m.mul(entry, slopes[k]!)), rowTimes(m, row, j)];
    })],
    home: "nn/activations/activation.ts pullBackRow",
  }),
  theorem(58, "BP2.2: the errors of the layer below, transposed", {
    latex:
      `\\boldsymbol{\\delta}^{l-1} = (${jacobianBy("a^{l-1}", "z^{l-1}")})^T (\\mathbf{W}^l)^T ` +
      "\\boldsymbol{\\delta}^l",
    text: "δˡ⁻¹ = Jᵀ Wᵀ δˡ, one for each example of a batch",
    statements: [
      matrixClaim("Jᵀ Wᵀ δ is the column of ∂L/∂z below, for any functions", (m) => {
        const { derivative, error, w, j } = nested(m);
        const column = product(m, transposed(w), transposed([error]));
        return [product(m, transposed(j), column), transposed([derivative])];
      }),
      hiddenErrorsClaim(sigmoid),
      hiddenErrorsClaim(softmax),
    ],
  }),
]);
