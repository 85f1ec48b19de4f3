import { hintFor } from "./network_hint.ts";
import { checkNamed, parameterShapesOf, stateShapesOf } from "./parameter_shapes.ts";
import type { ParameterPlace } from "./place.ts";
import { checkActivation } from "../nn/activations/activation.ts";
import type { Matrix } from "../core/matrix/matrix.ts";
import { deriveKey, PURPOSE, type RandomKey, randomKey } from "../core/random/random.ts";
import { isCount } from "../core/support/checks.ts";
import { describe, printable } from "../core/support/describe.ts";
import { checkOptions } from "../core/support/options.ts";
import type { Fans } from "../nn/initializers/initializer.ts";
import {
  checkKind,
  describeLayer,
  isShrunk,
  type Layer,
  type Parameters,
} from "../nn/layers/layer.ts";
import { checkedOptions, type LayerPlan } from "../nn/layers/plan.ts";
import { type Shape, sizeOf } from "../nn/layers/shape.ts";
import { checkedShape, reshape } from "../nn/layers/reshape.ts";
import { checkedLearning } from "../nn/layers/learning.ts";

/**
 * A stack of layers with their parameters. Immutable: training returns new ones.
 * @category Networks
 */
export interface Network<T = number> {
  /** The number of inputs, n⁰. */
  readonly inputs: number;
  /** The layers, from the first hidden one to the output layer. */
  readonly layers: readonly Layer<T>[];
}

/**
 * The plan of a {@linkcode network}.
 * @category Networks
 */
export interface NetworkPlan {
  /** The number of inputs, or the shape of an example, which a `reshape` layer then gives them. */
  readonly inputs: number | Shape;
  /** The layers, from the first hidden one to the output layer. */
  readonly layers: readonly LayerPlan[];
  /** The seed of the random numbers, an integer from 0 to 2⁵³ − 1; defaults to 0. */
  readonly seed?: number;
}

/**
 * Builds a network and draws its initial parameters.
 *
 * A shape of inputs lists its sides, channels last: `[28, 28, 1]` are 784 inputs, row by row, and a first
 * layer of kind `reshape`. Each layer's initializer draws its weights: Glorot's uniform one by default,
 * He's for `relu`. Offsets such as biases start at 0, gains at 1. The same plan and seed give
 * bit-identical networks.
 *
 * @throws {RangeError} If `layers` is empty, or `inputs` or `seed` is out of range.
 * @throws {TypeError} Unless `layers` is an array of plans, as `dense` and `layer` make them.
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
 * assertEquals(untrained.layers[0]!.parameters.weights!.rows, 32);
 * assertEquals(untrained.layers[0]!.parameters.weights!.columns, 784);
 * ```
 * @category Networks
 */
export function network(plan: NetworkPlan): Network {
  checkOptions("network()", plan, "inputs layers seed");
  const { inputs: given, layers, seed = 0 } = plan;
  const shape = Array.isArray(given) ? checkedShape(given as Shape) : undefined;
  const inputs = shape ? sizeOf(shape) : given as number;
  checkInputCount(inputs);
  if (!Array.isArray(layers)) {
    throw new TypeError(
      `layers must be an array such as [dense(units, activation)], but found ${describe(layers)}`,
    );
  }
  const above = layers.flatMap((plan: LayerPlan) => [plan, ...(plan?.followedBy ?? [])]);
  if (above.length === 0) {
    throw new RangeError("A network must have at least one layer, but found none");
  }
  above.forEach(checkPlan);
  const plans = shape && shape.length > 1 ? [reshape(shape), ...above] : above;
  const shapes = shapesOf({ inputs, layers: plans });
  checkOutputsStay(plans.at(-1)!);
  const key = randomKey(seed);
  // Layers without parameters take no key, so that they do not affect those behind them.
  const keys = new Map<number, RandomKey>();
  return networkFrom({ inputs, layers: plans }, ([rows, columns], { l, name }, i) => {
    const own = keys.get(l) ?? deriveKey(key, PURPOSE.initialize, keys.size);
    keys.set(l, own);
    const fans = { inputs: columns, units: rows, ...fansOf(plans[l]!, shapes[l]!, name) };
    const data = initialize(plans[l]!, name, fans, i === 0 ? own : deriveKey(own, i));
    const finite = data.every(Number.isFinite);
    if (data.length !== rows * columns || !finite) {
      throw new RangeError(
        `${plans[l]!.initializer.name} must draw ${rows * columns} finite ${name} for layer ` +
          `${l + 1}, but drew ${data.length}${finite ? "" : ", not all finite"}`,
      );
    }
    return Object.freeze({ rows, columns, data });
  }, ([rows, columns], { start }) => {
    return Object.freeze({ rows, columns, data: new Float64Array(rows * columns).fill(start) });
  });
}

