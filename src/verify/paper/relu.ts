import { relu } from "../../nn/activations/relu.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { at, damage, definition, slip, theorem } from "./equation.ts";
import { by, diagonalMatrix, jacobianBy } from "./latex.ts";
import { matrixClaim, rowClaim } from "./formulas.ts";
import { diagonal, jacobian, variables } from "./notation.ts";

/** (77): max(0, z), as (z + |z|) / 2. */
function reluOf<T>(m: Arithmetic<T>, z: T): T {
  return m.div(m.add(z, m.choose(z, z, m.neg(z))), m.constant(2));
}

/** (77) to (80): ReLU. */
export const reluEquations = /* @__PURE__ */ at("nn/activations/relu.ts relu", () => [
  definition(77, "ReLU", {
    latex: "a_i^l = f(z_i^l) = \\max(0, z_i^l)",
    text: "a = max(0, z)",
    statements: [rowClaim("the engine's ReLU is (z + |z|) / 2, the larger of 0 and z", (m) => {
      const z = m.variable();
      return [[relu.value(m, z)], [reluOf(m, z)]];
    })],
  }),
  definition(78, "derivative of ReLU", {
    latex: `${by("a_i^l", "z_i^l")} = f'(z_i^l) = \\begin{cases} 1 & z_i^l > 0 \\\\ ` +
      "0 & z_i^l \\le 0 \\end{cases}",
    text: "f′(z) = 1 where z > 0, else 0",
    statements: [
      rowClaim("the engine's slope of ReLU is the dual derivative, wherever z ≠ 0", (m) => {
        const z = m.variable();
        return [
          [relu.slope(m, { z, a: reluOf(m, z) })],
          jacobian(m, [z], (d, [moving]) => [reluOf(d, moving!)])[0]!,
        ];
      }),
      {
        subject: "at the kink 0, the engine's slope is 0 by definition",
        *cases() {
          for (const z of [0, -0]) {
            yield [`z = ${Object.is(z, 0) ? "0" : "−0"}`, relu.slope(float64, { z, a: 0 }) === 0];
          }
        },
      },
    ],
    misprints: [damage("1 if z < 0, on a separate line above", {
      note: "The first row was scanned twice: 1 where z > 0.",
      statement: rowClaim("(78) as scanned: the derivative is 1 where z < 0", (m) => {
        const z = m.variable();
        return [
          [m.choose(m.neg(z), m.one, m.zero)],
          jacobian(m, [z], (d, [moving]) => [reluOf(d, moving!)])[0]!,
        ];
      }),
    })],
  }),
  theorem(79, "derivative of a layer of ReLU by cases", {
    latex: `${by("a_i^l", "z_j^l")} = ` +
      "\\begin{cases} f'(z_i^l) & i = j \\\\ 0 & i \\ne j \\end{cases}",
    text: "∂aᵢ/∂zⱼ = f′(zᵢ) where i = j, else 0",
    statements: [matrixClaim("every dual ∂aᵢ/∂zⱼ of a layer of ReLU is (79)", (m) => {
      const z = variables(m, 2);
      return [
        z.map((zi, i) => z.map((_, j) => i === j ? m.choose(zi, m.one, m.zero) : m.zero)),
        jacobian(m, z, (d, moving) => moving.map((entry) => reluOf(d, entry))),
      ];
    })],
    misprints: [slip("0 if i ≠ k", { note: "i ≠ j is meant; no k occurs in the equation." })],
  }),
  theorem(80, "Jacobian of ReLU", {
    latex: `${jacobianBy("a^l", "z^l")} = ${diagonalMatrix("f'(z_1^l)", "f'(z_{n^l}^l)")}`,
    text: "J = diag(f′(zᵢ))",
    statements: [matrixClaim("diag of the engine's slopes is the dual Jacobian of (77)", (m) => {
      const z = variables(m, 3);
      return [
        diagonal(m, z.map((entry) => relu.slope(m, { z: entry, a: reluOf(m, entry) }))),
        jacobian(m, z, (d, moving) => moving.map((entry) => reluOf(d, entry))),
      ];
    })],
  }),
]);
