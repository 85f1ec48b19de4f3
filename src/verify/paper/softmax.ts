import { softmax } from "../../nn/activations/softmax.ts";
import { maximum, sum } from "../../core/arithmetic/reductions.ts";
import type { Claim, Variables } from "../prover/claim.ts";
import { damage, definition, type PaperEquation, slip, theorem } from "./equation.ts";
import { corners, jacobianBy } from "./latex.ts";
import { chainClaim, matrixClaim, rowClaim, softmaxJacobian, softmaxOf } from "./formulas.ts";
import { inner, jacobian, transposed, variables } from "./notation.ts";

const UNITS = 3;

/** The steps of (91), with a constant in the place of max(z). */
function shiftClaim(
  subject: string,
  constant: <T>(m: Variables<T>, z: readonly T[]) => T,
): Claim {
  return chainClaim(subject, (m) => {
    const z = variables(m, UNITS), c = constant(m, z);
    const powers = z.map((zi) => m.exp(zi)), factor = m.exp(m.neg(c));
    const shifted = z.map((zi) => m.exp(m.sub(zi, c)));
    const carried = powers.map((power) => m.mul(power, factor));
    const shares = (row: typeof z) => row.map((entry) => m.div(entry, sum(m, row)));
    const plain = shares(powers);
    return [
      shares(shifted),
      shares(carried),
      plain.map((share) => m.mul(share, m.div(factor, factor))),
      plain,
    ];
  });
}

/** (88) to (91): softmax. */
export const softmaxEquations = (): readonly PaperEquation[] => [
  definition(88, "softmax, recalled", {
    latex: "a_i^l = \\mathbf{f}([z_1^l, \\dots, z_{n^l}^l])_i = " +
      "\\frac{e^{z_i^l}}{\\sum_{k=1}^{n^l} e^{z_k^l}}",
    text: "aᵢ = e^zᵢ / Σₖ e^zₖ",
    statements: [
      rowClaim("the engine's softmax is (88)", (m) => {
        const z = variables(m, UNITS);
        return { got: softmax.value(m, z), expected: softmaxOf(m, z) };
      }),
      rowClaim("its elements sum to 1", (m) => {
        return { got: [sum(m, softmaxOf(m, variables(m, UNITS)))], expected: [m.one] };
      }),
    ],
    misprints: [damage("e^−c / Σ e^zₖ, and zₙ among z₁, z₂, …", {
      note: "Above the line stands e^zᵢ, and zᵢ among z₁, z₂, …",
      statement: rowClaim("(88) as scanned: aᵢ = e^−c / Σ e^zₖ, whatever c is", (m) => {
        const z = variables(m, UNITS), c = m.variable();
        const total = sum(m, z.map((zk) => m.exp(zk)));
        return {
          got: z.map(() => m.div(m.exp(m.neg(c)), total)),
          expected: softmaxOf(m, z),
        };
      }),
    })],
    home: "nn/activations/softmax.ts softmax",
  }),
  theorem(89, "Jacobian of softmax", {
    latex: `${jacobianBy("a^l", "z^l")} = ` +
      corners(
        "a_1^l (1 - a_1^l)",
        "-a_1^l a_{n^l}^l",
        "-a_{n^l}^l a_1^l",
        "a_{n^l}^l (1 - a_{n^l}^l)",
      ),
    text: "J = [aᵢ (1 − aᵢ) where i = j, else −aᵢ aⱼ]",
    statements: [
      matrixClaim("the matrix of (89) is the dual Jacobian of (88)", (m) => {
        const z = variables(m, UNITS);
        return {
          got: softmaxJacobian(m, softmaxOf(m, z)),
          expected: jacobian(m, z, softmaxOf),
        };
      }),
      matrixClaim("it is symmetric", (m) => {
        const j = softmaxJacobian(m, variables(m, UNITS));
        return { got: j, expected: transposed(j) };
      }),
      rowClaim("the engine's pullback is Jᵀ e for any error e", (m) => {
        const z = variables(m, UNITS), error = variables(m, UNITS);
        const a = softmaxOf(m, z);
        return {
          got: softmax.pullback(m, { z, a }, error),
          expected: transposed(softmaxJacobian(m, a)).map((row) => inner(m, row, error)),
        };
      }),
    ],
    home: "nn/activations/softmax.ts softmax",
  }),
  theorem(90, "softmax, stable", {
    latex: "a_i^l = \\mathbf{f}(\\mathbf{z}^l)_i = \\frac{e^{z_i^l - \\max(\\mathbf{z}^l)}}" +
      "{\\sum_{j=1}^{n^l} e^{z_j^l - \\max(\\mathbf{z}^l)}}",
    text: "aᵢ = e^(zᵢ − max z) / Σⱼ e^(zⱼ − max z)",
    statements: [matrixClaim("(90) is (88), and the engine's softmax", (m) => {
      const z = variables(m, UNITS), top = maximum(m, z);
      const powers = z.map((zi) => m.exp(m.sub(zi, top)));
      const stable = powers.map((power) => m.div(power, sum(m, powers)));
      return { got: [stable, stable], expected: [softmaxOf(m, z), softmax.value(m, z)] };
    })],
    misprints: [
      slip("without changing the result of (89)", {
        note: "The result of (88) is not changed; (89) is the Jacobian.",
      }),
      slip("a sum over j with no first index", {
        note: "It begins at j = 1, as in the last step of (91).",
      }),
    ],
    home: "nn/activations/softmax.ts softmax",
  }),
  theorem(91, "proof of (90)", {
    latex: "\\frac{e^{z_i - \\max(\\mathbf{z})}}{\\sum_j e^{z_j - \\max(\\mathbf{z})}} = " +
      "\\frac{e^{z_i} e^{-\\max(\\mathbf{z})}}{\\sum_j e^{z_j} e^{-\\max(\\mathbf{z})}} = " +
      "\\frac{e^{z_i}}{\\sum_j e^{z_j}} " +
      "\\frac{e^{-\\max(\\mathbf{z})}}{e^{-\\max(\\mathbf{z})}} = " +
      "\\frac{e^{z_i}}{\\sum_j e^{z_j}}",
    text:
      "e^(zᵢ − c)/Σ e^(zⱼ − c) = e^zᵢ e^−c/Σ e^zⱼ e^−c = e^zᵢ/Σ e^zⱼ e^−c/e^−c = (88), c = max z",
    statements: [
      shiftClaim("each step of (91) equals the next", maximum),
      shiftClaim("so it does with any other constant for max z", (m) => m.variable()),
    ],
    misprints: [damage("e^(z₍ᵢ₎⁻ max z) above the first line; e^zᵢ e^−max z above the third", {
      note: "The minus is no index, and e^−max z has moved to a fraction of its own.",
      statement: rowClaim("(91) as scanned: e^−max z stands above the line twice", (m) => {
        const z = variables(m, UNITS), factor = m.exp(m.neg(maximum(m, z)));
        const plain = softmaxOf(m, z);
        return {
          got: plain.map((share) => m.mul(m.mul(share, factor), m.div(factor, factor))),
          expected: plain,
        };
      }),
    })],
    home: "nn/activations/softmax.ts softmax",
  }),
];
