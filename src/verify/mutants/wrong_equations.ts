import { linear } from "../../nn/activations/linear.ts";
import { sigmoid } from "../../nn/activations/sigmoid.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { byEntries, type Matrix, rowOf } from "../../core/matrix/matrix.ts";
import { times, transposed } from "../../core/matrix/products.ts";
import { BACKPROPAGATION, type Backpropagation } from "../../engine/backward.ts";
import { DENSE_EQUATIONS, denseBackward, type DenseEquations } from "../../nn/layers/dense.ts";
import { dropoutKind, masked } from "../../nn/layers/dropout.ts";
import type { LayerKind } from "../../nn/layers/layer.ts";
import { type Mutant, planOf, type PlanParts } from "./mutant.ts";

/** Backward passes in which one of BP1 to BP4 is wrong. */
export function wrongEquations(): readonly Mutant[] {
  const { outputErrors, hiddenErrors } = BACKPROPAGATION;
  const { inputErrors, weightGradient, biasGradient } = DENSE_EQUATIONS;
  return [
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
    wrong("BP1 without the weights of the examples", {
      source: "weights that the cost has and the backward pass ignores",
      weighted: true,
      outputErrors: (m, layer, at, targets, loss) => outputErrors(m, layer, at, targets, loss),
    }),
    wrong("BP1 with the weights of the examples squared", {
      source: "a weight that both the loss and the backward pass apply",
      weighted: true,
      outputErrors: (m, layer, at, targets, loss, weights) => {
        const squares = Array.from(weights!, (weight) => m.mul(weight, weight));
        return outputErrors(m, layer, at, targets, loss, squares);
      },
    }),
    wrong("BP1 divided by the sum of the weights, too", {
      source: "a weighted mean in the loss and the mean over the batch in the layer",
      weighted: true,
      outputErrors: (m, layer, at, targets, loss, weights) => {
        const total = sum(m, Array.from(weights!));
        const shares = Array.from(weights!, (weight) => m.div(weight, total));
        return outputErrors(m, layer, at, targets, loss, shares);
      },
    }),
    wrong("BP1 with the weight of the first example for all", {
      source: "weights broadcast along the wrong axis",
      weighted: true,
      outputErrors: (m, layer, at, targets, loss, weights) => {
        const first = Array.from(weights!, () => weights![0]!);
        return outputErrors(m, layer, at, targets, loss, first);
      },
    }),
    wrong("BP2 with W for its transpose where the layer is square", {
      source: "a transposition that no check of shapes demands",
      inputErrors: (m, weights, errors) => inputErrors(m, transposed(m, weights), errors),
    }),
    wrong("BP2 without the slope of the layer below", {
      source: "a factor of the chain rule missing",
      hiddenErrors: (_m, _below, _at, carried) => carried,
    }),
    wrong("BP2 without W", {
      source: "the errors of a layer passed on as they are",
      inputErrors: (_m, _weights, errors) => errors,
    }),
    wrong("BP2 with the slope before W", {
      source: "two factors of the chain rule in the wrong order",
      inputErrors: (_m, _weights, errors) => errors,
      hiddenErrors: (m, below, at, carried, layer) =>
        times(m, hiddenErrors(m, below, at, carried, layer), layer.parameters.weights!),
    }),
    wrong("BP2 with the slope of the layer above", {
      source: "an index that is off by one layer",
      hidden: sigmoid,
      hiddenErrors: (m, _below, at, carried, layer) => hiddenErrors(m, layer, at, carried, layer),
    }),
    wrong("BP2 with Z and A swapped", {
      source: "two arguments of one type in the wrong order",
      hiddenErrors: (m, below, { z, a }, carried, layer) =>
        hiddenErrors(m, below, { z: a, a: z }, carried, layer),
    }),
    wrong("BP2 with the slope squared", {
      source: "a factor that both of two functions apply",
      hiddenErrors: (m, below, at, carried, layer) =>
        hiddenErrors(m, below, at, hiddenErrors(m, below, at, carried, layer), layer),
    }),
    wrong("BP2 averaged over the units above", {
      source: "a mean where a sum is meant",
      inputErrors: scaled(inputErrors, (_, errors) => [1, errors.columns]),
    }),
    wrong("BP3 summed over the batch", {
      source: "the mean over the batch lost",
      weightGradient: scaled(weightGradient, ({ rows }) => [rows]),
    }),
    wrong("BP3 averaged twice", {
      source: "a mean taken in the loss and again in the layer",
      weightGradient: scaled(weightGradient, ({ rows }) => [1, rows]),
    }),
    wrong("BP3 averaged over the units", {
      source: "a mean over the wrong axis",
      weightGradient: scaled(weightGradient, ({ rows, columns }) => [rows, columns]),
    }),
    wrong("BP3 averaged over M − 1 examples", {
      source: "the mean of an unbiased variance",
      examples: 3,
      weightGradient: scaled(weightGradient, ({ rows }) => [rows, rows - 1]),
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
      weightGradient: scaled(weightGradient, () => [1.000000001]),
    }),
    wrong("BP4 summed over the batch", {
      source: "the bias gradient summed where the weights' is averaged",
      biasGradient: scaled(biasGradient, ({ rows }) => [rows]),
    }),
    wrong("BP4 averaged over the units", {
      source: "a mean over the wrong axis",
      biasGradient: scaled(biasGradient, ({ rows, columns }) => [rows, columns]),
    }),
    wrong("BP4 from the first example", {
      source: "a batch that was written for one example",
      biasGradient: (_, errors) => ({ rows: 1, columns: errors.columns, data: rowOf(errors, 0) }),
    }),
    wrong("BP4 shared by all units", {
      source: "a sum over both axes, broadcast",
      biasGradient: (m, errors) => {
        const mean = biasGradient(m, errors);
        return byEntries(m, mean, () => Array.from(mean.data).reduce((x, y) => m.add(x, y)));
      },
    }),
    wrong("BP2 without the mask of dropout", {
      source: "a mask that the backward pass ignores",
      dropout: (_m, _layer, _saved, errors) => ({ inputs: () => errors, parameters: {} }),
    }),
    wrong("BP2 with the mask of dropout squared", {
      source: "errors scaled up once more than the outputs were",
      dropout: (m, layer, saved, errors) =>
        dropoutKind.backward(m, layer as never, saved, masked(m, errors, saved.mask)),
    }),
    wrong("BP4 left at zero", {
      source: "a bias missing from the parameters",
      biasGradient: (m, errors) => byEntries(m, biasGradient(m, errors), () => m.zero),
    }),
  ];
}