function checkInputCount(inputs: number): void {
  if (isCount(inputs)) return;
  throw new RangeError(
    `A network must have a positive number of inputs, but found ${describe(inputs)}`,
  );
}

function checkPlan(plan: LayerPlan, l: number): void {
  if (typeof plan?.initializer?.weights === "function" && plan.kind) return checkKind(plan.kind);
  throw new TypeError(
    `Layer ${l + 1} must be made by dense(units, activation) or layer(kind, options), ` +
      `but found ${describe(plan)}`,
  );
}

function initialize(
  { kind, options, initializer, initializerOf }: LayerPlan,
  name: string,
  fans: Fans,
  key: RandomKey,
): Float64Array {
  return !isShrunk({ kind, options }, name)
    ? new Float64Array(fans.units * fans.inputs).fill(kind.starts?.(options)[name] ?? 0)
    : (initializerOf?.(name) ?? initializer).weights(key, fans);
}

function fansOf({ kind, options }: LayerPlan, inputs: Shape, name: string): Partial<Fans> {
  return kind.fans?.(options, inputs, name) ?? {};
}

/**
 * Builds a network of any values.
 *
 * @param make Returns the i-th parameter of a layer, in file order.
 * @param makeState Returns a matrix of the state of a layer, given what its entries start at.
 */
export function networkFrom<T>(
  { inputs, layers }: NetworkParts,
  make: (shape: readonly [number, number], place: ParameterPlace, i: number) => Matrix<T>,
  makeState: (
    shape: readonly [number, number],
    place: ParameterPlace & { readonly start: number },
  ) => Matrix<T>,
): Network<T> {
  const shapes = shapesOf({ inputs, layers });
  return Object.freeze({
    inputs,
    layers: Object.freeze(
      layers.map(({ kind, options, activation, learning, inner }, l): Layer<T> => {
        const parameters = Object.entries(parameterShapesOf({ kind, options }, shapes[l]!, l));
        return Object.freeze({
          ...{ kind, options, ...(activation && { activation }), ...(learning && { learning }) },
          ...(inner && { inner }),
          parameters: Object.freeze(Object.fromEntries(
            parameters.map(([name, shape], i) => [name, make(shape, { l, name }, i)]),
          )),
          ...(kind.stateShapes && {
            state: Object.freeze(Object.fromEntries(
              Object.entries(stateShapesOf({ kind, options }, shapes[l]!, l)).map(
                ([name, shape]) => {
                  const start = kind.starts?.(options)[name] ?? 0;
                  return [name, makeState(shape, { l, name, start })];
                },
              ),
            )),
          }),
        });
      }),
    ),
  });
}

/**
 * The random factors of the outputs of each layer that has them, such as dropout.
 * @category Networks
 */
export type Masks<T = number> = readonly (Matrix<T> | undefined)[];

/**
 * A network without its parameters.
 * @category Networks
 */
export interface NetworkParts {
  /** The number of inputs. */
  readonly inputs: number;
  /** The layers without their parameters. */
  readonly layers: readonly Omit<Layer<unknown>, "parameters">[];
}

