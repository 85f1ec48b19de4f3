import { linear } from "../../nn/activations/linear.ts";
import { sgd } from "../../optim/optimizers/sgd.ts";
import { batchesOf, stepsPerEpoch } from "../../data/batches.ts";
import { DENSE_EQUATIONS } from "../../nn/layers/dense.ts";
import type { Claim, Variables } from "../prover/claim.ts";
import { at, damage, definition, type FiniteCheck, slip } from "./equation.ts";
import { by } from "./latex.ts";
import { matrixClaim } from "./formulas.ts";
import {
  hiddenErrors,
  layerOf,
  matrixOf,
  type Rows,
  rowsOf,
  variableRows,
  variables,
} from "./notation.ts";

const LEARNING_RATE = 0.1;

/** W − λ ∂C/∂W, entry by entry. */
function descended<T>(m: Variables<T>, w: Rows<T>, slopes: Rows<T>): T[][] {
  const rate = m.constant(LEARNING_RATE);
  return w.map((row, i) => row.map((entry, j) => m.sub(entry, m.mul(rate, slopes[i]![j]!))));
}

/** That one step of `sgd` on one layer is (66) or (67). */
function stepClaim(subject: string, parameter: "weights" | "biases"): Claim {
  return matrixClaim(subject, (m) => {
    const layer = layerOf(m, linear, variableRows(m, 2, 3), variables(m, 2));
    const network = { inputs: 3, layers: [layer] };
    const slopes = {
      weights: matrixOf(m, variableRows(m, 2, 3)),
      biases: matrixOf(m, [variables(m, 2)]),
    };
    const gradients = { cost: m.zero, layers: [slopes] };
    const { init, update } = sgd({ learningRate: LEARNING_RATE });
    const after = update(network, gradients, init(network), { arithmetic: m }).network.layers[0]!;
    return [
      rowsOf(after.parameters[parameter]!),
      descended(m, rowsOf(layer.parameters[parameter]!), rowsOf(slopes[parameter])),
    ];
  });
}

/** That the error of layer l may be taken after layer l + 1 was updated. */
const UPDATED_TOO_EARLY: Claim = /* @__PURE__ */ matrixClaim(
  "the error below is the same after the layer above was updated",
  (m) => {
    const errors = matrixOf(m, variableRows(m, 1, 2));
    const a = matrixOf(m, variableRows(m, 1, 2)), z = a;
    const biases = variables(m, 2), w = variableRows(m, 2, 2);
    const below = layerOf(m, linear, w, biases);
    const slopes = rowsOf(DENSE_EQUATIONS.weightGradient(m, errors, a));
    const errorsBelow = (weights: typeof w) =>
      rowsOf(hiddenErrors(m, layerOf(m, linear, weights, biases), errors, below, { z, a }));
    return [errorsBelow(descended(m, w, slopes)), errorsBelow(w)];
  },
);

const LARGEST = 20;

/** That an epoch of `stepsOf` steps sees every example, for all N and M to `LARGEST`. */
function stepsCheck(
  subject: string,
  stepsOf: (examples: number, batchSize: number) => number,
): FiniteCheck {
  return {
    subject,
    *cases() {
      for (let examples = 1; examples <= LARGEST; examples++) {
        const column = { rows: examples, columns: 1, data: new Float64Array(examples) };
        for (let batchSize = 1; batchSize <= LARGEST; batchSize++) {
          const batches = [...batchesOf({ inputs: column, targets: column }, batchSize)];
          const steps = stepsOf(examples, batchSize);
          const seen = batches.slice(0, steps).reduce((sum, { targets }) => sum + targets.rows, 0);
          const holds = seen === examples && batches.length === steps;
          yield [`N = ${examples}, M = ${batchSize}`, holds];
        }
      }
    },
  };
}

/** (66) to (68): the descent step, and the steps of an epoch. */
export const descentEquations = /* @__PURE__ */ at("optim/optimizers/sgd.ts sgd", () => [
  definition(66, "descent step of the weights", {
    latex: `\\mathbf{W}_s^l = \\mathbf{W}_{s-1}^l - ` +
      `\\lambda \\left( ${by("C", "W^l")} \\right)_{s-1}`,
    text: "W ← W − λ ∂C/∂W",
    statements: [stepClaim("the step of sgd is (66), for any gradients", "weights")],
    misprints: [slip("for update steps i = 1, …, S", { note: "The index of the equation is s." })],
    precondition: {
      text: "all errors are known before any layer is updated",
      without: UPDATED_TOO_EARLY,
    },
  }),
  definition(67, "descent step of the biases", {
    latex: `\\mathbf{b}_s^l = \\mathbf{b}_{s-1}^l - \\lambda \\left( ${by("C", "b^l")} ` +
      "\\right)_{s-1}^T",
    text: "b ← b − λ (∂C/∂b)ᵀ",
    statements: [stepClaim("the step of sgd is (67), for any gradients", "biases")],
    misprints: [damage("(∂C/∂b)_{s=1}", { note: "The index is s − 1, as in (66)." })],
  }),
  definition(68, "steps of an epoch", {
    latex: "S = \\lceil N / M \\rceil",
    text: "S = N / M, rounded up",
    statements: [
      stepsCheck(`S batches hold every example once, N and M to ${LARGEST}`, stepsPerEpoch),
    ],
    precondition: {
      text: "N / M is rounded up",
      without: stepsCheck(
        "the same where N / M is rounded down",
        (examples, batchSize) => Math.floor(examples / batchSize),
      ),
    },
    home: "data/batches.ts stepsPerEpoch",
  }),
]);
