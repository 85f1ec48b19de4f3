import { elementwise, rowwise } from "../../nn/activations/activation.ts";
import { elu as eluOf } from "../../nn/activations/elu.ts";
import { gelu } from "../../nn/activations/gelu.ts";
import { geluTanh } from "../../nn/activations/gelu_tanh.ts";
import { hardSigmoid } from "../../nn/activations/hard_sigmoid.ts";
import { leakyRelu as leakyReluOf } from "../../nn/activations/leaky_relu.ts";
import { linear } from "../../nn/activations/linear.ts";
import { logSoftmax } from "../../nn/activations/log_softmax.ts";
import { relu } from "../../nn/activations/relu.ts";
import { sigmoid } from "../../nn/activations/sigmoid.ts";
import { silu } from "../../nn/activations/silu.ts";
import { softmax } from "../../nn/activations/softmax.ts";
import { softplus } from "../../nn/activations/softplus.ts";
import { tanh } from "../../nn/activations/tanh.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { categoricalCrossEntropy } from "../../nn/losses/categorical_cross_entropy.ts";
import { binaryCrossEntropy } from "../../nn/losses/binary_cross_entropy.ts";
import { loss } from "../../nn/losses/loss.ts";
import { meanSquaredError } from "../../nn/losses/mean_squared_error.ts";
import { softmaxCrossEntropy } from "../../nn/losses/softmax_cross_entropy.ts";
import { byEntries, type Matrix, rowOf } from "../../core/matrix/matrix.ts";
import { times, transposedTimes } from "../../core/matrix/products.ts";
import { DENSE_EQUATIONS, denseBackward, type DenseEquations } from "../../nn/layers/dense.ts";
import { updateParameters } from "../../optim/optimizers/optimizer.ts";
import { gradientDescent, gradientsOf, LEARNING_RATE } from "../claims/engine_claims.ts";
import { ROWS_SUM_TO_ONE } from "../claims/preconditions.ts";
import { combine, rowsOf } from "./micro_batches.ts";
import { l1, l2 } from "../../nn/penalties/penalties.ts";
import { penalty } from "../../nn/penalties/penalty.ts";
import { activationParts, lossParts, penaltyParts, planOf, type Variant } from "./mutant.ts";
import { cubic } from "./right_activations.ts";
import { GELU_TANH, geluTanhSlope } from "./slopes.ts";

const STRENGTH = 0.3;
const ALPHA = 1.5;
const LEAK = 0.2;
const elu = eluOf({ alpha: ALPHA });
const leakyRelu = leakyReluOf({ slope: LEAK });

const { inputErrors } = DENSE_EQUATIONS;
const ofDense = (equations: Partial<DenseEquations>) => ({
  kinds: { dense: denseBackward(equations) },
});

