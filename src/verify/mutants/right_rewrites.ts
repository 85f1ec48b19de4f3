import {
  elementwise,
  type ElementwiseActivation,
  rowwise,
  type RowwiseActivation,
} from "../../nn/activations/activation.ts";
import { ACTIVATIONS } from "../../nn/activations/activations.ts";
import { elu as eluOf } from "../../nn/activations/elu.ts";
import { leakyRelu as leakyReluOf } from "../../nn/activations/leaky_relu.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { type Loss, loss, type Pair } from "../../nn/losses/loss.ts";
import { LOSSES } from "../../nn/losses/losses.ts";
import { softmaxCrossEntropy } from "../../nn/losses/softmax_cross_entropy.ts";
import { byEntries, byRows, rowOf } from "../../core/matrix/matrix.ts";
import { times, transposedTimes } from "../../core/matrix/products.ts";
import { DENSE_EQUATIONS, denseBackward, type DenseEquations } from "../../nn/layers/dense.ts";
import { updateParameters } from "../../optim/optimizers/optimizer.ts";
import { gradientDescent, gradientsOf, LEARNING_RATE } from "../claims/engine_claims.ts";
import { ROWS_SUM_TO_ONE } from "../claims/preconditions.ts";
import { combine, rowsOf } from "./micro_batches.ts";
import { l1, l2 } from "../../nn/regularizers/regularizers.ts";
import { regularizer } from "../../nn/regularizers/regularizer.ts";
import {
  activationParts,
  lossParts,
  planOf,
  type PlanParts,
  regularizerParts,
  type Variant,
} from "./mutant.ts";
import { cubic } from "./right_activations.ts";
import { GELU_TANH, geluTanhSlope } from "./slopes.ts";

const STRENGTH = 0.3, ALPHA = 1.5, LEAK = 0.2;

