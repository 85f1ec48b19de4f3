import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { byEntries, mapEntries, type Matrix } from "../../core/matrix/matrix.ts";
import type { Backpropagation } from "../../engine/backward.ts";
import { mapParameters } from "../../engine/parameters.ts";
import { isShrunk, type Layer, type Parameters } from "../../nn/layers/layer.ts";
import { regularizerGradient } from "../../engine/regularized.ts";
import { l1, l2 } from "../../nn/regularizers/regularizers.ts";
import { type Regularizer, regularizer } from "../../nn/regularizers/regularizer.ts";
import { gradientDescent, LEARNING_RATE } from "../claims/engine_claims.ts";
import { asActivation } from "../claims/regularizer_claims.ts";
import { type Mutant, planOf, regularizerParts } from "./mutant.ts";
import { transposed } from "../../core/matrix/products.ts";

/** Neither 1 nor a number of the formulas, which would hide a missing factor. */
const STRENGTH = 0.3;
const ridge = /* @__PURE__ */ l2(STRENGTH), lasso = /* @__PURE__ */ l1(STRENGTH);

/** Regularizers that are right in the cost and missing or wrong in the gradients. */
export const wrongRegularizers = (): readonly Mutant[] => [
  wrongSlope("an L2 penalty used as its own gradient", ridge, {
    source: "a regularizer added to the gradient as it was added to the cost",
    slope: ridge.value,
  }),
  wrongSlope("the 2 of an L2 penalty lost", ridge, {
    source: "two conventions for the strength of a regularizer",
    slope: (m, w) => m.mul(m.constant(STRENGTH), w),
  }),
  wrongSlope("the strength of an L2 penalty lost", ridge, {
    source: "a factor of the cost missing in the gradient",
    slope: (m, w) => m.mul(m.constant(2), w),
  }),
  wrongSlope("an L1 penalty used as its own gradient", lasso, {
    source: "a regularizer added to the gradient as it was added to the cost",
    slope: lasso.value,
  }),
  wrongSlope("an L1 penalty without its sign", lasso, {
    source: "the derivative of |w| taken as 1",
    slope: (m) => m.constant(STRENGTH),
  }),
  wrongSlope("an L1 penalty with the slope of an L2", lasso, {
    source: "decay of weights taken for every regularizer",
    slope: ridge.slope,
  }),
  {
    name: "the slope of an L1 penalty at 0 as λ",
    source: "sign(0) taken as 1, so that weights of 0 are moved",
    ...regularizerParts(atZero()),
    convention: { used: asActivation(atZero()), documented: asActivation(lasso) },
  },
  wrongGradient("biases regularized in the gradient alone", {
    source: "decay of all parameters, but a cost of the weights alone",
    regularizerGradient: (m, layer, gradients, regularizer) => ({
      ...regularizerGradient(m, layer, gradients, regularizer),
      biases: changed(m, layer, gradients, "biases", (slope, w) => {
        return m.add(slope, regularizer.slope(m, w));
      }),
    }),
  }),
  wrongGradient("a regularizer that is reported and not trained", {
    source: "a regularizer left out of the gradients",
    regularizerGradient: (_m, _layer, gradients) => gradients,
  }),
  wrongGradient("a regularizer subtracted from the gradient", {
    source: "a sign lost",
    regularizerGradient: (m, layer, gradients, regularizer) => ({
      ...gradients,
      weights: changed(m, layer, gradients, "weights", (slope, w) => {
        return m.sub(slope, regularizer.slope(m, w));
      }),
    }),
  }),
  wrongGradient("a regularizer averaged over the weights of a layer, in the gradient alone", {
    source: "a mean in one of two places",
    regularizerGradient: (m, layer, gradients, regularizer) => ({
      ...gradients,
      weights: changed(m, layer, gradients, "weights", (slope, w) => {
        const count = m.constant(layer.parameters.weights!.data.length);
        return m.add(slope, m.div(regularizer.slope(m, w), count));
      }),
    }),
  }),
  wrongGradient("the regularizer of the transposed weights", {
    source: "W and Wᵀ swapped where the layer is square",
    regularizerGradient: (m, layer, gradients, regularizer) => {
      const weights = transposed(m, layer.parameters.weights!);
      const parameters = { ...layer.parameters, weights };
      return regularizerGradient(m, { ...layer, parameters }, gradients, regularizer);
    },
  }),
  {
    name: "a regularizer of the weights after the step",
    source: "decay applied to weights that the gradient has already moved",
    plan: planOf({
      regularizer: ridge,
      step: (m, network, batch, plan) => {
        const moved = gradientDescent(m, network, batch, { ...plan, regularizer: undefined });
        const rate = m.constant(LEARNING_RATE);
        return mapParameters(moved, (matrix, { name }, layer) => {
          if (!isShrunk(layer, name)) return matrix;
          return mapEntries(matrix, (w) => m.sub(w, m.mul(rate, ridge.slope(m, w))));
        });
      },
    }),
  },
];

function wrongSlope(
  name: string,
  right: Regularizer,
  { source, slope }: Pick<Mutant, "source"> & Pick<Regularizer, "slope">,
): Mutant {
  return { name, source, ...regularizerParts(regularizer({ ...right, slope })) };
}

function wrongGradient(
  name: string,
  { source, ...equations }: Pick<Mutant, "source"> & Pick<Backpropagation, "regularizerGradient">,
): Mutant {
  return { name, source, plan: planOf({ regularizer: ridge, equations }) };
}

/** The L1 penalty with the slope λ at 0. */
function atZero(): Regularizer {
  return regularizer({
    ...lasso,
    slope: (m, w) => m.choose(m.neg(w), m.neg(m.constant(STRENGTH)), m.constant(STRENGTH)),
  });
}

/** The gradient of one parameter of a layer, changed entry by entry. */
function changed<T>(
  m: Arithmetic<T>,
  { parameters }: Layer<T>,
  gradients: Parameters<T>,
  name: string,
  change: (slope: T, parameter: T) => T,
): Matrix<T> {
  const { data } = parameters[name]!;
  return byEntries(m, parameters[name]!, (i) => change(gradients[name]!.data[i]!, data[i]!));
}
