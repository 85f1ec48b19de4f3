import { at, damage, slip, theorem } from "./equation.ts";
import { by } from "./latex.ts";
import { crossEntropyOf, rowClaim, sigmoidsOf, softmaxOf } from "./formulas.ts";
import { jacobian, type Row, type Rows, stacked, weightedSums } from "./notation.ts";
import {
  derivativeOf,
  exampleOf,
  gradientClaims,
  jacobianClaim,
  productOf,
  type Step,
} from "./worked_network.ts";

/** W a + b as a function of one of the three. */
function sumsBy<T>(by: "w" | "a" | "b", w: Rows<T>, a: Row<T>, b: Row<T>): Step<T> {
  return {
    at: by === "w" ? w.flat() : by === "a" ? a : b,
    f: (d, moving, still) => {
      const weights = by === "w" ? stacked(moving, a.length) : w.map((row) => row.map(still));
      const [inputs, biases] = [a, b].map((row) => row.map(still));
      return weightedSums(d, weights, by === "a" ? moving : inputs!, by === "b" ? moving : biases!);
    },
  };
}

/** (92) to (103): the worked example. */
export const workedExampleEquations = /* @__PURE__ */ at("engine/backward.ts backward", () => [
  theorem(92, "∂L/∂W² of the example", {
    latex: `${by("L", "W^2")} = ${by("L", "a^2")} ${by("a^2", "z^2")} ${by("z^2", "W^2")}`,
    text: "∂L/∂W² = ∂L/∂a² ∂a²/∂z² ∂z²/∂W²",
    statements: gradientClaims("∂L/∂W²", "w2", [93, 94, 95]),
    misprints: [slip("we will start with the gradients in the hidden layer", {
      note: "Layer 2 is the output layer.",
    })],
  }),
  theorem(93, "∂L/∂a² of the example", {
    latex: `${by("L", "a^2")} = -\\begin{bmatrix} \\frac{y_1}{a_1^2} & \\frac{y_2}{a_2^2} ` +
      "\\end{bmatrix}",
    text: "∂L/∂a² = −[y₁/a₁, y₂/a₂]",
    statements: [jacobianClaim(93, "∂L/∂a²", ({ a2, y }) => ({
      at: a2,
      f: (d, moving, still) => [crossEntropyOf(d, y.map(still), moving)],
    }))],
    home: "nn/losses/categorical_cross_entropy.ts categoricalCrossEntropy",
  }),
  theorem(94, "∂a²/∂z² of the example", {
    latex: `${by("a^2", "z^2")} = \\begin{bmatrix} a_1^2 (1 - a_1^2) & -a_1^2 a_2^2 \\\\ ` +
      "-a_2^2 a_1^2 & a_2^2 (1 - a_2^2) \\end{bmatrix}",
    text: "∂a²/∂z² = [a₁ (1 − a₁), −a₁ a₂; −a₂ a₁, a₂ (1 − a₂)]",
    statements: [jacobianClaim(94, "∂a²/∂z²", ({ z2 }) => ({ at: z2, f: softmaxOf }))],
    home: "nn/activations/softmax.ts softmax",
  }),
  theorem(95, "∂z²/∂W² of the example", {
    latex: `${by("z^2", "W^2")} = \\begin{bmatrix} a_1^1 & a_2^1 & 0 & 0 \\\\ ` +
      "0 & 0 & a_1^1 & a_2^1 \\end{bmatrix}",
    text: "∂z²/∂W² = [a₁, a₂, 0, 0; 0, 0, a₁, a₂], columns w₁₁, w₁₂, w₂₁, w₂₂",
    statements: [jacobianClaim(95, "∂z²/∂W²", (of) => sumsBy("w", of.w2, of.a1, of.b2))],
    misprints: [
      damage("∂z₁/∂w₂₂ as the second entry of the first row", {
        note: "The second column belongs to w₁₂.",
        statement: rowClaim("(95) as scanned: ∂z₁/∂w₂₂ = a₂", (m) => {
          const { w2, a1, b2 } = exampleOf(m), { at, f } = sumsBy("w", w2, a1, b2);
          return [[a1[1]!], [jacobian(m, at, f)[0]![3]!]];
        }),
      }),
      slip("(95) will yield a 1 × 4 row vector", { note: "(92) will; (95) is 2 × 4." }),
    ],
    home: "nn/layers/dense.ts weightGradient",
  }),
  theorem(96, "∂L/∂b² of the example", {
    latex: `${by("L", "b^2")} = ${by("L", "a^2")} ${by("a^2", "z^2")} ${by("z^2", "b^2")}`,
    text: "∂L/∂b² = ∂L/∂a² ∂a²/∂z² ∂z²/∂b²",
    statements: gradientClaims("∂L/∂b²", "b2", [93, 94, 97]),
    misprints: [slip("∂L/∂b¹ = ∂L/∂a² ∂a²/∂z² ∂z²/∂b²", {
      note: "The right side is ∂L/∂b², as the text above the equation says.",
      statement: rowClaim("(96) as printed: ∂L/∂b¹ = (93) (94) (97)", (m) => {
        const example = exampleOf(m);
        return [productOf(m, example, [93, 94, 97]), derivativeOf(m, example, "b1")];
      }),
    })],
  }),
  theorem(97, "∂z²/∂b² of the example", {
    latex: `${by("z^2", "b^2")} = \\begin{bmatrix} 1 & 0 \\\\ 0 & 1 \\end{bmatrix}`,
    text: "∂z²/∂b² = [1, 0; 0, 1]",
    statements: [jacobianClaim(97, "∂z²/∂b²", (of) => sumsBy("b", of.w2, of.a1, of.b2))],
    home: "nn/layers/dense.ts biasGradient",
  }),
  theorem(98, "∂L/∂W¹ of the example", {
    latex: `${by("L", "W^1")} = ${by("L", "a^2")} ${by("a^2", "z^2")} ${by("z^2", "a^1")} ` +
      `${by("a^1", "z^1")} ${by("z^1", "W^1")}`,
    text: "∂L/∂W¹ = ∂L/∂a² ∂a²/∂z² ∂z²/∂a¹ ∂a¹/∂z¹ ∂z¹/∂W¹",
    statements: gradientClaims("∂L/∂W¹", "w1", [93, 94, 99, 100, 101]),
  }),
  theorem(99, "∂z²/∂a¹ of the example", {
    latex: `${by("z^2", "a^1")} = \\begin{bmatrix} w_{1,1}^2 & w_{1,2}^2 \\\\ ` +
      "w_{2,1}^2 & w_{2,2}^2 \\end{bmatrix}",
    text: "∂z²/∂a¹ = [w₁₁, w₁₂; w₂₁, w₂₂] of layer 2",
    statements: [jacobianClaim(99, "∂z²/∂a¹", (of) => sumsBy("a", of.w2, of.a1, of.b2))],
    home: "nn/layers/dense.ts inputErrors",
  }),
  theorem(100, "∂a¹/∂z¹ of the example", {
    latex: `${by("a^1", "z^1")} = \\begin{bmatrix} a_1^1 (1 - a_1^1) & 0 \\\\ ` +
      "0 & a_2^1 (1 - a_2^1) \\end{bmatrix}",
    text: "∂a¹/∂z¹ = [a₁ (1 − a₁), 0; 0, a₂ (1 − a₂)]",
    statements: [jacobianClaim(100, "∂a¹/∂z¹", ({ z1 }) => ({ at: z1, f: sigmoidsOf }))],
    misprints: [damage("∂a₂/∂z₂ as the first entry of the second row", {
      note: "It is ∂a₂/∂z₁, which is 0.",
      statement: rowClaim("(100) as scanned: ∂a₂/∂z₂ = 0", (m) => {
        const { z1 } = exampleOf(m);
        const j = jacobian(m, z1, sigmoidsOf);
        return [[m.zero], [j[1]![1]!]];
      }),
    })],
    home: "nn/activations/sigmoid.ts sigmoid",
  }),
  theorem(101, "∂z¹/∂W¹ of the example", {
    latex: `${by("z^1", "W^1")} = \\begin{bmatrix} a_1^0 & a_2^0 & a_3^0 & 0 & 0 & 0 \\\\ ` +
      "0 & 0 & 0 & a_1^0 & a_2^0 & a_3^0 \\end{bmatrix}",
    text: "∂z¹/∂W¹ = [a₁, a₂, a₃, 0, 0, 0; 0, 0, 0, a₁, a₂, a₃] of layer 0",
    statements: [jacobianClaim(101, "∂z¹/∂W¹", (of) => sumsBy("w", of.w1, of.a0, of.b1))],
    misprints: [damage("rows of ∂z₂/∂w and ∂z₁/∂w repeated, and the right side missing", {
      note: "Two rows of six derivatives are meant, and the matrix that (46) makes of them.",
    })],
    home: "nn/layers/dense.ts weightGradient",
  }),
  theorem(102, "∂L/∂b¹ of the example", {
    latex: `${by("L", "b^1")} = ${by("L", "a^2")} ${by("a^2", "z^2")} ${by("z^2", "a^1")} ` +
      `${by("a^1", "z^1")} ${by("z^1", "b^1")}`,
    text: "∂L/∂b¹ = ∂L/∂a² ∂a²/∂z² ∂z²/∂a¹ ∂a¹/∂z¹ ∂z¹/∂b¹",
    statements: gradientClaims("∂L/∂b¹", "b1", [93, 94, 99, 100, 103]),
  }),
  theorem(103, "∂z¹/∂b¹ of the example", {
    latex: `${by("z^1", "b^1")} = \\begin{bmatrix} 1 & 0 \\\\ 0 & 1 \\end{bmatrix}`,
    text: "∂z¹/∂b¹ = [1, 0; 0, 1]",
    statements: [jacobianClaim(103, "∂z¹/∂b¹", (of) => sumsBy("b", of.w1, of.a0, of.b1))],
    home: "nn/layers/dense.ts biasGradient",
  }),
]);