/** Wrong equations, the mistake behind them, and the network that shows them. */
type WrongEquations =
  & Pick<Mutant, "source">
  & Partial<Omit<Backpropagation, "regularizerGradient"> & DenseEquations>
  & Pick<PlanParts, "hidden" | "examples" | "weighted">
  & { readonly dropout?: LayerKind["backward"] };

function wrong(name: string, equations: WrongEquations): Mutant {
  const { source, hidden, examples, weighted, ...replaced } = equations;
  const { dropout, outputErrors, hiddenErrors, ...ofDense } = replaced;
  return {
    name,
    source,
    plan: planOf({
      ...(hidden && { hidden }),
      ...(examples && { examples }),
      ...(weighted && { weighted }),
      ...(dropout && { dropout: true }),
      equations: {
        ...(outputErrors && { outputErrors }),
        ...(hiddenErrors && { hiddenErrors }),
        kinds: { dense: denseBackward(ofDense), ...(dropout && { dropout }) },
      },
    }),
  };
}

/** An equation of dense layers. */
type Equation = <T>(m: Arithmetic<T>, ...operands: Matrix<T>[]) => Matrix<T>;

/** An equation times a fraction, `over / under`. */
function scaled(
  equation: Equation,
  by: (...operands: Matrix<unknown>[]) => [over: number, under?: number],
): Equation {
  return (m, ...operands) => {
    const [over, under = 1] = by(...operands);
    const factor = m.div(m.constant(over), m.constant(under));
    const right = equation(m, ...operands);
    return byEntries(m, right, (index) => m.mul(factor, right.data[index]!));
  };
}
