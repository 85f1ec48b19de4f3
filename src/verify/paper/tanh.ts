import { tanh } from "../../nn/activations/tanh.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { at, damage, definition, slip, theorem } from "./equation.ts";
import { by, diagonalMatrix, jacobianBy } from "./latex.ts";
import { chainClaim, matrixClaim, rowClaim, tanhOf } from "./formulas.ts";
import { diagonal, jacobian, type Row, variables } from "./notation.ts";

/** 1 − a², the diagonal of (83). */
function slopesOf<T>(m: Arithmetic<T>, a: Row<T>): T[] {
  return a.map((ai) => m.sub(m.one, m.mul(ai, ai)));
}

/** e^z, e^−z, e^2z and e^−2z, of which the proofs (85) and (87) are made. */
function powersOf<T>(m: Arithmetic<T>, z: T): Record<"up" | "down" | "up2" | "down2", T> {
  const twice = m.mul(m.constant(2), z);
  return { up: m.exp(z), down: m.exp(m.neg(z)), up2: m.exp(twice), down2: m.exp(m.neg(twice)) };
}

/** (81) to (87): tanh. */
export const tanhEquations = /* @__PURE__ */ at("nn/activations/tanh.ts tanh", () => [
  definition(81, "tanh", {
    latex: "a_i^l = f(z_i^l) = \\frac{e^{z_i^l} - e^{-z_i^l}}{e^{z_i^l} + e^{-z_i^l}}",
    text: "a = (e^z − e^−z) / (e^z + e^−z)",
    statements: [rowClaim("the engine's tanh is (81)", (m) => {
      const z = m.variable();
      return [[tanh.value(m, z)], [tanhOf(m, z)]];
    })],
    misprints: [slip("f(zᵢᴸ)", { note: "The layer is l, as before and after it." })],
  }),
  theorem(82, "derivative of tanh by cases", {
    latex: `${by("a_i^l", "z_j^l")} = \\begin{cases} 1 - (a_i^l)^2 & i = j \\\\ ` +
      "0 & i \\ne j \\end{cases}",
    text: "∂aᵢ/∂zⱼ = 1 − aᵢ² where i = j, else 0",
    statements: [
      matrixClaim("every dual ∂aᵢ/∂zⱼ of a layer of (81) is (82)", (m) => {
        const z = variables(m, 2), a = z.map((entry) => tanhOf(m, entry));
        return [
          a.map((ai, i) => a.map((_, j) => i === j ? m.sub(m.one, m.mul(ai, ai)) : m.zero)),
          jacobian(m, z, (d, moving) => moving.map((entry) => tanhOf(d, entry))),
        ];
      }),
      rowClaim("the engine's slope of tanh is 1 − a²", (m) => {
        const z = m.variable(), a = tanhOf(m, z);
        return [[tanh.slope(m, { z, a })], slopesOf(m, [a])];
      }),
    ],
  }),
  theorem(83, "Jacobian of tanh", {
    latex: `${jacobianBy("a^l", "z^l")} = ${diagonalMatrix("1 - (a_1^l)^2", "1 - (a_{n^l}^l)^2")}`,
    text: "J = diag(1 − aᵢ²)",
    statements: [matrixClaim("diag(1 − a²) is the dual Jacobian of (81)", (m) => {
      const z = variables(m, 3);
      return [
        diagonal(m, slopesOf(m, z.map((entry) => tanhOf(m, entry)))),
        jacobian(m, z, (d, moving) => moving.map((entry) => tanhOf(d, entry))),
      ];
    })],
  }),
  theorem(84, "tanh of a large number, stable", {
    latex: "a_i^l = f(z_i^l) = \\frac{1 - e^{-2 z_i^l}}{1 + e^{-2 z_i^l}}",
    text: "a = (1 − e^−2z) / (1 + e^−2z)",
    statements: [rowClaim("(84) is (81), and the engine's tanh", (m) => {
      const z = m.variable(), { down2 } = powersOf(m, z);
      const stable = m.div(m.sub(m.one, down2), m.add(m.one, down2));
      return [[stable, stable], [tanhOf(m, z), tanh.value(m, z)]];
    })],
  }),
  theorem(85, "proof of (84)", {
    latex: "\\frac{1 - e^{-2z}}{1 + e^{-2z}} = " +
      "\\frac{1 - e^{-2z}}{1 + e^{-2z}} \\frac{e^z}{e^z} = " +
      "\\frac{e^z - e^z e^{-2z}}{e^z + e^z e^{-2z}} = \\frac{e^z - e^{-z}}{e^z + e^{-z}}",
    text: "(1 − e^−2z)/(1 + e^−2z) e^z/e^z = (e^z − e^z e^−2z)/(e^z + e^z e^−2z) = (81)",
    statements: [chainClaim("each step of (85) equals the next", (m) => {
      const z = m.variable(), { up, down, down2 } = powersOf(m, z);
      const stable = m.div(m.sub(m.one, down2), m.add(m.one, down2));
      const carried = m.mul(up, down2);
      return [
        [stable],
        [m.mul(stable, m.div(up, up))],
        [m.div(m.sub(up, carried), m.add(up, carried))],
        [m.div(m.sub(up, down), m.add(up, down))],
      ];
    })],
    misprints: [damage("(e^z − e^−2z) / (e^z + e^z) in the step before the last", {
      note: "The numerator lost a factor e^z, the denominator e^−2z; the step before is doubled.",
      statement: rowClaim("(85) as scanned: (e^z − e^−2z) / (e^z + e^z) is tanh z", (m) => {
        const z = m.variable(), { up, down2 } = powersOf(m, z);
        return [[m.div(m.sub(up, down2), m.add(up, up))], [tanhOf(m, z)]];
      }),
    })],
  }),
  theorem(86, "tanh of a large negative number, stable", {
    latex: "a_i^l = f(z_i^l) = \\frac{e^{2 z_i^l} - 1}{e^{2 z_i^l} + 1}",
    text: "a = (e^2z − 1) / (e^2z + 1)",
    statements: [rowClaim("(86) is (81), and the engine's tanh", (m) => {
      const z = m.variable(), { up2 } = powersOf(m, z);
      const stable = m.div(m.sub(up2, m.one), m.add(up2, m.one));
      return [[stable, stable], [tanhOf(m, z), tanh.value(m, z)]];
    })],
  }),
  theorem(87, "proof of (86)", {
    latex: "\\frac{e^{2z} - 1}{e^{2z} + 1} = " +
      "\\frac{e^{2z} - 1}{e^{2z} + 1} \\frac{e^{-z}}{e^{-z}} = " +
      "\\frac{e^{2z} e^{-z} - e^{-z}}{e^{2z} e^{-z} + e^{-z}} = " +
      "\\frac{e^z - e^{-z}}{e^z + e^{-z}}",
    text: "(e^2z − 1)/(e^2z + 1) e^−z/e^−z = (e^2z e^−z − e^−z)/(e^2z e^−z + e^−z) = (81)",
    statements: [chainClaim("each step of (87) equals the next", (m) => {
      const z = m.variable(), { up, down, up2 } = powersOf(m, z);
      const stable = m.div(m.sub(up2, m.one), m.add(up2, m.one));
      const carried = m.mul(up2, down);
      return [
        [stable],
        [m.mul(stable, m.div(down, down))],
        [m.div(m.sub(carried, down), m.add(carried, down))],
        [m.div(m.sub(up, down), m.add(up, down))],
      ];
    })],
    misprints: [
      damage("(e^2z − e^−z) / (e^2z + e^−z) in the third step", {
        note: "e^2z has lost its factor e^−z in the numerator and in the denominator.",
        statement: rowClaim("(87) as scanned: (e^2z − e^−z) / (e^2z + e^−z) is tanh z", (m) => {
          const z = m.variable(), { up2, down } = powersOf(m, z);
          return [[m.div(m.sub(up2, down), m.add(up2, down))], [tanhOf(m, z)]];
        }),
      }),
      damage("(e^2z e^−z − e^−z) / (e^2z − e^−z) in the fourth step", {
        note: "In the denominator, e^2z has lost its factor e^−z and + has become −.",
        statement: rowClaim(
          "(87) as scanned: (e^2z e^−z − e^−z) / (e^2z − e^−z) is tanh z",
          (m) => {
            const z = m.variable(), { up2, down } = powersOf(m, z);
            return [[m.div(m.sub(m.mul(up2, down), down), m.sub(up2, down))], [tanhOf(m, z)]];
          },
        ),
      }),
    ],
  }),
]);
