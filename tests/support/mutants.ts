import {
  type Activation,
  BACKPROPAGATION,
  type Backpropagation,
  backward,
  type Batch,
  elementwise,
  forward,
  type Gradients,
  type Loss,
  loss,
  type Network,
  relu,
  rowwise,
  sigmoid,
  softmax,
  sumOfSquaredErrors,
  tanh,
} from "../../mod.ts";

/** A wrong backward pass, made from the engine's own parts. */
export interface Mutant {
  /** What is wrong with it. */
  readonly name: string;
  /** The hidden activation of the case that shows it. */
  readonly hidden: Activation;
  /** The output activation of the case that shows it. */
  readonly output: Activation;
  /** The loss of the case that shows it. */
  readonly loss: Loss;
  /** Equations of backpropagation that are replaced. */
  readonly equations?: Partial<Backpropagation>;
}

const right = { hidden: tanh, output: tanh, loss: sumOfSquaredErrors };

/** Backward passes that every check of gradients must refute. */
export const MUTANTS: readonly Mutant[] = [
  {
    ...right,
    name: "tanh′ evaluated on the output",
    hidden: elementwise({
      ...tanh,
      slope: (m, { a }) => {
        const t = m.tanh(a);
        return m.sub(m.one, m.mul(t, t));
      },
    }),
  },
  {
    ...right,
    name: "sigmoid′ without its second factor",
    hidden: elementwise({ ...sigmoid, slope: (_, { a }) => a }),
  },
  {
    ...right,
    name: "tanh′ off by 1e-6",
    hidden: elementwise({
      ...tanh,
      slope: (m, { a }) => m.sub(m.constant(1.000001), m.mul(a, a)),
    }),
  },
  {
    ...right,
    name: "ReLU′ on the wrong side of 0",
    hidden: elementwise({ ...relu, slope: (m, { z }) => m.choose(z, m.zero, m.one) }),
  },
  {
    ...right,
    name: "softmax′ taken as diagonal",
    output: rowwise({
      name: "softmax",
      value: softmax.value,
      pullback: (m, { a }, error) => {
        return a.map((aj, j) => m.mul(error[j]!, m.mul(aj, m.sub(m.one, aj))));
      },
    }),
  },
  {
    ...right,
    name: "the sign of the loss's gradient lost",
    loss: loss({
      ...sumOfSquaredErrors,
      gradient: (m, outcome) => sumOfSquaredErrors.gradient(m, outcome).map((g) => m.neg(g)),
    }),
  },
  {
    ...right,
    name: "the mean over the batch lost in the weights",
    equations: {
      weightGradient: (m, errors, inputs) => {
        const mean = BACKPROPAGATION.weightGradient(m, errors, inputs);
        const data = Array.from(mean.data, (entry) => m.mul(entry, m.constant(errors.rows)));
        return { ...mean, data };
      },
    },
  },
  {
    ...right,
    name: "biases summed instead of averaged",
    equations: {
      biasGradient: (m, errors) => {
        const mean = BACKPROPAGATION.biasGradient(m, errors);
        const data = Array.from(mean.data, (entry) => m.mul(entry, m.constant(errors.rows)));
        return { ...mean, data };
      },
    },
  },
  {
    ...right,
    name: "W not transposed where the layer is square",
    equations: {
      errorsBelow: (m, layer, errors, below, at) => {
        const { rows, columns, data } = layer.weights;
        const flipped = Array.from(
          { length: data.length },
          (_, index) => data[(index % columns) * columns + Math.floor(index / columns)]!,
        );
        const weights = rows === columns ? { rows, columns, data: flipped } : layer.weights;
        return BACKPROPAGATION.errorsBelow(m, { ...layer, weights }, errors, below, at);
      },
    },
  },
  {
    ...right,
    name: "the chain factor of the activation below missing",
    equations: {
      errorsBelow: (m, layer, errors, below, at) =>
        BACKPROPAGATION.errorsBelow(m, layer, errors, {
          ...below,
          activation: elementwise({ name: "none", value: (_, z) => z }),
        }, at),
    },
  },
];

/** The gradients that a mutant computes. */
export function mutantGradients(
  { equations = {} }: Mutant,
  network: Network,
  batch: Batch,
  loss: Loss,
): Gradients {
  return backward(network, forward(network, batch.inputs), batch.targets, loss, { equations });
}