/** The shapes of the inputs of each layer, then of the outputs of the last. */
export function shapesOf(parts: NetworkParts): readonly Shape[] {
  const known = CHECKED.get(parts);
  if (known !== undefined) return known;
  const { inputs, layers } = parts;
  const shapes: Shape[] = [[inputs]];
  for (const [l, { kind, options }] of layers.entries()) {
    const shape: unknown = kind.outputShape(options, shapes.at(-1)!);
    if (!Array.isArray(shape) || shape.length === 0 || !shape.every(isCount)) {
      const found = Array.isArray(shape) ? `[${shape.map(describe).join(", ")}]` : describe(shape);
      throw new TypeError(
        `outputShape of layer ${l + 1}, of kind ${kind.name}, must give positive sizes ` +
          `such as [28, 28, 1], but found ${found}`,
      );
    }
    shapes.push(shape);
  }
  return shapes;
}

/** The number of inputs of each layer, then of outputs of the last. */
export function widthsOf(network: NetworkParts): number[] {
  return shapesOf(network).map(sizeOf);
}

/** The number of outputs of a network, n^L. */
export function outputsOf(network: NetworkParts): number {
  return widthsOf(network).at(-1)!;
}

/**
 * Throws unless the parts of a network, which may be made by hand, fit together.
 *
 * @throws {TypeError} If a layer is missing or a parameter has the wrong shape.
 * @throws {RangeError} If options are out of range, or the last layer drops outputs.
 */
export function checkNetwork(network: Network<unknown>): void {
  if (CHECKED.has(network)) return;
  if (!Array.isArray(network?.layers) || network.layers.length === 0) {
    throw new TypeError(
      `A network must have at least one layer, but found ${describe(network)}${hintFor(network)}`,
    );
  }
  const { inputs, layers } = network as Network<unknown>;
  checkInputCount(inputs);
  for (const [l, layer] of layers.entries()) {
    checkKind(layer?.kind);
    if (layer.activation !== undefined) checkActivation(layer.activation);
    checkedOptions(layer.kind, { ...layer.options }, `layer ${l + 1}`);
    checkedLearning(layer.learning);
  }
  const shapes = shapesOf(network);
  for (const [l, layer] of layers.entries()) {
    const { parameters, state = {} } = layer;
    checkNamed(parameters, parameterShapesOf(layer, shapes[l]!, l), "parameters", l);
    checkNamed(state, stateShapesOf(layer, shapes[l]!, l), "state", l);
  }
  checkOutputsStay(network.layers.at(-1)!);
  const parts = layers.flatMap((layer) => {
    const { options, parameters, state = NO_STATE } = layer;
    const matrices = [...Object.values(parameters), ...Object.values(state)];
    return [layer, options, parameters, state, ...matrices];
  });
  if ([network, layers, ...parts].every(Object.isFrozen)) CHECKED.set(network, shapes);
}

const NO_STATE: Parameters<unknown> = /* @__PURE__ */ Object.freeze({});

/** The shapes of valid frozen networks, as a check takes longer than a pass through a small network. */
const CHECKED = /* @__PURE__ */ new WeakMap<object, readonly Shape[]>();

/** Throws if the last layer drops outputs, as no layer follows that could learn to do without. */
function checkOutputsStay(last: Pick<Layer, "kind" | "options">): void {
  if (last.kind.drawMask === undefined) return;
  const found = printable(last.kind.describe(last.options));
  throw new RangeError(`The outputs of the last layer cannot be dropped, but found ${found}`);
}

/**
 * Describes a network in one line: `784-32 tanh-dropout 0.2-16 tanh-10 softmax`.
 *
 * @example
 * ```ts
 * import { dense, describeNetwork, network, tanh } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 3, layers: [dense(2, tanh)], seed: 1 });
 * assertEquals(describeNetwork(net), "3-2 tanh");
 * ```
 * @category Networks
 */
export function describeNetwork({ inputs, layers }: NetworkParts): string {
  return [inputs, ...layers.map(describeLayer)].join("-");
}
