import { sigmoid } from "../../nn/activations/sigmoid.ts";
import { at, damage, definition, slip, theorem } from "./equation.ts";
import { diagonalMatrix, jacobianBy } from "./latex.ts";
import {
  chainClaim,
  matrixClaim,
  rowClaim,
  sigmoidOf,
  sigmoidSlopes,
  sigmoidsOf,
} from "./formulas.ts";
import { diagonal, jacobian, variables } from "./notation.ts";

/** (73) to (76): sigmoid. */
export const sigmoidEquations = /* @__PURE__ */ at("nn/activations/sigmoid.ts sigmoid", () => [
  definition(73, "sigmoid, recalled", {
    latex: "a_i^l = f(z_i^l) = \\frac{1}{1 + e^{-z_i^l}}",
    text: "a = 1 / (1 + e^−z)",
    statements: [rowClaim("the engine's sigmoid is (73) on either side of 0", (m) => {
      const z = variables(m, 2);
      return [z.map((entry) => sigmoid.value(m, entry)), sigmoidsOf(m, z)];
    })],
  }),
  theorem(74, "Jacobian of sigmoid", {
    latex: `${jacobianBy("a^l", "z^l")} = ` +
      diagonalMatrix("a_1^l (1 - a_1^l)", "a_{n^l}^l (1 - a_{n^l}^l)"),
    text: "J = diag(aᵢ (1 − aᵢ))",
    statements: [
      matrixClaim("diag(a (1 − a)) is the dual Jacobian of (73)", (m) => {
        const z = variables(m, 3);
        return [diagonal(m, sigmoidSlopes(m, sigmoidsOf(m, z))), jacobian(m, z, sigmoidsOf)];
      }),
      rowClaim("the engine's slope of sigmoid is a (1 − a)", (m) => {
        const z = m.variable(), a = sigmoidOf(m, z);
        return [[sigmoid.slope(m, { z, a })], sigmoidSlopes(m, [a])];
      }),
    ],
  }),
  theorem(75, "sigmoid of a negative number, stable", {
    latex: "a_i^l = f(z_i^l) = \\frac{e^{z_i^l}}{1 + e^{z_i^l}}",
    text: "a = e^z / (1 + e^z)",
    statements: [rowClaim("(75) is (73), and the engine's sigmoid", (m) => {
      const z = m.variable(), e = m.exp(z);
      const stable = m.div(e, m.add(m.one, e));
      return [[stable, stable], [sigmoidOf(m, z), sigmoid.value(m, z)]];
    })],
    misprints: [slip("z is largely negative … e^z would converge to infinity", {
      note: "The exponent of (73) is −z: e^−z overflows there, and e^z goes to 0.",
      statement: {
        subject: "as printed: e^z overflows where z is large and negative",
        *cases() {
          for (const z of [-800, -10_000]) yield [`z = ${z}`, Math.exp(z) === Infinity];
        },
      },
    })],
  }),
  theorem(76, "proof of (75)", {
    latex: "\\frac{e^z}{1 + e^z} = \\frac{e^z}{1 + e^z} \\frac{e^{-z}}{e^{-z}} = " +
      "\\frac{1}{e^{-z} + e^z e^{-z}} = \\frac{1}{1 + e^{-z}}",
    text: "e^z/(1 + e^z) = e^z/(1 + e^z) e^−z/e^−z = 1/(e^−z + e^z e^−z) = 1/(1 + e^−z)",
    statements: [chainClaim("each step of (76) equals the next", (m) => {
      const z = m.variable(), up = m.exp(z), down = m.exp(m.neg(z));
      const stable = m.div(up, m.add(m.one, up));
      return [
        [stable],
        [m.mul(stable, m.div(down, down))],
        [m.div(m.one, m.add(down, m.mul(up, down)))],
        [sigmoidOf(m, z)],
      ];
    })],
    misprints: [
      damage("the second step repeats the first", {
        note: "Its factor e^−z/e^−z is lost; what is left is true, but explains nothing.",
      }),
      slip("the original version of the sigmoid function in (75)", {
        note: "The original version is (73).",
      }),
    ],
  }),
]);
