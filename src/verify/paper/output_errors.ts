import type { Activation } from "../../nn/activations/activation.ts";
import { sigmoid } from "../../nn/activations/sigmoid.ts";
import { softmax } from "../../nn/activations/softmax.ts";
import { categoricalCrossEntropy } from "../../nn/losses/categorical_cross_entropy.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { sumOfSquaredErrors } from "../../nn/losses/sum_of_squared_errors.ts";
import { BACKPROPAGATION } from "../../engine/backward.ts";
import type { Claim, Variables } from "../prover/claim.ts";
import { at, damage, definition, theorem } from "./equation.ts";
import { by, derivatives, jacobianBy, row } from "./latex.ts";
import {
  crossEntropyGradient,
  layerFormulas,
  matrixClaim,
  rowClaim,
  sigmoidsOf,
  squaredErrorOf,
} from "./formulas.ts";
import {
  anyFunction,
  gradient,
  inner,
  layerOf,
  matrixOf,
  product,
  rowsOf,
  rowTimes,
  transposed,
  variableRows,
  variables,
} from "./notation.ts";

const UNITS = 3;

/** BP1.1 for any activation and any loss: ∂L/∂z by dual numbers, and the factors of the product. */
function anyOutputError<T>(m: Variables<T>) {
  const z = variables(m, UNITS);
  const f = anyFunction(m, UNITS, UNITS), loss = anyFunction(m, UNITS, 1);
  const derivative = gradient(m, z, (_, moving) => loss.at(f.at(moving))[0]!);
  return { derivative, slopes: loss.jacobian, jacobian: f.jacobian };
}

/** BP1.1: ∂L/∂z is the product of ∇L and J. */
function productClaim(subject: string): Claim {
  return rowClaim(subject, (m) => {
    const { derivative, slopes: [slopes], jacobian } = anyOutputError(m);
    return [rowTimes(m, slopes!, jacobian), derivative];
  });
}

/** The engine's Δ^L is (57) for each example of a batch. */
function outputErrorsClaim(activation: Activation, loss: Loss): Claim {
  const subject = `BP1.2 of the engine is (57): ${activation.name} with ${loss.name}`;
  const { value, jacobian } = layerFormulas(activation);
  return matrixClaim(subject, (m) => {
    const z = variableRows(m, 2, 2), y = variableRows(m, 2, 2);
    const outputs = z.map((row) => value(m, row));
    const layer = layerOf(m, activation, variableRows(m, 2, 2), variables(m, 2));
    const at = { z: matrixOf(m, z), a: matrixOf(m, outputs) };
    return [
      rowsOf(BACKPROPAGATION.outputErrors(m, layer, at, matrixOf(m, y), loss)),
      outputs.map((a, example) => {
        const slopes = loss === categoricalCrossEntropy
          ? crossEntropyGradient(m, y[example]!, a)
          : a.map((ai, i) => m.sub(ai, y[example]![i]!));
        return product(m, transposed(jacobian(m, a)), transposed([slopes])).flat();
      }),
    ];
  });
}

/** (21) to (23): BP1.1; (56) and (57): BP1.2. */
export const outputErrorEquations = /* @__PURE__ */ at("nn/losses/pair.ts pairOf", () => [
  definition(21, "the error of a layer", {
    latex: `(\\boldsymbol{\\delta}^l)^T := ${by("L", "z^l")}`,
    text: "δᵀ = ∂L/∂z, a row",
    statements: [rowClaim("the engine's error of sigmoid with squared errors is ∂L/∂z", (m) => {
      const z = variables(m, UNITS), y = variables(m, UNITS);
      const layer = layerOf(m, sigmoid, variableRows(m, UNITS, 1), variables(m, UNITS));
      const at = { z: matrixOf(m, [z]), a: matrixOf(m, [sigmoidsOf(m, z)]) };
      const targets = matrixOf(m, [y]);
      return [
        rowsOf(BACKPROPAGATION.outputErrors(m, layer, at, targets, sumOfSquaredErrors))[0]!,
        gradient(m, z, (d, moving, still) => {
          return squaredErrorOf(d, y.map(still), sigmoidsOf(d, moving));
        }),
      ];
    })],
    home: "engine/backward.ts outputErrors",
  }),
  theorem(22, "BP1.1: the error at the output layer", {
    latex: `(\\boldsymbol{\\delta}^L)^T = ${by("L", "a^L")} ${by("a^L", "z^L")} = ` +
      `\\nabla L(\\mathbf{a}^L)\\, ${jacobianBy("a^L", "z^L")}`,
    text: "δᵀ = ∇L(a) J_a(z)",
    statements: [productClaim("∂L/∂z = ∇L J for any activation and any loss")],
  }),
  theorem(23, "BP1.1, written out", {
    latex: `\\nabla L(\\mathbf{a}^L)\\, ${jacobianBy("a^L", "z^L")} = ` +
      `${row(by("L", "a_1^L"), by("L", "a_{n^L}^L"))} ` +
      derivatives(["a_1^L", "a_{n^L}^L"], ["z_1^L", "z_{n^L}^L"]),
    text: "δₖ = Σⱼ ∂L/∂aⱼ ∂aⱼ/∂zₖ",
    statements: [rowClaim("∂L/∂zₖ = Σⱼ ∂L/∂aⱼ ∂aⱼ/∂zₖ for any activation and any loss", (m) => {
      const { derivative, slopes: [slopes], jacobian } = anyOutputError(m);
      return [transposed(jacobian).map((column) => inner(m, slopes!, column)), derivative];
    })],
    misprints: [damage("second row ends in ∂a_n/∂z_n", {
      note: "The last entry of the second row is ∂a₂/∂zₙ.",
    })],
  }),
  theorem(56, "BP1.1, recalled", {
    latex: `(\\boldsymbol{\\delta}^L)^T = \\nabla L(\\mathbf{a}^L)\\, ${jacobianBy("a^L", "z^L")}`,
    text: "δᵀ = ∇L(a) J_a(z)",
    statements: [productClaim("BP1.1 holds for any activation and any loss")],
  }),
  theorem(57, "BP1.2: the errors at the output layer, transposed", {
    latex: `\\boldsymbol{\\delta}^L = (${jacobianBy("a^L", "z^L")})^T (\\nabla L(\\mathbf{a}^L))^T`,
    text: "δ = Jᵀ ∇Lᵀ, one for each example of a batch",
    statements: [
      matrixClaim("Jᵀ ∇Lᵀ is the column of ∂L/∂z, for any activation and any loss", (m) => {
        const { derivative, slopes, jacobian } = anyOutputError(m);
        return [product(m, transposed(jacobian), transposed(slopes)), transposed([derivative])];
      }),
      outputErrorsClaim(softmax, categoricalCrossEntropy),
      outputErrorsClaim(softmax, sumOfSquaredErrors),
      outputErrorsClaim(sigmoid, sumOfSquaredErrors),
    ],
    misprints: [damage("a matrix that ends after two rows, and another below it", {
      note: "It is one matrix of nᴸ rows, torn by a page break.",
    })],
    home: "engine/backward.ts outputErrors",
  }),
]);
