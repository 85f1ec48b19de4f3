import { sigmoid } from "../../nn/activations/sigmoid.ts";
import { softmax } from "../../nn/activations/softmax.ts";
import { categoricalCrossEntropy } from "../../nn/losses/categorical_cross_entropy.ts";
import { backward } from "../../engine/backward.ts";
import { forward } from "../../engine/forward.ts";
import type { Claim, Variables } from "../prover/claim.ts";
import {
  crossEntropyGradient,
  crossEntropyOf,
  matrixClaim,
  rowClaim,
  sigmoidSlopes,
  sigmoidsOf,
  softmaxJacobian,
  softmaxOf,
  weightJacobian,
} from "./formulas.ts";
import {
  diagonal,
  type DualFunction,
  gradient,
  jacobian,
  layerOf,
  matrixOf,
  type Row,
  type Rows,
  rowTimes,
  stacked,
  variableRows,
  variables,
  weightedSums,
} from "./notation.ts";

/** Units of the input, the hidden and the output layer. */
export const INPUTS = 3, HIDDEN = 2, OUTPUTS = 2;

type Parameter = "w1" | "b1" | "w2" | "b2";

/** The equations that give a Jacobian of the example. */
type JacobianNumber = 93 | 94 | 95 | 97 | 99 | 100 | 101 | 103;

/** The 3-2-2 network of sigmoid and softmax, with variables for all its numbers. */
export type Example<T> =
  & Readonly<Record<"w1" | "w2", Rows<T>>>
  & Readonly<Record<"a0" | "b1" | "b2" | "y" | "z1" | "a1" | "z2" | "a2", Row<T>>>;

export function exampleOf<T>(m: Variables<T>): Example<T> {
  const a0 = variables(m, INPUTS), y = variables(m, OUTPUTS);
  const w1 = variableRows(m, HIDDEN, INPUTS), b1 = variables(m, HIDDEN);
  const w2 = variableRows(m, OUTPUTS, HIDDEN), b2 = variables(m, OUTPUTS);
  const z1 = weightedSums(m, w1, a0, b1), a1 = sigmoidsOf(m, z1);
  const z2 = weightedSums(m, w2, a1, b2), a2 = softmaxOf(m, z2);
  return { a0, w1, b1, w2, b2, y, z1, a1, z2, a2 };
}

/** The paper's Jacobians, by the numbers of their equations. */
function jacobiansOf<T>(
  m: Variables<T>,
  { a0, a1, a2, w2, y }: Example<T>,
): Readonly<Record<JacobianNumber, Rows<T>>> {
  return {
    93: [crossEntropyGradient(m, y, a2)],
    94: softmaxJacobian(m, a2),
    95: weightJacobian(m, a1, OUTPUTS),
    97: diagonal(m, a2.map(() => m.one)),
    99: w2,
    100: diagonal(m, sigmoidSlopes(m, a1)),
    101: weightJacobian(m, a0, HIDDEN),
    103: diagonal(m, a1.map(() => m.one)),
  };
}

/** The product of some Jacobians, from left to right. */
export function productOf<T>(
  m: Variables<T>,
  example: Example<T>,
  factors: readonly JacobianNumber[],
): T[] {
  const jacobians = jacobiansOf(m, example);
  const [first, ...others] = factors.map((factor) => jacobians[factor]);
  return others.reduce((row, matrix) => rowTimes(m, row, matrix), [...first![0]!]);
}

/** ∂L/∂parameter by dual numbers, through the whole network; weights in one row. */
export function derivativeOf<T>(m: Variables<T>, example: Example<T>, parameter: Parameter): T[] {
  const { a0, w1, b1, w2, b2, y } = example;
  const at = { w1: w1.flat(), b1, w2: w2.flat(), b2 };
  return gradient(m, at[parameter], (d, moving, still) => {
    const entriesOf = (name: Parameter) => name === parameter ? moving : at[name].map(still);
    const w = stacked(entriesOf("w1"), INPUTS), above = stacked(entriesOf("w2"), HIDDEN);
    const hidden = sigmoidsOf(d, weightedSums(d, w, a0.map(still), entriesOf("b1")));
    const output = weightedSums(d, above, hidden, entriesOf("b2"));
    return crossEntropyOf(d, y.map(still), softmaxOf(d, output));
  });
}

/** The gradient by the engine's backward pass. */
function engineGradients<T>(m: Variables<T>, example: Example<T>, parameter: Parameter): T[] {
  const { a0, w1, b1, w2, b2, y } = example;
  const layers = [layerOf(m, sigmoid, w1, b1), layerOf(m, softmax, w2, b2)];
  const network = { inputs: INPUTS, layers };
  const trace = forward(network, matrixOf(m, [a0]), { arithmetic: m });
  const targets = matrixOf(m, [y]);
  const gradients = backward(network, trace, targets, categoricalCrossEntropy, { arithmetic: m });
  const layer = gradients.layers[parameter.endsWith("1") ? 0 : 1]!;
  return Array.from(layer[parameter.startsWith("w") ? "weights" : "biases"]!.data);
}

/** That a product of Jacobians is the dual derivative of the loss, and the engine's gradient. */
export function gradientClaims(
  name: string,
  parameter: Parameter,
  factors: readonly JacobianNumber[],
): Claim[] {
  const factorNames = factors.map((factor) => `(${factor})`).join(" ");
  return [
    rowClaim(`${factorNames} is the dual ${name}`, (m) => {
      const example = exampleOf(m);
      return [productOf(m, example, factors), derivativeOf(m, example, parameter)];
    }),
    rowClaim(`the engine's ${name} is ${factorNames}`, (m) => {
      const example = exampleOf(m);
      return [engineGradients(m, example, parameter), productOf(m, example, factors)];
    }),
  ];
}

/** A step of the example: a function `f` of some of its numbers, `at`. */
export interface Step<T> {
  readonly at: Row<T>;
  readonly f: DualFunction<T>;
}

/** That the Jacobian of an equation is the dual one of a step. */
export function jacobianClaim(
  number: JacobianNumber,
  name: string,
  step: <T>(example: Example<T>) => Step<T>,
): Claim {
  return matrixClaim(`(${number}) is the dual ${name}`, (m) => {
    const example = exampleOf(m);
    const { at, f } = step(example);
    return [jacobiansOf(m, example)[number], jacobian(m, at, f)];
  });
}
