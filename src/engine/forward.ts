import { activate, type At } from "../nn/activations/activation.ts";
import type { Arithmetic } from "../core/arithmetic/arithmetic.ts";
import { arithmeticOf, type Reading } from "../core/arithmetic/reading.ts";
import {
  type ByteMatrix,
  checkFinite,
  checkMatrix,
  type Inputs,
  type Matrix,
  selectRows,
  shapeOf,
} from "../core/matrix/matrix.ts";
import { checkColumns } from "../core/matrix/shape_checks.ts";
import type { Layer, LayerContext, Parameters } from "../nn/layers/layer.ts";
import { type Shape, sizeOf } from "../nn/layers/shape.ts";
import { checkIndices } from "../nn/layers/indices.ts";
import { checkNetwork, type Masks, type Network, shapesOf } from "./network.ts";
import { checkSize, mapNamed, nameOf } from "./parameters.ts";
import { checkOptions } from "../core/support/options.ts";

/**
 * Z and A of one layer (batch × units), and values for the backward pass.
 * @category Backpropagation
 */
export interface LayerTrace<T = number> extends At<Matrix<T>> {
  /** The values that the backward pass of its kind needs, by name. */
  readonly saved: Parameters<T>;
  /** The state after this step of training, of kinds that have one. */
  readonly state?: Parameters<T>;
}

/**
 * Options of {@linkcode forward}.
 * @category Backpropagation
 */
export interface ForwardOptions<T> extends Reading<T> {
  /** Dropout masks; without them, nothing is dropped. */
  readonly masks?: Masks<T> | undefined;
  /** Whether this is a step of training, whose statistics are those of the batch; default false. */
  readonly training?: boolean | undefined;
}

/**
 * Every intermediate value of a forward pass.
 * @category Backpropagation
 */
export interface Trace<T = number> {
  /** A⁰ (batch × inputs). */
  readonly inputs: Matrix<T>;
  /** Z^l and A^l of each layer (batch × units). */
  readonly layers: readonly LayerTrace<T>[];
  /** A^L = Ŷ (batch × outputs), (6), (7) and (13). */
  readonly outputs: Matrix<T>;
}

/**
 * Propagates a batch of inputs through all layers, keeping every intermediate value.
 *
 * Z^l = A^(l−1) W^lᵀ + b^l, (3), (9) and (16); A^l = f(Z^l), (4), (11) and (17).
 *
 * @param inputs A⁰ (batch × inputs), one example a row.
 * @param options The arithmetic, float64 by default, and dropout masks.
 * @returns Z and A of every layer.
 * @throws {TypeError} If `inputs` is not a matrix with a column for each input, or the network's
 * parameters do not fit together.
 * @throws {RangeError} If an input is NaN or infinite, or not an integer that the first layer takes.
 *
 * @example
 * ```ts
 * import { dense, forward, matrix, network, sigmoid } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 3, layers: [dense(2, sigmoid)], seed: 1 });
 * const trace = forward(net, matrix([[0, 0, 0]]));
 * assertEquals(Array.from(trace.outputs.data), [0.5, 0.5]);
 * ```
 * @category Backpropagation
 */
export function forward(
  network: Network,
  inputs: Inputs,
  options?: ForwardOptions<number>,
): Trace;
/**
 * The same, generic over the arithmetic.
 * @category Backpropagation
 */
export function forward<T>(
  network: Network<T>,
  inputs: Matrix<T>,
  options: ForwardOptions<T> & Required<Reading<T>>,
): Trace<T>;
export function forward<T>(
  network: Network<T>,
  inputs: Matrix<T> | ByteMatrix,
  options: ForwardOptions<T> = {},
): Trace<T> {
  checkOptions("forward()", options, "arithmetic masks training");
  const m = arithmeticOf(options);
  checkNetwork(network);
  checkInputs(network, inputs);
  const batch = "scale" in inputs ? selectRows(inputs) as unknown as Matrix<T> : inputs;
  return passOn(m, network, { inputs: batch, layers: [] }, options);
}

/**
 * Goes on where the layers of a trace end: the forward pass of a network that differs from another in
 * what lies above. The network and the inputs are not checked again.
 *
 * @param trace The inputs, and the layers from the first that are as they were.
 */
export function passOn<T>(
  m: Arithmetic<T>,
  network: Network<T>,
  { inputs, layers: below }: Pick<Trace<T>, "inputs" | "layers">,
  { masks, training }: Pick<ForwardOptions<T>, "masks" | "training">,
): Trace<T> {
  const layers = [...below], shapes = shapesOf(network);
  let outputs = layers.at(-1)?.a ?? inputs;
  for (let l = layers.length; l < network.layers.length; l++) {
    const layer = network.layers[l]!, context = { mask: masks?.[l], training };
    const trace = passThrough(m, layer, outputs, shapes[l]!, context, l);
    checkSize(trace.z, { rows: inputs.rows, columns: sizeOf(shapes[l + 1]!) }, outputsOf(layer, l));
    layers.push(trace);
    outputs = trace.a;
  }
  return { inputs, layers, outputs };
}

