import { linear } from "../../nn/activations/linear.ts";
import { sigmoid } from "../../nn/activations/sigmoid.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { byEntries, type Matrix, rowOf } from "../../core/matrix/matrix.ts";
import { times } from "../../core/matrix/products.ts";
import { BACKPROPAGATION, type Backpropagation } from "../../engine/backward.ts";
import { masked } from "../../engine/forward.ts";
import type { Layer } from "../../engine/layer.ts";
import { type Mutant, planOf, type PlanParts } from "./mutant.ts";

const { outputErrors, errorsBelow, weightGradient, biasGradient } = BACKPROPAGATION;

/** Backward passes in which one of BP1 to BP4 is wrong. */
export const WRONG_EQUATIONS: readonly Mutant[] = [
  wrong("BP1 without the slope of the output layer", {
    source: "an error that is right for a linear output alone",
    outputErrors: (m, layer, at, targets, loss) =>
      outputErrors(m, { ...layer, activation: linear }, at, targets, loss),
  }),
  wrong("BP1 with Z and A swapped", {
    source: "two arguments of one type in the wrong order",
    outputErrors: (m, layer, { z, a }, targets, loss) =>
      outputErrors(m, layer, { z: a, a: z }, targets, loss),
  }),
  wrong("BP2 with W for its transpose where the layer is square", {
    source: "a transposition that no shape asks for",
    errorsBelow: (m, layer, errors, below, at) => {
      const weights = transpose(m, layer.weights);
      return errorsBelow(m, { ...layer, weights }, errors, below, at);
    },
  }),
  wrong("BP2 without the slope of the layer below", {
    source: "a factor of the chain rule missing",
    errorsBelow: (m, layer, errors, below, at) =>
      errorsBelow(m, layer, errors, { ...below, activation: linear }, at),
  }),
  wrong("BP2 without W", {
    source: "the errors of a layer passed on as they are",
    errorsBelow: (m, layer, errors, below, at) =>
      errorsBelow(m, withoutWeights(m, layer), errors, below, at),
  }),
  wrong("BP2 with the slope before W", {
    source: "two factors of the chain rule in the wrong order",
    errorsBelow: (m, layer, errors, below, at) =>
      times(m, errorsBelow(m, withoutWeights(m, layer), errors, below, at), layer.weights),
  }),
  wrong("BP2 with the slope of the layer above", {
    source: "an index that is off by one layer",
    hidden: sigmoid,
    errorsBelow: (m, layer, errors, below, at) =>
      errorsBelow(m, layer, errors, { ...below, activation: layer.activation }, at),
  }),
  wrong("BP2 with Z and A swapped", {
    source: "two arguments of one type in the wrong order",
    errorsBelow: (m, layer, errors, below, { z, a }) =>
      errorsBelow(m, layer, errors, below, { z: a, a: z }),
  }),
  wrong("BP2 with the slope squared", {
    source: "a factor that both of two functions apply",
    errorsBelow: (m, layer, errors, below, at) => {
      const once = errorsBelow(m, layer, errors, below, at);
      return errorsBelow(m, withoutWeights(m, layer), once, below, at);
    },
  }),
  wrong("BP2 averaged over the units above", {
    source: "a mean where a sum is meant",
    errorsBelow: (m, layer, errors, below, at) =>
      scale(m, errorsBelow(m, layer, errors, below, at), 1, layer.units),
  }),
  wrong("BP3 summed over the batch", {
    source: "the mean over the batch lost",
    weightGradient: (m, errors, inputs) => scale(m, weightGradient(m, errors, inputs), errors.rows),
  }),
  wrong("BP3 averaged twice", {
    source: "a mean taken in the loss and again in the layer",
    weightGradient: (m, errors, inputs) =>
      scale(m, weightGradient(m, errors, inputs), 1, errors.rows),
  }),
  wrong("BP3 averaged over the units", {
    source: "a mean over the wrong axis",
    weightGradient: (m, errors, inputs) =>
      scale(m, weightGradient(m, errors, inputs), errors.rows, errors.columns),
  }),
  wrong("BP3 averaged over M − 1 examples", {
    source: "the mean of an unbiased variance",
    examples: 3,
    weightGradient: (m, errors, inputs) =>
      scale(m, weightGradient(m, errors, inputs), errors.rows, errors.rows - 1),
  }),
  wrong("BP3 without the last example", {
    source: "a loop that ends one too early",
    weightGradient: (m, errors, inputs) => {
      const last = (errors.rows - 1) * errors.columns;
      const others = byEntries(m, errors, (index) => index < last ? errors.data[index]! : m.zero);
      return weightGradient(m, others, inputs);
    },
  }),
  wrong("BP3 with the errors of the example before", {
    source: "an index that is off by one example",
    weightGradient: (m, errors, inputs) => {
      const { rows, columns, data } = errors;
      const length = rows * columns;
      const rolled = byEntries(m, errors, (index) => data[(index + length - columns) % length]!);
      return weightGradient(m, rolled, inputs);
    },
  }),
  wrong("BP3 with its arguments swapped", {
    source: "the outer product transposed in a square layer",
    weightGradient: (m, errors, inputs) => weightGradient(m, inputs, errors),
  }),
  wrong("BP3 off in the ninth digit", {
    source: "a constant that went through float32 and was printed again",
    weightGradient: (m, errors, inputs) => {
      return scale(m, weightGradient(m, errors, inputs), 1.000000001);
    },
  }),
  wrong("BP4 summed over the batch", {
    source: "the bias gradient summed where the weights' is averaged",
    biasGradient: (m, errors) => scale(m, biasGradient(m, errors), errors.rows),
  }),
  wrong("BP4 averaged over the units", {
    source: "a mean over the wrong axis",
    biasGradient: (m, errors) => scale(m, biasGradient(m, errors), errors.rows, errors.columns),
  }),
  wrong("BP4 from the first example", {
    source: "a batch that was written for one example",
    biasGradient: (_, errors) => {
      return { rows: 1, columns: errors.columns, data: rowOf(errors, 0) };
    },
  }),
  wrong("BP4 shared by all units", {
    source: "a sum over both axes, broadcast",
    biasGradient: (m, errors) => {
      const mean = biasGradient(m, errors);
      return byEntries(m, mean, () => Array.from(mean.data).reduce((x, y) => m.add(x, y)));
    },
  }),
  wrong("BP2 without the mask of dropout", {
    source: "a mask that the backward pass does not see",
    dropout: true,
    errorsBelow: (m, layer, errors, below, { z, a }) => {
      return errorsBelow(m, layer, errors, below, { z, a });
    },
  }),
  wrong("BP2 with the mask of dropout squared", {
    source: "errors that are scaled up once more than outputs were",
    dropout: true,
    errorsBelow: (m, layer, errors, below, at) => {
      return masked(m, errorsBelow(m, layer, errors, below, at), at.mask);
    },
  }),
  wrong("BP4 left at zero", {
    source: "a bias that is not among the parameters",
    biasGradient: (m, errors) => byEntries(m, biasGradient(m, errors), () => m.zero),
  }),
];

