import { checkActivation } from "../nn/activations/activation.ts";
import { checkMatrix, shapeOf } from "../core/matrix/matrix.ts";
import { deriveKey, PURPOSE, randomKey } from "../core/random/random.ts";
import { describe } from "../core/support/describe.ts";
import { checkDropout, type Layer, type LayerPlan } from "./layer.ts";

/** A stack of dense layers with their parameters. Immutable: training makes new ones. */
export interface Network<T = number> {
  /** How many values enter the first layer, n⁰. */
  readonly inputs: number;
  /** The layers, from the first hidden one to the output layer. */
  readonly layers: readonly Layer<T>[];
}

/** What {@linkcode network} builds from. */
export interface NetworkPlan {
  /** How many values enter the first layer. */
  readonly inputs: number;
  /** The layers, from the first hidden one to the output layer. */
  readonly layers: readonly LayerPlan[];
  /** Where the random numbers start: an integer from 0 to 2⁵³ − 1, 0 if left out. */
  readonly seed?: number;
}

/**
 * Builds a network and draws its first parameters.
 *
 * Weights are drawn by each layer's initialiser: Glorot's uniform one by default, He's for `relu`.
 * Biases start at 0. The same plan and seed give the same bits.
 *
 * @param plan The sizes, the activations and the seed.
 * @returns The untrained network.
 * @throws {RangeError} If there is no layer, `inputs` is no positive integer, or the seed is none.
 * @throws {TypeError} If `layers` is no array, or a layer was not made by `dense`.
 *
 * @example The paper's network for MNIST
 * ```ts
 * import { dense, network, softmax, tanh } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const untrained = network({
 *   inputs: 784,
 *   layers: [dense(32, tanh), dense(16, tanh), dense(10, softmax)],
 *   seed: 42,
 * });
 * assertEquals(untrained.layers[0]!.weights.rows, 32);
 * assertEquals(untrained.layers[0]!.weights.columns, 784);
 * ```
 */
export function network(plan: NetworkPlan): Network {
  const { inputs, layers, seed = 0 } = plan ?? {};
  if (!Number.isSafeInteger(inputs) || inputs < 1) {
    throw new RangeError(
      `A network must have a positive number of inputs, but found ${describe(inputs)}`,
    );
  }
  if (!Array.isArray(layers)) {
    throw new TypeError(
      `layers must be an array such as [dense(units, activation)], but found ${describe(layers)}`,
    );
  }
  if (layers.length === 0) {
    throw new RangeError("A network must have at least one layer, but found none");
  }
  checkOutputsStay(layers.at(-1));
  const key = randomKey(seed);
  return Object.freeze({
    inputs,
    layers: Object.freeze(layers.map((layer: LayerPlan, l) => {
      const fanIn = l === 0 ? inputs : (layers[l - 1] as LayerPlan).units;
      return initialise(layer, fanIn, l, deriveKey(key, PURPOSE.initialize, l));
    })),
  });
}

function initialise(
  plan: LayerPlan,
  inputs: number,
  index: number,
  key: ReturnType<typeof randomKey>,
): Layer {
  if (typeof plan?.initializer?.weights !== "function") {
    throw new TypeError(
      `Layer ${index + 1} must be made by dense(units, activation), but found ${describe(plan)}`,
    );
  }
  const { units, activation, initializer, dropout } = plan;
  const data = initializer.weights(key, { inputs, units });
  if (data.length !== units * inputs || !data.every(Number.isFinite)) {
    throw new RangeError(
      `${initializer.name} must draw ${units * inputs} finite weights for layer ${index + 1}, ` +
        `but drew ${data.length}${data.every(Number.isFinite) ? "" : ", not all finite"}`,
    );
  }
  return Object.freeze({
    units,
    activation,
    weights: Object.freeze({
      rows: units,
      columns: inputs,
      data,
    }),
    biases: Object.freeze({ rows: 1, columns: units, data: new Float64Array(units) }),
    ...(dropout && { dropout }),
  });
}

/**
 * Refuses a network whose parameters do not fit together, as one made by hand may be.
 *
 * @param network What was passed.
 * @throws {TypeError} If a layer is missing or its weights or biases have the wrong shape.
 * @throws {RangeError} If `dropout` is out of range, or that of the last layer is not 0.
 */
export function checkNetwork(network: Network<unknown>): void {
  if (!Array.isArray(network?.layers) || network.layers.length === 0) {
    throw new TypeError(`A network must have at least one layer, but found ${describe(network)}`);
  }
  let inputs = network.inputs;
  for (const [l, layer] of (network as Network<unknown>).layers.entries()) {
    const { units, activation, weights, biases, dropout } = layer ?? {};
    checkActivation(activation);
    if (dropout !== undefined) checkDropout(dropout, `dropout of layer ${l + 1}`);
    const wanted = { weights: `${units} × ${inputs}`, biases: `1 × ${units}` };
    for (const [name, matrix] of Object.entries({ weights, biases })) {
      checkMatrix(matrix, `${name} of layer ${l + 1}`);
      const found = shapeOf(matrix);
      if (found !== wanted[name as keyof typeof wanted]) {
        throw new TypeError(
          `${name} of layer ${l + 1} must be (${wanted[name as keyof typeof wanted]}), ` +
            `but found (${found})`,
        );
      }
    }
    inputs = units;
  }
  checkOutputsStay(network.layers.at(-1));
}

/** Refuses dropout of a network's outputs: no layer is left that learns to do without some. */
function checkOutputsStay(last: { readonly dropout?: number } | undefined): void {
  if (last?.dropout) {
    throw new RangeError(
      `The outputs of the last layer cannot be dropped, but found dropout ${last.dropout}`,
    );
  }
}

/**
 * How many weights and biases a network has.
 *
 * @example
 * ```ts
 * import { dense, network, parametersOf, tanh } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 3, layers: [dense(2, tanh)], seed: 1 });
 * assertEquals(parametersOf(net), 3 * 2 + 2);
 * ```
 */
export function parametersOf(network: Network<unknown>): number {
  return network.layers.reduce(
    (count, { weights, biases }) => count + weights.data.length + biases.data.length,
    0,
  );
}

/**
 * A network in one line: `784-32 tanh dropout 0.2-16 tanh-10 softmax`.
 *
 * @example
 * ```ts
 * import { dense, describeNetwork, network, tanh } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 3, layers: [dense(2, tanh)], seed: 1 });
 * assertEquals(describeNetwork(net), "3-2 tanh");
 * ```
 */
export function describeNetwork(network: Network<unknown>): string {
  return [
    `${network.inputs}`,
    ...network.layers.map(({ units, activation, dropout }) =>
      `${units} ${activation.name}${dropout ? ` dropout ${dropout}` : ""}`
    ),
  ].join("-");
}