/**
 * The forward pass through one layer: its kind's outputs, and their activation.
 *
 * @param inputs A^(l−1) (batch × inputs).
 * @param shape The shape of an example of the inputs.
 * @param context The random factors of the outputs, if the kind has any, and whether it is training.
 * @param l The number of the layer from 0, for messages.
 */
export function passThrough<T>(
  m: Arithmetic<T>,
  layer: Layer<T>,
  inputs: Matrix<T>,
  shape: Shape,
  context: LayerContext<T> = {},
  l = 0,
): LayerTrace<T> {
  const values = { ...layer, shape }, { mask } = context;
  const { outputs: z, saved = {}, state } = layer.kind.forward(m, values, inputs, context) ?? {};
  checkMatrix(z, outputsOf(layer, l));
  checkSize(z, { rows: inputs.rows, columns: z.columns }, outputsOf(layer, l));
  if (mask !== undefined) checkMask(mask, z, layer, l);
  const a = layer.activation ? activate(m, layer.activation, z) : z;
  return { z, a, saved, ...(layer.state && { state: nextState(layer, state, l) }) };
}

/** The state of a layer after a forward pass; throws unless it has the shapes of the one before. */
function nextState<T>(
  layer: Layer<T>,
  found: Parameters<T> | undefined,
  l: number,
): Parameters<T> {
  return mapNamed(layer.state!, (before, name) => {
    const after = found?.[name] ?? before;
    checkSize(after, before, `the state ${name} from forward of ${nameOf(layer, l)}`);
    return after;
  });
}

function outputsOf(layer: Pick<Layer<unknown>, "kind">, l: number): string {
  return `outputs from forward of ${nameOf(layer, l)}`;
}

function checkMask(
  mask: Matrix<unknown>,
  z: Matrix<unknown>,
  { kind }: Pick<Layer<unknown>, "kind">,
  l: number,
): void {
  if (kind.drawMask === undefined) {
    throw new TypeError(`Layer ${l + 1}, of kind ${kind.name}, takes no mask, but one was given`);
  }
  checkMatrix(mask, `the mask of layer ${l + 1}`);
  if (shapeOf(mask) !== shapeOf(z)) {
    throw new TypeError(
      `The mask of layer ${l + 1} must be (${shapeOf(z)}), but found (${shapeOf(mask)})`,
    );
  }
}

/**
 * A network with the state that a forward pass of training led to; its parameters are those before.
 *
 * @param trace The result of `forward` with `training: true`.
 *
 * @example Running statistics
 * ```ts
 * import { batchNorm, forward, matrix, network, withStateOf } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [batchNorm({ momentum: 0.5 })] });
 * const trace = forward(net, matrix([[2], [4]]), { training: true });
 * assertEquals(withStateOf(net, trace).layers[0]!.state!.means!.data[0], 1.5); // of 0 and 3
 * ```
 * @category Backpropagation
 */
export function withStateOf<T>(network: Network<T>, trace: Trace<T>): Network<T> {
  return withStates(network, (l) => trace.layers[l]!.state);
}

/** The network with other states of its layers, by their number; those without one keep theirs. */
export function withStates<T>(
  network: Network<T>,
  stateOf: (l: number) => Parameters<T> | undefined,
): Network<T> {
  const states = network.layers.map((_, l) => stateOf(l));
  if (!states.some((state) => state)) return network;
  const layers = network.layers.map((layer, l): Layer<T> => {
    const state = states[l];
    return state ? Object.freeze({ ...layer, state }) : layer;
  });
  return Object.freeze({ ...network, layers: Object.freeze(layers) });
}

/**
 * Throws unless inputs (examples × inputs) fit a network.
 *
 * @throws {TypeError} If `inputs` is not a matrix with a column for each input.
 * @throws {RangeError} If an input is NaN or infinite.
 */
export function checkInputs(network: Network<unknown>, inputs: Inputs | Matrix<unknown>): void {
  checkInputColumns(network, inputs);
  checkFinite(inputs, "inputs");
  checkIndices(network.layers, inputs, "inputs");
}

/** The same without a check of the numbers. */
export function checkInputColumns(
  network: Network<unknown>,
  inputs: Inputs | Matrix<unknown>,
): void {
  checkMatrix(inputs, "inputs");
  checkColumns(inputs, network.inputs, "input", "inputs");
}
