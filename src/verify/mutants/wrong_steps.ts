import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { backward, type Gradients } from "../../engine/backward.ts";
import { forward, type Trace } from "../../engine/forward.ts";
import type { Network } from "../../engine/network.ts";
import { mapParameters } from "../../engine/parameters.ts";
import { DENSE_EQUATIONS, denseKind } from "../../nn/layers/dense.ts";
import type { LayerKind } from "../../nn/layers/layer.ts";
import { updateParameters } from "../../optim/optimizers/optimizer.ts";
import { sgd } from "../../optim/optimizers/sgd.ts";
import {
  gradientDescent,
  gradientsOf,
  LEARNING_RATE,
  type TrainingStep,
} from "../claims/engine_claims.ts";
import { combine, rowsOf } from "./micro_batches.ts";
import { type Mutant, planOf, type PlanParts } from "./mutant.ts";

/** Training steps that do not follow the derivative, although each equation is right. */
export const wrongSteps = (): readonly Mutant[] => [
  wrong("errors carried through weights that are updated already", {
    source: "the error of layer l computed after layer l + 1 was updated",
    step: (m, network, batch, plan) =>
      gradientDescent(m, network, batch, {
        ...plan,
        equations: {
          kinds: {
            dense: (m, layer, saved, errors) => {
              const found = denseKind.backward(m, layer as never, saved, errors);
              const { weights } = layer.parameters;
              const updated = () => descendEntries(m, weights!, found.parameters.weights!);
              return { ...found, inputs: () => DENSE_EQUATIONS.inputErrors(m, updated(), errors) };
            },
          },
        },
      }),
  }),
  wrong("a trace of the parameters after the step", {
    source: "activations computed again after the update",
    step: (m, network, batch, plan) => {
      const after = gradientDescent(m, network, batch, plan);
      const trace = forward(after, batch.inputs, { arithmetic: m });
      const { targets } = batch;
      return descend(m, network, backward(network, trace, targets, plan.loss, { arithmetic: m }));
    },
  }),
  wrong("A of a layer in place of A of the layer below", {
    source: "an index that is off by one layer",
    step: fromErrors((trace, errors) => ({ errors, inputs: trace.layers.map(({ a }) => a) })),
  }),
  wrong("A of the layer below without the mask of dropout", {
    source: "outputs that are stored before some of them are dropped",
    dropout: true,
    step: fromErrors((trace, errors) => ({
      errors,
      // Dropout is a layer, and what stands below it is not dropped yet.
      inputs: errors.map((_, l) => trace.layers[l === 2 ? 0 : l - 1]?.a ?? trace.inputs),
    })),
  }),
  wrong("Z of the layer below in place of A", {
    source: "two members of a cache confused",
    step: fromErrors((trace, errors) => ({
      errors,
      inputs: errors.map((_, l) => trace.layers[l - 1]?.z ?? trace.inputs),
    })),
  }),
  wrong("the errors of the layer above", {
    source: "a variable that is overwritten one line too late",
    step: fromErrors((trace, errors) => ({
      errors: errors.map((own, l) => errors[l + 1] ?? own),
      inputs: errors.map((_, l) => trace.layers[l - 1]?.a ?? trace.inputs),
    })),
  }),
  wrong("the first layer not updated", {
    source: "a loop over the layers that starts at 1",
    step: (m, network, batch, plan) => {
      const { layers } = gradientDescent(m, network, batch, plan);
      return { ...network, layers: [network.layers[0]!, ...layers.slice(1)] };
    },
  }),
  wrong("the last layer alone updated", {
    source: "a graph cut below the last layer",
    step: (m, network, batch, plan) => {
      const { layers } = gradientDescent(m, network, batch, plan);
      return { ...network, layers: [...network.layers.slice(0, -1), layers.at(-1)!] };
    },
  }),
  wrong("the biases not updated", {
    source: "parameters never passed to the optimizer",
    step: (m, network, batch, plan) =>
      mapParameters(gradientDescent(m, network, batch, plan), (matrix, { l, name }) => {
        return name === "biases" ? network.layers[l]!.parameters.biases! : matrix;
      }),
  }),
  wrong("each gradient applied twice", {
    source: "a step taken in the loop and again after it",
    step: (m, network, batch, plan) => {
      const gradients = gradientsOf(m, network, batch, plan);
      return descend(m, descend(m, network, gradients), gradients);
    },
  }),
  wrong("the learning rate squared", {
    source: "gradients that are scaled by λ before the optimizer scales them",
    step: stepBy((m, slope) => m.mul(m.constant(LEARNING_RATE), slope)),
  }),
  wrong("ascent", { source: "a sign lost", step: stepBy((m, slope) => m.neg(slope)) }),
  wrong("a momentum that starts dampened", {
    source: "an average that starts at 0 and is not corrected for it",
    step: stepBy((m, slope) => m.mul(m.constant(0.1), slope)),
  }),
  wrong("gradients clipped entry by entry", {
    source: "an undocumented clip at 0.01",
    step: stepBy((m, slope) => {
      const most = m.constant(0.01);
      const capped = m.choose(m.sub(slope, most), most, slope);
      return m.choose(m.add(slope, most), capped, m.neg(most));
    }),
  }),
  wrong("a decay of weights that the cost does not have", {
    source: "an option of the optimizer left on, but missing in the reported cost",
    step: stepBy((m, slope, parameter) => m.add(slope, m.mul(m.constant(0.01), parameter))),
  }),
  wrong("micro-batches of 2 and 1 averaged evenly", {
    source: "gradients accumulated over parts of a batch that differ in size",
    examples: 3,
    step: ofParts(2, [0.5, 0.5]),
  }),
  wrong("micro-batches added and not averaged", {
    source: "gradients accumulated over parts of a batch, each of them a mean",
    step: ofParts(1, [1, 1]),
  }),
  wrong("gradients set to zero between micro-batches", {
    source: "gradients cleared inside a loop that accumulates them",
    step: ofParts(1, [0, 0.5]),
  }),
  wrong("examples applied one after another", {
    source: "parameters changed inside the loop over a batch",
    step: (m, network, batch, plan) =>
      [0, 1].reduce((moved, i) => {
        const one = gradientsOf(m, moved, rowsOf(m, batch, i, i + 1), plan);
        return descend(m, moved, combine(m, one, one, m.constant(0.5), m.zero));
      }, network),
  }),
];