/** Gradients that are right, and written otherwise: a prover that refuses one is too strict. */
export const RIGHT_REWRITES: readonly Variant[] = [
  {
    name: "tanh′ as 4 / (eᶻ + e^−z)²",
    ...activationParts(elementwise({
      ...tanh,
      slope: (m, { z }) => {
        const twice = m.add(m.exp(z), m.exp(m.neg(z)));
        return m.div(m.constant(4), m.mul(twice, twice));
      },
    })),
  },
  {
    name: "tanh′ as (1 − a) (1 + a)",
    ...activationParts(elementwise({
      ...tanh,
      slope: (m, { a }) => m.mul(m.sub(m.one, a), m.add(m.one, a)),
    })),
  },
  {
    name: "tanh′ as 4 σ(2z) (1 − σ(2z))",
    ...activationParts(elementwise({
      ...tanh,
      slope: (m, { z }) => {
        const s = sigmoid.value(m, m.add(z, z));
        return m.mul(m.constant(4), m.mul(s, m.sub(m.one, s)));
      },
    })),
  },
  {
    name: "sigmoid′ as e^−z / (1 + e^−z)²",
    ...activationParts(elementwise({
      ...sigmoid,
      slope: (m, { z }) => {
        const e = m.exp(m.neg(z)), all = m.add(m.one, e);
        return m.div(e, m.mul(all, all));
      },
    })),
  },
  {
    name: "sigmoid′ by dual numbers",
    ...activationParts(elementwise({ name: "sigmoid", value: sigmoid.value })),
  },
  {
    name: "ReLU′ as (1 + sign z) / 2",
    ...activationParts(elementwise({
      ...relu,
      slope: (m, { z }) => {
        const sign = m.choose(z, m.one, m.neg(m.one));
        return m.mul(m.constant(0.5), m.add(m.one, sign));
      },
    })),
  },
  {
    name: "ReLU′ evaluated on the output",
    ...activationParts(elementwise({
      ...relu,
      slope: (m, { a }) => m.choose(a, m.one, m.zero),
    })),
  },
  {
    name: "leaky ReLU′ as 1 − 0.8 where z ≤ 0",
    ...activationParts(elementwise({
      ...leakyRelu,
      slope: (m, { z }) => m.sub(m.one, m.choose(z, m.zero, m.constant(1 - LEAK))),
    })),
  },
  {
    name: "ELU′ as a + α",
    ...activationParts(elementwise({
      ...elu,
      slope: (m, { z, a }) => m.choose(z, m.one, m.add(a, m.constant(ALPHA))),
    })),
  },
  {
    name: "softplus′ as 1 − e^−a",
    ...activationParts(elementwise({
      ...softplus,
      slope: (m, { a }) => m.neg(m.expm1(m.neg(a))),
    })),
  },
  {
    name: "SiLU′ as a + σ(z) (1 − a)",
    ...activationParts(elementwise({
      ...silu,
      slope: (m, { z, a }) => m.add(a, m.mul(sigmoid.value(m, z), m.sub(m.one, a))),
    })),
  },
  {
    name: "GELU′ by dual numbers",
    ...activationParts(elementwise({ name: "gelu", value: geluTanh.value })),
  },
  {
    name: "GELU′ as ½ (1 + t) + ½ z (1 − t²) u′",
    ...activationParts(elementwise({
      ...geluTanh,
      slope: (m, { z }) => geluTanhSlope(m, z, GELU_TANH),
    })),
  },
  {
    name: "exact GELU′ by dual numbers",
    ...activationParts(elementwise({ name: "gelu", value: gelu.value })),
  },
  {
    name: "exact GELU as ½ z − ½ z erf(−z/√2)",
    ...activationParts(elementwise({
      ...gelu,
      value: (m, z) => {
        const half = m.mul(m.constant(0.5), z);
        const u = m.mul(m.constant(Math.SQRT1_2), m.neg(z));
        return m.sub(half, m.mul(half, m.erf(u)));
      },
    })),
  },
  {
    name: "hard sigmoid′ evaluated on the output",
    ...activationParts(elementwise({
      ...hardSigmoid,
      slope: (m, { a }) => {
        const rising = m.div(m.one, m.constant(6));
        return m.choose(a, m.choose(m.sub(m.one, a), rising, m.zero), m.zero);
      },
    })),
  },
  {
    name: "log-softmax by dual numbers",
    ...activationParts(rowwise({ name: "logSoftmax", value: logSoftmax.value })),
  },
  {
    name: "sigmoid with binary cross-entropy, composed",
    ...lossParts(loss({ ...binaryCrossEntropy, pairs: [] }), sigmoid),
  },
  {
    name: "(z³ / 10)′ as 3 a / z",
    ...activationParts(elementwise({
      ...cubic,
      slope: (m, { z, a }) => m.div(m.mul(m.constant(3), a), z),
    })),
  },
  {
    name: "softmax′ as an explicit Jacobian",
    ...activationParts(rowwise({
      ...softmax,
      pullback: (m, { a }, error) =>
        a.map((aj, j) => {
          const row = a.map((ai, i) => m.mul(ai, m.sub(i === j ? m.one : m.zero, aj)));
          return sum(m, row.map((entry, i) => m.mul(entry, error[i]!)));
        }),
    })),
  },
  {
    name: "softmax′ as a sum over pairs",
    ...activationParts(rowwise({
      ...softmax,
      pullback: (m, { a }, error) =>
        a.map((aj, j) => {
          const pairs = a.map((ai, i) => m.mul(m.mul(aj, ai), m.sub(error[j]!, error[i]!)));
          return sum(m, pairs);
        }),
    })),
  },
  {
    name: "softmax with cross-entropy, composed",
    ...lossParts(loss({ ...categoricalCrossEntropy, pairs: [] }), softmax),
  },
  {
    name: "softmax with cross-entropy as Σᵢ (a yᵢ) − y",
    ...lossParts(
      loss({
        ...categoricalCrossEntropy,
        pairs: [{
          ...softmaxCrossEntropy,
          error: (m, { a }, y) =>
            a.map((aj, j) => m.sub(sum(m, y.map((yi) => m.mul(aj, yi))), y[j]!)),
        }],
      }),
      softmax,
    ),
  },
  {
    name: "a − y where the targets sum to 1",
    plan: planOf({
      output: softmax,
      loss: loss({
        ...categoricalCrossEntropy,
        pairs: [{
          ...softmaxCrossEntropy,
          error: (m, { a }, y) => a.map((aj, j) => m.sub(aj, y[j]!)),
        }],
      }),
      precondition: ROWS_SUM_TO_ONE,
    }),
  },
  {
    name: "a mean squared error by dual numbers",
    ...lossParts(loss({ name: "meanSquaredError", value: meanSquaredError.value }), linear),
  },
  {
    name: "an L2 penalty by dual numbers",
    ...penaltyParts(penalty({ name: "l2", value: l2(STRENGTH).value })),
  },
  {
    name: "the slope of an L2 penalty as λ w + λ w",
    ...penaltyParts(penalty({
      ...l2(STRENGTH),
      slope: (m, w) => {
        const half = m.mul(m.constant(STRENGTH), w);
        return m.add(half, half);
      },
    })),
  },
  {
    name: "the slope of an L1 penalty as λ |w| / w",
    ...penaltyParts(penalty({
      ...l1(STRENGTH),
      slope: (m, w) => m.div(l1(STRENGTH).value(m, w), w),
    })),
  },
  {
    name: "BP2 summed over the units in reverse order",
    plan: planOf({
      equations: ofDense({
        inputErrors: (m, weights, errors) =>
          inputErrors(m, reverseRows(m, weights), reverseColumns(m, errors)),
      }),
    }),
  },
  {
    name: "BP3 with the mean taken last",
    plan: planOf({
      equations: ofDense({
        weightGradient: (m, errors, inputs) => {
          const total = transposedTimes(m, errors, inputs);
          return byEntries(m, total, (i) => m.div(total.data[i]!, m.constant(errors.rows)));
        },
      }),
    }),
  },
  {
    name: "BP3 as a sum of outer products",
    plan: planOf({
      equations: ofDense({
        weightGradient: (m, errors, inputs) => {
          const shape = { rows: errors.columns, columns: inputs.columns };
          const outer = (i: number) => {
            const error = rowOf(errors, i), input = rowOf(inputs, i);
            return error.flatMap((e) => input.map((a) => m.mul(e, a)));
          };
          const examples = Array.from({ length: errors.rows }, (_, i) => outer(i));
          return byEntries(m, shape, (index) => {
            const total = sum(m, examples.map((products) => products[index]!));
            return m.mul(m.div(m.one, m.constant(errors.rows)), total);
          });
        },
      }),
    }),
  },
  {
    name: "BP4 as a product with a row of ones",
    plan: planOf({
      equations: ofDense({
        biasGradient: (m, errors) => {
          const even = m.div(m.one, m.constant(errors.rows));
          const shape = { rows: 1, columns: errors.rows };
          return times(m, byEntries(m, shape, () => even), errors);
        },
      }),
    }),
  },
  {
    name: "a step as W + (−λ) g",
    plan: planOf({
      step: (m, network, batch, plan) =>
        updateParameters(m, network, gradientsOf(m, network, batch, plan), (parameter, slope) => {
          return m.add(parameter, m.mul(m.neg(m.constant(LEARNING_RATE)), slope));
        }),
    }),
  },
  {
    name: "a step along micro-batches that are weighted by their sizes",
    plan: planOf({
      examples: 3,
      step: (m, network, batch, plan) => {
        const two = gradientsOf(m, network, rowsOf(m, batch, 0, 2), plan);
        const one = gradientsOf(m, network, rowsOf(m, batch, 2, 3), plan);
        const third = m.div(m.one, m.constant(3));
        const whole = combine(m, two, one, m.add(third, third), third);
        return updateParameters(m, network, whole, (parameter, slope) => {
          return m.sub(parameter, m.mul(m.constant(LEARNING_RATE), slope));
        });
      },
    }),
  },
  {
    name: "one step of gradient descent",
    plan: planOf({ step: gradientDescent }),
  },
];

/** The rows of a matrix from the last to the first. */
function reverseRows<T>(m: Arithmetic<T>, { rows, columns, data }: Matrix<T>): Matrix<T> {
  return byEntries(m, { rows, columns }, (index) => {
    const i = Math.floor(index / columns);
    return data[(rows - 1 - i) * columns + index % columns]!;
  });
}

/** The columns of a matrix from the last to the first. */
function reverseColumns<T>(m: Arithmetic<T>, { rows, columns, data }: Matrix<T>): Matrix<T> {
  return byEntries(m, { rows, columns }, (index) => {
    const j = index % columns;
    return data[index - j + (columns - 1 - j)]!;
  });
}
