import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import { times, timesTransposed } from "../../core/matrix/products.ts";
import { activate, pullBack } from "../activations/activation.ts";
import { weightedSums } from "./dense.ts";
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
  partOf,
  plus,
  sideBySide,
  zerosOf,
} from "./steps.ts";

/** The gates in the order of their rows in the weights, as in PyTorch: i, f, g and o. */
const GATES = 4;

/**
 * LSTM: for each step, (i, f, g, o) = (σ, σ, tanh, σ)(W x + U h + b), c ← f c + i g, h ← o tanh c.
 *
 * Inputs are [steps, features]; h and c start at 0. `inputWeights` W (4u × features), `recurrentWeights`
 * U (4u × u) and `biases` b (1 × 4u) hold the gates in the order i, f, g, o of PyTorch, whose two biases
 * are one here. S. Hochreiter, J. Schmidhuber: Long short-term memory. Neural Computation 9 (1997); with
 * a forget gate and without peepholes, as in A. Graves: Supervised sequence labelling, 2012, chapter 4.
 * @category Layers
 */
export const lstmKind: LayerKind<RecurrentKindOptions> = /* @__PURE__ */ (() =>
  layerKind<
    RecurrentKindOptions
  >({
    .../* @__PURE__ */ recurrent("lstm", GATES),
    forward: forwardSteps,
    backward: backwardSteps,
  }))();

/**
 * Plans a long short-term memory over the steps of inputs of the shape [steps, features].
 *
 * @param units The number of units, at least 1.
 * @returns The plan, for `network`; its outputs are the last step's [units], or [steps, units].
 * @throws {RangeError} Unless `units` is a positive integer.
 *
 * @example
 * ```ts
 * import { dense, describeNetwork, linear, lstm, network } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const layers = [lstm(4, { returnSequences: true }), lstm(3), dense(1, linear)];
 * const net = network({ inputs: [10, 2], layers });
 * assertEquals(describeNetwork(net), "20-10×2-lstm 4 sequences-lstm 3-1 linear");
 * ```
 * @category Layers
 */
export function lstm(units: number, options: RecurrentOptions = {}): LayerPlan {
  return recurrentPlan(lstmKind, units, options);
}

type Values<T> = LayerValues<T, RecurrentKindOptions>;

function forwardSteps<T>(m: Arithmetic<T>, layer: Values<T>, inputs: Matrix<T>): LayerOutputs<T> {
  const { options: { units }, parameters, inner: [gate, squash] = INNER } = layer;
  const { inputWeights, recurrentWeights, biases } = parameters;
  const features = inputWeights!.columns, steps = inputs.columns / features;
  const zs: Matrix<T>[] = [], as: Matrix<T>[] = [], squashed: Matrix<T>[] = [];
  const hidden = [zerosOf(m, inputs.rows, units)], cells = [hidden[0]!];
  for (let t = 0; t < steps; t++) {
    const x = columnsOf(m, inputs, t * features, features), h = hidden[t]!;
    const byInputs = weightedSums(m, { weights: inputWeights!, biases: biases! }, x);
    const z = plus(m, byInputs, timesTransposed(m, h, recurrentWeights!));
    const gates = [gate, gate, squash, gate].map((f, k) => activate(m, f!, partOf(m, z, k, GATES)));
    const [i, f, g, o] = gates as Four<T>;
    const cell = plus(m, hadamard(m, f, cells[t]!), hadamard(m, i, g));
    const s = activate(m, squash!, cell);
    zs.push(z), as.push(sideBySide(m, gates)), cells.push(cell), squashed.push(s);
    hidden.push(hadamard(m, o, s));
  }
  const all = { z: zs, a: as, squashed, cells, hidden };
  return {
    outputs: outputsOf(m, hidden.slice(1), layer.options),
    saved: { inputs, ...mapped(all, (list) => sideBySide(m, list)) },
  };
}

type Four<T> = [Matrix<T>, Matrix<T>, Matrix<T>, Matrix<T>];

/** Backpropagation through time: each step passes on the errors of h and c to the one before. */
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
  let dh = zerosOf(m, errors.rows, units), dc = dh;
  for (let t = steps - 1; t >= 0; t--) {
    const above = errorsAt(m, errors, t, steps, options);
    if (above) dh = plus(m, dh, above);
    const z = at("z", t, GATES * units), a = at("a", t, GATES * units);
    const [i, f, g, o] = [0, 1, 2, 3].map((k) => partOf(m, a, k, GATES)) as Four<T>;
    const cell = { z: at("cells", t + 1, units), a: at("squashed", t, units) };
    dc = plus(m, dc, pullBack(m, squash!, cell, hadamard(m, dh, o)));
    const before = at("cells", t, units);
    const byGates = [
      hadamard(m, dc, g),
      hadamard(m, dc, before),
      hadamard(m, dc, i),
      hadamard(m, dh, cell.a),
    ];
    const delta = sideBySide(
      m,
      byGates.map((e, k) => {
        const [zk, ak] = [partOf(m, z, k, GATES), partOf(m, a, k, GATES)];
        return pullBack(m, k === 2 ? squash! : gate!, { z: zk, a: ak }, e);
      }),
    );
    sums.weights("inputWeights", delta, at("inputs", t, features));
    sums.weights("recurrentWeights", delta, at("hidden", t, units));
    sums.biases("biases", delta);
    below[t] = delta;
    dh = times(m, delta, parameters.recurrentWeights!);
    dc = hadamard(m, dc, f);
  }
  return {
    inputs: () => sideBySide(m, below.map((delta) => times(m, delta, parameters.inputWeights!))),
    parameters: sums.all,
  };
}