/** Wrong equations, where they come from, and the network that shows them. */
type WrongEquations = Pick<Mutant, "source"> & Partial<Backpropagation> & PlanParts;

function wrong(
  name: string,
  { source, hidden, examples, dropout, ...equations }: WrongEquations,
): Mutant {
  const parts = {
    ...(hidden && { hidden }),
    ...(examples && { examples }),
    ...(dropout && { dropout }),
  };
  return { name, source, plan: planOf({ ...parts, equations }) };
}

/** A matrix times a fraction. */
function scale<T>(m: Arithmetic<T>, matrix: Matrix<T>, over: number, under = 1): Matrix<T> {
  const factor = m.div(m.constant(over), m.constant(under));
  return byEntries(m, matrix, (index) => m.mul(factor, matrix.data[index]!));
}

function transpose<T>(m: Arithmetic<T>, { rows, columns, data }: Matrix<T>): Matrix<T> {
  return byEntries(m, { rows: columns, columns: rows }, (index) => {
    return data[(index % rows) * columns + Math.floor(index / rows)]!;
  });
}

/** A square layer whose weights are the identity. */
function withoutWeights<T>(m: Arithmetic<T>, layer: Layer<T>): Layer<T> {
  const { weights } = layer;
  const diagonal = weights.columns + 1;
  return {
    ...layer,
    weights: byEntries(m, weights, (index) => index % diagonal === 0 ? m.one : m.zero),
  };
}
