import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import { times, timesTransposed } from "../../core/matrix/products.ts";
import { activate, type At, pullBack } from "../activations/activation.ts";
import { plusRow, weightedSums } from "./dense.ts";
import type { LayerErrors, LayerKind, LayerOutputs, LayerValues, Parameters } from "./layer.ts";
import type { LayerPlan } from "./plan.ts";
import { layerKind } from "./layer_kind.ts";
import {
  errorsAt,
  INNER,
  outputsOf,
  recurrent,
  type RecurrentKindOptions,
  type RecurrentOptions,
  recurrentPlan,
} from "./recurrent.ts";
import {
  columnsOf,
  GradientSums,
  hadamard,
  mapped,
  minus,
  partOf,
  plus,
  sideBySide,
  zerosOf,
} from "./steps.ts";

/** The gates in the order of their rows in the weights, as in PyTorch: r, z and n. */
const GATES = 3;

/**
 * GRU: for each step, (r, z) = σ(W x + U h + b), n = tanh(W x + b + r (U h + c)), h ← (1 − z) n + z h.
 *
 * Inputs are [steps, features]; h starts at 0. `inputWeights` W (3u × features), `recurrentWeights` U
 * (3u × u) and `biases` b (1 × 3u) hold the gates in the order r, z, n of PyTorch; `candidateBiases` c
 * (1 × u) are the second biases of n there, those of r and z being one. K. Cho and others: Learning
 * phrase representations using RNN encoder–decoder, EMNLP 2014, (5) to (8), where the reset gate r
 * multiplies h before the product with U; here it multiplies the product, as in PyTorch, and z keeps
 * the state, as in both.
 * @category Layers
 */
export const gruKind: LayerKind<RecurrentKindOptions> = /* @__PURE__ */ (() =>
  layerKind<
    RecurrentKindOptions
  >({
    .../* @__PURE__ */ recurrent("gru", GATES, ["candidateBiases"]),
    forward: forwardSteps,
    backward: backwardSteps,
  }))();

/**
 * Plans gated recurrent units over the steps of inputs of the shape [steps, features].
 *
 * @param units The number of units, at least 1.
 * @returns The plan, for `network`; its outputs are the last step's [units], or [steps, units].
 * @throws {RangeError} Unless `units` is a positive integer.
 *
 * @example
 * ```ts
 * import { dense, gru, linear, network, parametersOf } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: [10, 2], layers: [gru(4), dense(1, linear)] });
 * assertEquals(parametersOf(net), 12 * 2 + 12 * 4 + 12 + 4 + 4 + 1);
 * ```
 * @category Layers
 */
export function gru(units: number, options: RecurrentOptions = {}): LayerPlan {
  return recurrentPlan(gruKind, units, options);
}

type Values<T> = LayerValues<T, RecurrentKindOptions>;

function forwardSteps<T>(m: Arithmetic<T>, layer: Values<T>, inputs: Matrix<T>): LayerOutputs<T> {
  const { options: { units }, parameters, inner: [gate, squash] = INNER } = layer;
  const { inputWeights, recurrentWeights, biases, candidateBiases } = parameters;
  const features = inputWeights!.columns, steps = inputs.columns / features;
  const zs: Matrix<T>[] = [], as: Matrix<T>[] = [], products: Matrix<T>[] = [];
  const hidden = [zerosOf(m, inputs.rows, units)];
  for (let t = 0; t < steps; t++) {
    const x = columnsOf(m, inputs, t * features, features), h = hidden[t]!;
    const byInputs = weightedSums(m, { weights: inputWeights!, biases: biases! }, x);
    const byState = timesTransposed(m, h, recurrentWeights!);
    const [zr, zz] = [0, 1].map((k) => {
      return plus(m, partOf(m, byInputs, k, GATES), partOf(m, byState, k, GATES));
    }) as [Matrix<T>, Matrix<T>];
    const r = activate(m, gate!, zr), z = activate(m, gate!, zz);
    const q = plusRow(m, partOf(m, byState, 2, GATES), candidateBiases!);
    const zn = plus(m, partOf(m, byInputs, 2, GATES), hadamard(m, r, q));
    const n = activate(m, squash!, zn);
    zs.push(sideBySide(m, [zr, zz, zn])), as.push(sideBySide(m, [r, z, n])), products.push(q);
    hidden.push(plus(m, n, hadamard(m, z, minus(m, h, n))));
  }
  const all = { z: zs, a: as, products, hidden };
  return {
    outputs: outputsOf(m, hidden.slice(1), layer.options),
    saved: { inputs, ...mapped(all, (list) => sideBySide(m, list)) },
  };
}

/** Backpropagation through time: each step passes on the errors of h to the one before. */
function backwardSteps<T>(
  m: Arithmetic<T>,
  layer: Values<T>,
  saved: Parameters<T>,
  errors: Matrix<T>,
): LayerErrors<T> {
  const { options, parameters, inner: [gate, squash] = INNER } = layer, { units } = options;
  const features = parameters.inputWeights!.columns, steps = saved.inputs!.columns / features;
  const at = (name: string, t: number, width: number) =>
    columnsOf(m, saved[name]!, t * width, width);
  const sums = new GradientSums(m), below: Matrix<T>[] = [];
  let dh = zerosOf(m, errors.rows, units);
  for (let t = steps - 1; t >= 0; t--) {
    const above = errorsAt(m, errors, t, steps, options);
    if (above) dh = plus(m, dh, above);
    const zs = at("z", t, GATES * units), as = at("a", t, GATES * units);
    const [r, z, n] = [0, 1, 2].map((k) => ({
      z: partOf(m, zs, k, GATES),
      a: partOf(m, as, k, GATES),
    })) as [At<Matrix<T>>, At<Matrix<T>>, At<Matrix<T>>];
    const q = at("products", t, units), h = at("hidden", t, units);
    const kept = hadamard(m, dh, z.a);
    const en = pullBack(m, squash!, n, minus(m, dh, kept));
    const er = pullBack(m, gate!, r, hadamard(m, en, q));
    const ez = pullBack(m, gate!, z, hadamard(m, dh, minus(m, h, n.a)));
    const eq = hadamard(m, en, r.a);
    const byInputs = sideBySide(m, [er, ez, en]), byState = sideBySide(m, [er, ez, eq]);
    sums.weights("inputWeights", byInputs, at("inputs", t, features));
    sums.weights("recurrentWeights", byState, h);
    sums.biases("biases", byInputs);
    sums.biases("candidateBiases", eq);
    below[t] = byInputs;
    dh = plus(m, kept, times(m, byState, parameters.recurrentWeights!));
  }
  return {
    inputs: () => sideBySide(m, below.map((delta) => times(m, delta, parameters.inputWeights!))),
    parameters: sums.all,
  };
}
