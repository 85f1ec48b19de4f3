import { byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import type { Backpropagation } from "../../engine/backward.ts";
import { penaltyGradient } from "../../engine/penalised.ts";
import { l1, l2 } from "../../nn/penalties/penalties.ts";
import { type Penalty, penalty } from "../../nn/penalties/penalty.ts";
import { gradientDescent, LEARNING_RATE, type TrainingStep } from "../claims/engine_claims.ts";
import { asActivation } from "../claims/penalty_claims.ts";
import { type Mutant, penaltyParts, planOf } from "./mutant.ts";

/** Not 1, and no number of the formulas, which would hide that it is a factor. */
const STRENGTH = 0.3;
const ridge = l2(STRENGTH), lasso = l1(STRENGTH);

/** Penalties that are in the cost and not, or not as they should be, in the gradients. */
export const WRONG_PENALTIES: readonly Mutant[] = [
  wrongSlope("an L2 penalty used as its own gradient", ridge, {
    source: "a regulariser added to the gradient as it was added to the cost",
    slope: ridge.value,
  }),
  wrongSlope("the 2 of an L2 penalty lost", ridge, {
    source: "two conventions for the strength of a regulariser",
    slope: (m, w) => m.mul(m.constant(STRENGTH), w),
  }),
  wrongSlope("the strength of an L2 penalty lost", ridge, {
    source: "a factor that the cost has and the gradient has not",
    slope: (m, w) => m.mul(m.constant(2), w),
  }),
  wrongSlope("an L1 penalty used as its own gradient", lasso, {
    source: "a regulariser added to the gradient as it was added to the cost",
    slope: lasso.value,
  }),
  wrongSlope("an L1 penalty without its sign", lasso, {
    source: "the derivative of |w| taken as 1",
    slope: (m) => m.constant(STRENGTH),
  }),
  wrongSlope("an L1 penalty with the slope of an L2", lasso, {
    source: "decay of weights taken for every regulariser",
    slope: ridge.slope,
  }),
  {
    name: "the slope of an L1 penalty at 0 as λ",
    source: "sign(0) taken as 1, so that weights of 0 are moved",
    ...penaltyParts(atZero()),
    convention: { used: asActivation(atZero()), documented: asActivation(lasso) },
  },
  wrongGradient("biases penalised in the gradient alone", {
    source: "decay of all parameters, the cost of the weights alone",
    penaltyGradient: (m, layer, gradients, penalty) => ({
      ...penaltyGradient(m, layer, gradients, penalty),
      biases: byEntries(m, layer.biases, (i) => {
        const slope = penalty.slope(m, layer.biases.data[i]!);
        return m.add(gradients.biases.data[i]!, slope);
      }),
    }),
  }),
  wrongGradient("a penalty that is reported and not trained", {
    source: "a regulariser that the gradients know nothing of",
    penaltyGradient: (_m, _layer, gradients) => gradients,
  }),
  wrongGradient("a penalty subtracted from the gradient", {
    source: "a sign lost",
    penaltyGradient: (m, layer, gradients, penalty) => ({
      ...gradients,
      weights: byEntries(m, layer.weights, (i) => {
        const slope = penalty.slope(m, layer.weights.data[i]!);
        return m.sub(gradients.weights.data[i]!, slope);
      }),
    }),
  }),
  wrongGradient("a penalty averaged over the weights of a layer, in the gradient alone", {
    source: "a mean in one of two places",
    penaltyGradient: (m, layer, gradients, penalty) => ({
      ...gradients,
      weights: byEntries(m, layer.weights, (i) => {
        const slope = penalty.slope(m, layer.weights.data[i]!);
        const share = m.div(slope, m.constant(layer.weights.data.length));
        return m.add(gradients.weights.data[i]!, share);
      }),
    }),
  }),
  wrongGradient("the penalty of the transposed weights", {
    source: "W and Wᵀ swapped where the layer is square",
    penaltyGradient: (m, layer, gradients, penalty) => {
      const weights = transposed(layer.weights);
      return penaltyGradient(m, { ...layer, weights }, gradients, penalty);
    },
  }),
  wrongStep("a penalty of the weights after the step", {
    source: "decay applied to weights that the gradient has moved already",
    step: (m, network, batch, plan) => {
      const moved = gradientDescent(m, network, batch, { ...plan, penalty: undefined });
      const rate = m.constant(LEARNING_RATE);
      return {
        ...moved,
        layers: moved.layers.map((layer) => ({
          ...layer,
          weights: byEntries(m, layer.weights, (i) => {
            const weight = layer.weights.data[i]!;
            return m.sub(weight, m.mul(rate, ridge.slope(m, weight)));
          }),
        })),
      };
    },
  }),
];

function wrongSlope(
  name: string,
  right: Penalty,
  { source, slope }: Pick<Mutant, "source"> & Pick<Penalty, "slope">,
): Mutant {
  return { name, source, ...penaltyParts(penalty({ ...right, slope })) };
}

function wrongGradient(
  name: string,
  { source, ...equations }: Pick<Mutant, "source"> & Pick<Backpropagation, "penaltyGradient">,
): Mutant {
  return { name, source, plan: planOf({ penalty: ridge, equations }) };
}

function wrongStep(
  name: string,
  { source, step }: Pick<Mutant, "source"> & { readonly step: TrainingStep },
): Mutant {
  return { name, source, plan: planOf({ penalty: ridge, step }) };
}

function atZero(): Penalty {
  return penalty({
    ...lasso,
    slope: (m, w) => m.choose(m.neg(w), m.neg(m.constant(STRENGTH)), m.constant(STRENGTH)),
  });
}

function transposed<T>({ rows, columns, data }: Matrix<T>): Matrix<T> {
  return {
    rows: columns,
    columns: rows,
    data: Array.from(data, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!),
  };
}
