import type { Activation } from "../../nn/activations/activation.ts";
import { softmax } from "../../nn/activations/softmax.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import type { Claim, Variables } from "../prover/claim.ts";
import { diagonal, type Row, type Rows } from "./notation.ts";

// The paper's formulas as defined, without the engine's changes for numerical stability.

/** (5): 1 / (1 + e^−z). */
export function sigmoidOf<T>(m: Arithmetic<T>, z: T): T {
  return m.div(m.one, m.add(m.one, m.exp(m.neg(z))));
}

/** (5) of each weighted sum of a layer. */
export function sigmoidsOf<T>(m: Arithmetic<T>, z: Row<T>): T[] {
  return z.map((entry) => sigmoidOf(m, entry));
}

/** (81): (e^z − e^−z) / (e^z + e^−z). */
export function tanhOf<T>(m: Arithmetic<T>, z: T): T {
  const up = m.exp(z), down = m.exp(m.neg(z));
  return m.div(m.sub(up, down), m.add(up, down));
}

/** (24): e^zⱼ / Σ e^zₖ. */
export function softmaxOf<T>(m: Arithmetic<T>, z: Row<T>): T[] {
  const powers = z.map((zj) => m.exp(zj));
  const total = sum(m, powers);
  return powers.map((power) => m.div(power, total));
}

/** (15): −Σ yᵢ log aᵢ. */
export function crossEntropyOf<T>(m: Arithmetic<T>, y: Row<T>, a: Row<T>): T {
  return m.neg(sum(m, y.map((yi, i) => m.mul(yi, m.log(a[i]!)))));
}

/** (71): ½ Σ (yᵢ − aᵢ)². */
export function squaredErrorOf<T>(m: Arithmetic<T>, y: Row<T>, a: Row<T>): T {
  const errors = y.map((yi, i) => m.sub(yi, a[i]!));
  return m.div(sum(m, errors.map((error) => m.mul(error, error))), m.constant(2));
}

/** The diagonal of (40) and (74): aᵢ (1 − aᵢ). */
export function sigmoidSlopes<T>(m: Arithmetic<T>, a: Row<T>): T[] {
  return a.map((ai) => m.mul(ai, m.sub(m.one, ai)));
}

/** (29), (89): aⱼ (1 − aⱼ) on the diagonal, −aⱼ aₖ elsewhere. */
export function softmaxJacobian<T>(m: Arithmetic<T>, a: Row<T>): T[][] {
  return a.map((aj, j) =>
    a.map((ak, k) => j === k ? m.mul(aj, m.sub(m.one, aj)) : m.neg(m.mul(aj, ak)))
  );
}

/** The outputs of a layer of sigmoid or softmax, and the Jacobian as a function of them. */
export function layerFormulas(activation: Activation): {
  readonly value: typeof sigmoidsOf;
  readonly jacobian: typeof softmaxJacobian;
} {
  return activation === softmax
    ? { value: softmaxOf, jacobian: softmaxJacobian }
    : { value: sigmoidsOf, jacobian: (m, a) => diagonal(m, sigmoidSlopes(m, a)) };
}

/** (70): −y / a. */
export function crossEntropyGradient<T>(m: Arithmetic<T>, y: Row<T>, a: Row<T>): T[] {
  return y.map((yi, i) => m.neg(m.div(yi, a[i]!)));
}

/** (47): row j holds a in the columns of w_j1 to w_jn, and 0 elsewhere. */
export function weightJacobian<T>(m: Arithmetic<T>, a: Row<T>, units: number): T[][] {
  return Array.from({ length: units }, (_, j) => {
    return Array.from({ length: units }, (_, i) => a.map((ak) => i === j ? ak : m.zero)).flat();
  });
}

/** x yᵀ, (50). */
export function outer<T>(m: Arithmetic<T>, x: Row<T>, y: Row<T>): T[][] {
  return x.map((xi) => y.map((yj) => m.mul(xi, yj)));
}

/**
 * That two matrices, row by row, are equal.
 *
 * @throws {TypeError} (by the claim) If the shapes differ, as no entry would show that.
 */
export function matrixClaim(
  subject: string,
  sides: <T>(m: Variables<T>) => readonly [got: Rows<T>, expected: Rows<T>],
): Claim {
  return {
    subject,
    sides: (m) => {
      const [got, expected] = sides(m);
      const widths = [got, expected].map((side) => side.map(({ length }) => length).join(", "));
      if (widths[0] !== widths[1]) {
        throw new TypeError(
          `${subject}: both sides must have the same shape, ` +
            `but their rows are of lengths ${widths[0]} and ${widths[1]}`,
        );
      }
      return { got: got.flat(), expected: expected.flat() };
    },
  };
}

/** That two rows are equal. */
export function rowClaim(
  subject: string,
  sides: <T>(m: Variables<T>) => readonly [got: Row<T>, expected: Row<T>],
): Claim {
  return matrixClaim(subject, (m) => {
    const [got, expected] = sides(m);
    return [[got], [expected]];
  });
}

/** That each expression of a chain of equations, a row, equals the next. */
export function chainClaim(subject: string, steps: <T>(m: Variables<T>) => Rows<T>): Claim {
  return matrixClaim(subject, (m) => {
    const chain = steps(m);
    return [chain.slice(0, -1), chain.slice(1)];
  });
}