/** Correct gradients, written differently: a prover that refutes one is too strict. */
export function rightRewrites(): readonly Variant[] {
  const { gelu, geluTanh, hardSigmoid, linear, logSoftmax, relu } = ACTIVATIONS;
  const { sigmoid, silu, softmax, softplus, tanh } = ACTIVATIONS;
  const { binaryCrossEntropy, categoricalCrossEntropy, meanSquaredError } = LOSSES;
  const elu = eluOf({ alpha: ALPHA }), leakyRelu = leakyReluOf({ slope: LEAK });
  const ridge = l2(STRENGTH), lasso = l1(STRENGTH);
  return [
    withSlope("tanh′ as 4 / (eᶻ + e^−z)²", tanh, (m, { z }) => {
      const twice = m.add(m.exp(z), m.exp(m.neg(z)));
      return m.div(m.constant(4), m.mul(twice, twice));
    }),
    withSlope("tanh′ as (1 − a) (1 + a)", tanh, (m, { a }) => {
      return m.mul(m.sub(m.one, a), m.add(m.one, a));
    }),
    withSlope("tanh′ as 4 σ(2z) (1 − σ(2z))", tanh, (m, { z }) => {
      const s = sigmoid.value(m, m.add(z, z));
      return m.mul(m.constant(4), m.mul(s, m.sub(m.one, s)));
    }),
    withSlope("sigmoid′ as e^−z / (1 + e^−z)²", sigmoid, (m, { z }) => {
      const e = m.exp(m.neg(z)), all = m.add(m.one, e);
      return m.div(e, m.mul(all, all));
    }),
    byDualNumbers("sigmoid′ by dual numbers", sigmoid),
    withSlope("ReLU′ as (1 + sign z) / 2", relu, (m, { z }) => {
      const sign = m.choose(z, m.one, m.neg(m.one));
      return m.mul(m.constant(0.5), m.add(m.one, sign));
    }),
    withSlope("ReLU′ evaluated on the output", relu, (m, { a }) => m.choose(a, m.one, m.zero)),
    withSlope("leaky ReLU′ as 1 − 0.8 where z ≤ 0", leakyRelu, (m, { z }) => {
      return m.sub(m.one, m.choose(z, m.zero, m.constant(1 - LEAK)));
    }),
    withSlope("ELU′ as a + α", elu, (m, { z, a }) => {
      return m.choose(z, m.one, m.add(a, m.constant(ALPHA)));
    }),
    withSlope("softplus′ as 1 − e^−a", softplus, (m, { a }) => m.neg(m.expm1(m.neg(a)))),
    withSlope("SiLU′ as a + σ(z) (1 − a)", silu, (m, { z, a }) => {
      return m.add(a, m.mul(sigmoid.value(m, z), m.sub(m.one, a)));
    }),
    byDualNumbers("GELU′ by dual numbers", geluTanh),
    withSlope("GELU′ as ½ (1 + t) + ½ z (1 − t²) u′", geluTanh, (m, { z }) => {
      return geluTanhSlope(m, z, GELU_TANH);
    }),
    byDualNumbers("exact GELU′ by dual numbers", gelu),
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
    withSlope("hard sigmoid′ evaluated on the output", hardSigmoid, (m, { a }) => {
      const rising = m.div(m.one, m.constant(6));
      return m.choose(a, m.choose(m.sub(m.one, a), rising, m.zero), m.zero);
    }),
    {
      name: "log-softmax by dual numbers",
      ...activationParts(rowwise({ name: "logSoftmax", value: logSoftmax.value })),
    },
    {
      name: "sigmoid with binary cross-entropy, composed",
      ...lossParts(loss({ ...binaryCrossEntropy, pairs: [] }), sigmoid),
    },
    withSlope(
      "(z³ / 10)′ as 3 a / z, 0 where a is",
      cubic,
      (m, { z, a }) => m.xdivy(m.mul(m.constant(3), a), z),
    ),
    withPullback(
      "softmax′ as an explicit Jacobian",
      softmax,
      (m, { a }, error) =>
        a.map((aj, j) => {
          const row = a.map((ai, i) => m.mul(ai, m.sub(i === j ? m.one : m.zero, aj)));
          return sum(m, row.map((entry, i) => m.mul(entry, error[i]!)));
        }),
    ),
    withPullback("softmax′ as a sum over pairs", softmax, (m, { a }, error) =>
      a.map((aj, j) => {
        const pairs = a.map((ai, i) => m.mul(m.mul(aj, ai), m.sub(error[j]!, error[i]!)));
        return sum(m, pairs);
      })),
    {
      name: "softmax with cross-entropy, composed",
      ...lossParts(loss({ ...categoricalCrossEntropy, pairs: [] }), softmax),
    },
    {
      name: "softmax with cross-entropy as Σᵢ (a yᵢ) − y",
      ...lossParts(
        withError((m, { a }, y) => {
          return a.map((aj, j) => m.sub(sum(m, y.map((yi) => m.mul(aj, yi))), y[j]!));
        }),
        softmax,
      ),
    },
    withPlan("a − y where the targets sum to 1", {
      output: softmax,
      loss: withError((m, { a }, y) => a.map((aj, j) => m.sub(aj, y[j]!))),
      precondition: ROWS_SUM_TO_ONE,
    }),
    {
      name: "a mean squared error by dual numbers",
      ...lossParts(loss({ name: "meanSquaredError", value: meanSquaredError.value }), linear),
    },
    {
      name: "an L2 penalty by dual numbers",
      ...regularizerParts(regularizer({ name: "l2", value: ridge.value })),
    },
    {
      name: "the slope of an L2 penalty as λ w + λ w",
      ...regularizerParts(regularizer({
        ...ridge,
        slope: (m, w) => {
          const half = m.mul(m.constant(STRENGTH), w);
          return m.add(half, half);
        },
      })),
    },
    {
      name: "the slope of an L1 penalty as λ |w| / w, 0 at 0",
      ...regularizerParts(
        regularizer({
          ...lasso,
          slope: (m, w) => m.choose(m.mul(w, w), m.div(lasso.value(m, w), w), m.zero),
        }),
      ),
    },
    withEquation("BP2 summed over the units in reverse order", {
      inputErrors: (m, weights, errors) => {
        const { rows, columns } = weights;
        const weightsFromLast = byRows(m, rows, columns, (i) => rowOf(weights, rows - 1 - i));
        const errorsFromLast = byRows(m, errors.rows, rows, (i) => rowOf(errors, i).reverse());
        return DENSE_EQUATIONS.inputErrors(m, weightsFromLast, errorsFromLast);
      },
    }),
    withEquation("BP3 with the mean taken last", {
      weightGradient: (m, errors, inputs) => {
        const total = transposedTimes(m, errors, inputs);
        return byEntries(m, total, (i) => m.div(total.data[i]!, m.constant(errors.rows)));
      },
    }),
    withEquation("BP3 as a sum of outer products", {
      weightGradient: (m, errors, inputs) => {
        const shape = { rows: errors.columns, columns: inputs.columns };
        const examples = Array.from({ length: errors.rows }, (_, i) => {
          return rowOf(errors, i).flatMap((e) => rowOf(inputs, i).map((a) => m.mul(e, a)));
        });
        return byEntries(m, shape, (index) => {
          const total = sum(m, examples.map((products) => products[index]!));
          return m.mul(m.div(m.one, m.constant(errors.rows)), total);
        });
      },
    }),
    withEquation("BP4 as a product with a row of ones", {
      biasGradient: (m, errors) => {
        const even = m.div(m.one, m.constant(errors.rows));
        const shape = { rows: 1, columns: errors.rows };
        return times(m, byEntries(m, shape, () => even), errors);
      },
    }),
    withPlan("a step as W + (−λ) g", {
      step: (m, network, batch, plan) =>
        updateParameters(m, network, gradientsOf(m, network, batch, plan), (parameter, slope) => {
          return m.add(parameter, m.mul(m.neg(m.constant(LEARNING_RATE)), slope));
        }),
    }),
    withPlan("a step along micro-batches that are weighted by their sizes", {
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
    withPlan("one step of gradient descent", { step: gradientDescent }),
  ];
}

function withPlan(name: string, parts: PlanParts): Variant {
  return { name, plan: planOf(parts) };
}

/** A network of dense layers with other equations. */
function withEquation(name: string, equations: Partial<DenseEquations>): Variant {
  return withPlan(name, { equations: { kinds: { dense: denseBackward(equations) } } });
}

/** Categorical cross-entropy whose error with softmax is replaced. */
function withError(error: Pair["error"]): Loss {
  return loss({ ...LOSSES.categoricalCrossEntropy, pairs: [{ ...softmaxCrossEntropy, error }] });
}

function withSlope(
  name: string,
  right: ElementwiseActivation,
  slope: ElementwiseActivation["slope"],
): Variant {
  return { name, ...activationParts(elementwise({ ...right, slope })) };
}

function withPullback(
  name: string,
  right: RowwiseActivation,
  pullback: RowwiseActivation["pullback"],
): Variant {
  return { name, ...activationParts(rowwise({ ...right, pullback })) };
}

/** An activation without a slope, so that dual numbers supply it. */
function byDualNumbers(name: string, { name: known, value }: ElementwiseActivation): Variant {
  return { name, ...activationParts(elementwise({ name: known, value })) };
}