type WrongStep = Pick<Mutant, "source"> & Required<Pick<PlanParts, "step">> & PlanParts;

function wrong(name: string, { source, ...parts }: WrongStep): Mutant {
  return { name, source, plan: planOf(parts) };
}

/** W − λ ∂C/∂W, by the engine's optimizer. */
function descend<T>(m: Arithmetic<T>, network: Network<T>, gradients: Gradients<T>): Network<T> {
  const { init, update } = sgd({ learningRate: LEARNING_RATE });
  return update(network, gradients, init(network), { arithmetic: m }).network;
}

function descendEntries<T>(m: Arithmetic<T>, old: Matrix<T>, slope: Matrix<T>): Matrix<T> {
  const rate = m.constant(LEARNING_RATE);
  return byEntries(m, old, (i) => m.sub(old.data[i]!, m.mul(rate, slope.data[i]!)));
}

/** Descent along gradients changed entry by entry. */
function stepBy(change: <T>(m: Arithmetic<T>, slope: T, parameter: T) => T): TrainingStep {
  return (m, network, batch, plan) => {
    const gradients = gradientsOf(m, network, batch, plan);
    return updateParameters(m, network, gradients, (parameter, slope) => {
      return m.sub(parameter, m.mul(m.constant(LEARNING_RATE), change(m, slope, parameter)));
    });
  };
}

/** Descent along the sum of the weighted gradients of a batch's first `size` examples and the others. */
function ofParts(size: number, [x, y]: readonly [x: number, y: number]): TrainingStep {
  return (m, network, batch, plan) => {
    const parts = [rowsOf(m, batch, 0, size), rowsOf(m, batch, size, batch.inputs.rows)];
    const [first, last] = parts.map((part) => gradientsOf(m, network, part, plan));
    return descend(m, network, combine(m, first!, last!, m.constant(x), m.constant(y)));
  };
}

/** The two factors of BP3, one of each for every layer. */
interface Factors<T> {
  readonly errors: readonly Matrix<T>[];
  readonly inputs: readonly Matrix<T>[];
}

/** Descent with wrong factors in BP3, made from the trace and the errors Δ^l of each layer. */
function fromErrors(
  factors: <T>(trace: Trace<T>, errors: readonly Matrix<T>[]) => Factors<T>,
): TrainingStep {
  return (m, network, { inputs, targets, masks }, { loss }) => {
    const trace = forward(network, inputs, { arithmetic: m, masks, training: true });
    const noted: unknown[] = [];
    const noting = (kind: LayerKind): LayerKind["backward"] => (m, layer, saved, errors) => {
      noted.unshift(errors); // from the last layer to the first
      return kind.backward(m, layer, saved, errors);
    };
    const kinds = Object.fromEntries(network.layers.map(({ kind }) => [kind.name, noting(kind)]));
    const options = { arithmetic: m, equations: { kinds } };
    const right = backward(network, trace, targets, loss, options);
    const wrong = factors(trace, noted as (typeof targets)[]);
    const layers = right.layers.map((layer, l) => {
      if (!layer.weights) return layer;
      const weights = DENSE_EQUATIONS.weightGradient(m, wrong.errors[l]!, wrong.inputs[l]!);
      return { ...layer, weights };
    });
    return descend(m, network, { ...right, layers });
  };
}
