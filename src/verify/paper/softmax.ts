import { softmax } from "../../nn/activations/softmax.ts";
import { maximum, sum } from "../../core/arithmetic/reductions.ts";
import type { Claim, Variables } from "../prover/claim.ts";
import { at, damage, definition, slip, theorem } from "./equation.ts";
import { jacobianBy, softmaxJacobianLatex } from "./latex.ts";
import { chainClaim, matrixClaim, rowClaim, softmaxJacobian, softmaxOf } from "./formulas.ts";
import { inner, jacobian, type Row, transposed, variables } from "./notation.ts";

const UNITS = 3;

/** The steps of (91), with any constant in place of max(z). */
function shiftClaim(subject: string, constant: <T>(m: Variables<T>, z: Row<T>) => T): Claim {
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
export const softmaxEquations = /* @__PURE__ */ at("nn/activations/softmax.ts softmax", () => [
  definition(88, "softmax, recalled", {
    latex: "a_i^l = \\mathbf{f}([z_1^l, \\dots, z_{n^l}^l])_i = " +
      "\\frac{e^{z_i^l}}{\\sum_{k=1}^{n^l} e^{z_k^l}}",
    text: "aᵢ = e^zᵢ / Σₖ e^zₖ",
    statements: [
      rowClaim("the engine's softmax is (88)", (m) => {
        const z = variables(m, UNITS);
        return [softmax.value(m, z), softmaxOf(m, z)];
      }),
      rowClaim(
        "its elements sum to 1",
        (m) => [[sum(m, softmaxOf(m, variables(m, UNITS)))], [m.one]],
      ),
    ],
    misprints: [damage("e^−c / Σ e^zₖ, and zₙ among z₁, z₂, …", {
      note: "The numerator is e^zᵢ, and zᵢ stands among z₁, z₂, …",
      statement: rowClaim("(88) as scanned: aᵢ = e^−c / Σ e^zₖ, for any c", (m) => {
        const z = variables(m, UNITS), c = m.variable();
        const total = sum(m, z.map((zk) => m.exp(zk)));
        return [z.map(() => m.div(m.exp(m.neg(c)), total)), softmaxOf(m, z)];
      }),
    })],
  }),
  theorem(89, "Jacobian of softmax", {
    latex: `${jacobianBy("a^l", "z^l")} = ` +
      softmaxJacobianLatex("l"),
    text: "J = [aᵢ (1 − aᵢ) where i = j, else −aᵢ aⱼ]",
    statements: [
      matrixClaim("the matrix of (89) is the dual Jacobian of (88)", (m) => {
        const z = variables(m, UNITS);
        return [softmaxJacobian(m, softmaxOf(m, z)), jacobian(m, z, softmaxOf)];
      }),
      matrixClaim("it is symmetric", (m) => {
        const j = softmaxJacobian(m, variables(m, UNITS));
        return [j, transposed(j)];
      }),
      rowClaim("the engine's pullback is Jᵀ e for any error e", (m) => {
        const z = variables(m, UNITS), error = variables(m, UNITS);
        const a = softmaxOf(m, z);
        return [
          softmax.pullback(m, { z, a }, error),
          transposed(softmaxJacobian(m, a)).map((row) => inner(m, row, error)),
        ];
      }),
    ],
  }),
  theorem(90, "softmax, stable", {
    latex: "a_i^l = \\mathbf{f}(\\mathbf{z}^l)_i = \\frac{e^{z_i^l - \\max(\\mathbf{z}^l)}}" +
      "{\\sum_{j=1}^{n^l} e^{z_j^l - \\max(\\mathbf{z}^l)}}",
    text: "aᵢ = e^(zᵢ − max z) / Σⱼ e^(zⱼ − max z)",
    statements: [matrixClaim("(90) is (88), and the engine's softmax", (m) => {
      const z = variables(m, UNITS), top = maximum(m, z);
      const powers = z.map((zi) => m.exp(m.sub(zi, top)));
      const stable = powers.map((power) => m.div(power, sum(m, powers)));
      return [[stable, stable], [softmaxOf(m, z), softmax.value(m, z)]];
    })],
    misprints: [
      slip("without changing the result of (89)", {
        note: "The result of (88) is meant; (89) is the Jacobian.",
      }),
      slip("a sum over j without a lower limit", {
        note: "The sum begins at j = 1, as in the last step of (91).",
      }),
    ],
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
      shiftClaim("the same with any other constant in place of max z", (m) => m.variable()),
    ],
    misprints: [damage("e^(z₍ᵢ₎⁻ max z) in the first numerator; e^zᵢ e^−max z in the third", {
      note: "The minus is not an index, and e^−max z has moved to a separate fraction.",
      statement: rowClaim("(91) as scanned: the numerator has e^−max z twice", (m) => {
        const z = variables(m, UNITS), factor = m.exp(m.neg(maximum(m, z)));
        const plain = softmaxOf(m, z);
        return [plain.map((share) => m.mul(m.mul(share, factor), m.div(factor, factor))), plain];
      }),
    })],
  }),
]);
