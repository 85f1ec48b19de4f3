import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import { activate, type Activation, checkActivation, pullBack } from "../activations/activation.ts";
import { linear } from "../activations/linear.ts";
import { tanh } from "../activations/tanh.ts";
import { batchNormKind } from "./batch_norm.ts";
import { denseKind } from "./dense.ts";
import {
  checkKind,
  describeLayer,
  isShrunk,
  type LayerContext,
  type LayerErrors,
  type LayerKind,
  type LayerOutputs,
  type LayerValues,
  multiplyAddsOf,
  type NestedLayer,
  type Parameters,
} from "./layer.ts";
import { checkedOptions, layer, type LayerPlan, type LayerPlanOptions } from "./plan.ts";
import { describeShape, type Shape } from "./shape.ts";
import { indicesOf } from "./indices.ts";
import { layerKind } from "./layer_kind.ts";
import { LEARNING } from "./learning.ts";
import { joined, part } from "./paths.ts";
import { plus } from "./steps.ts";

/**
 * The options of a residual layer.
 * @category Layers
 */
export interface ResidualKindOptions {
  /** The layers that the skip connection goes around, from the first on. */
  readonly layers: readonly NestedLayer[];
}

/**
 * Residual: y = x + F(x), where F is a stack of layers that keeps the shape.
 *
 * Parameters and state are those of the layers, by paths such as `0.weights`. Errors go back through the
 * layers and, unchanged, around them. K. He, X. Zhang, S. Ren, J. Sun: Deep residual learning for image
 * recognition. CVPR 2016, (1).
 * @category Layers
 */
export const residualKind: LayerKind<ResidualKindOptions> = /* @__PURE__ */ layerKind<
  ResidualKindOptions
>({
  name: "residual",
  options: ({ layers }) => {
    if (!Array.isArray(layers) || layers.length === 0) {
      throw new TypeError(
        `layers of residual must be an array of at least one layer, but found ${describe(layers)}`,
      );
    }
    return { layers: Object.freeze(layers.map(checkedNested)) };
  },
  outputShape: ({ layers }, inputs) => {
    const { kind, options } = layers.at(-1)!;
    const shape = kind.outputShape(options, shapesIn(layers, inputs).at(-1)!);
    if (describeShape(shape) === describeShape(inputs)) return inputs;
    throw new RangeError(
      `The layers of residual must keep the shape ${describeShape(inputs)} of its inputs, ` +
        `but found ${describeShape(shape)}`,
    );
  },
  parameterShapes: ({ layers }, inputs) =>
    collected(layers, inputs, ({ kind, options }, shape) => kind.parameterShapes(options, shape)),
  stateShapes: ({ layers }, inputs) =>
    collected(
      layers,
      inputs,
      ({ kind, options }, shape) => kind.stateShapes?.(options, shape) ?? {},
    ),
  isOffset: ({ layers }, path) => {
    const [nested, name] = at(layers, path);
    return !isShrunk(nested, name);
  },
  starts: ({ layers }) => joined(layers.map(({ kind, options }) => kind.starts?.(options) ?? {})),
  fans: ({ layers }, inputs, path) => {
    const [{ kind, options }, name, i] = at(layers, path);
    return kind.fans?.(options, shapesIn(layers, inputs)[i]!, name) ?? {};
  },
  multiplyAdds: ({ layers }, inputs) => {
    const shapes = shapesIn(layers, inputs);
    return layers.reduce((sum, nested, i) => sum + multiplyAddsOf(nested, shapes[i]!), 0);
  },
  inner: ({ layers }) => layers.flatMap(innerOf),
  nested: ({ layers }) => layers,
  compiled: () => ({ form: "around" }),
  indices: ({ layers }) => indicesOf(layers),
  kinks: (m, layer, inputs) => kinksOf(m, layer, inputs),
  forward: forwardAround,
  backward: backwardAround,
  describe: ({ layers }) => `residual(${layers.map(describeLayer).join(", ")})`,
  sampleShape: () => [3],
  samples: [{
    layers: [
      { kind: batchNormKind, options: { epsilon: 0.25, momentum: 0.5 } },
      { kind: denseKind, options: { units: 3 }, activation: tanh },
    ],
  }],
});

/**
 * Options of {@linkcode residual}.
 * @category Layers
 */
export type ResidualOptions = Omit<LayerPlanOptions, "initializer">;

/**
 * Plans layers with a skip connection around them: y = x + F(x).
 *
 * @param layers Plans of layers that keep the shape; their parameters are drawn as outside.
 * @returns The plan, for `network`; its outputs have the shape of its inputs.
 * @throws {TypeError} If `layers` is empty, or one is not a plan, has random masks, or learns in a way of
 * its own.
 *
 * @example
 * ```ts
 * import { dense, describeNetwork, linear, network, relu, residual } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 4, layers: [residual([dense(8, relu), dense(4, linear)])] });
 * assertEquals(describeNetwork(net), "4-residual(8 relu, 4 linear)");
 * assertEquals(Object.keys(net.layers[0]!.parameters), ["0.weights", "0.biases", "1.weights", "1.biases"]);
 * ```
 * @category Layers
 */
export function residual(
  layers: readonly LayerPlan[],
  options: ResidualOptions = {},
): LayerPlan {
  const given = checkOptions("residual()", options, "activation", LEARNING);
  const plans = Array.isArray(layers)
    ? layers.flatMap((plan: LayerPlan) => [plan, ...(plan?.followedBy ?? [])])
    : layers;
  const nested = Array.isArray(plans) ? plans.map(nestedOf) : plans;
  const plan = layer(residualKind, { layers: nested }, given);
  const initializerOf = (path: string) => {
    const [i, ...rest] = path.split(".");
    const { initializer, initializerOf } = plans[Number(i)]!;
    return initializerOf?.(rest.join(".")) ?? initializer;
  };
  return Object.freeze({ ...plan, initializerOf });
}

function nestedOf(plan: LayerPlan): NestedLayer {
  const { kind, options, activation, learning } = plan ?? {};
  if (learning !== undefined) {
    throw new TypeError(
      `The layers of residual learn together, by its own options, but found ${describeLayer(plan)}`,
    );
  }
  return { kind, options, ...(activation && { activation }) };
}

function checkedNested(given: Partial<NestedLayer>, i: number): NestedLayer {
  const where = `layer ${i + 1} of residual`;
  const { kind, options, activation, ...others } = given ?? {};
  checkKind(kind);
  if (activation !== undefined) checkActivation(activation);
  if (kind.drawMask) {
    throw new TypeError(`${where} must not draw masks, but found one of kind ${kind.name}`);
  }
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new TypeError(`${where} has no member ${describe(unknown)}`);
  }
  return Object.freeze({
    kind,
    options: checkedOptions(kind, { ...options }, where),
    ...(activation && { activation }),
  });
}

/** The shapes of the inputs of each layer. */
function shapesIn(layers: readonly NestedLayer[], inputs: Shape): readonly Shape[] {
  const shapes = [inputs];
  for (const { kind, options } of layers.slice(0, -1)) {
    shapes.push(kind.outputShape(options, shapes.at(-1)!));
  }
  return shapes;
}

function collected<Value>(
  layers: readonly NestedLayer[],
  inputs: Shape,
  of: (layer: NestedLayer, shape: Shape) => Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const shapes = shapesIn(layers, inputs);
  return joined(layers.map((layer, i) => of(layer, shapes[i]!)));
}

function at(
  layers: readonly NestedLayer[],
  path: string,
): readonly [layer: NestedLayer, name: string, i: number] {
  const [first, ...rest] = path.split("."), i = Number(first);
  return [layers[i]!, rest.join("."), i];
}

/** The activations that a nested layer uses: its own, then those inside its kind. */
function innerOf({ kind, options, activation }: NestedLayer): readonly Activation[] {
  return [...(activation ? [activation] : []), ...(kind.inner?.(options) ?? [])];
}

type Values<T> = LayerValues<T, ResidualKindOptions>;

/** The nested layers with their parameters, state, shapes and activations, which proofs may free. */
function nestedValues<T>({ options: { layers }, parameters, state = {}, shape, inner }: Values<T>) {
  const shapes = shapesIn(layers, shape);
  let used = 0;
  return layers.map((layer, i) => {
    const own = innerOf(layer), given = inner?.slice(used, used + own.length) ?? own;
    used += own.length;
    const has = layer.activation !== undefined;
    const values = {
      ...{ options: layer.options, shape: shapes[i]!, parameters: part(parameters, i) },
      ...(layer.kind.stateShapes && { state: part(state, i) }),
      ...(layer.kind.inner && { inner: given.slice(has ? 1 : 0) }),
    };
    return { kind: layer.kind, values, activation: has ? given[0] : undefined };
  });
}

function forwardAround<T>(
  m: Arithmetic<T>,
  layer: Values<T>,
  inputs: Matrix<T>,
  { training }: LayerContext<T>,
): LayerOutputs<T> {
  let below = inputs;
  const passes = nestedValues(layer).map(({ kind, values, activation }) => {
    const { outputs: z, saved, state = {} } = kind.forward(m, values, below, { training });
    below = activation ? activate(m, activation, z) : z;
    return { saved: { ...joined([saved]), z, a: below }, state };
  });
  return {
    outputs: plus(m, inputs, below),
    saved: joined(passes.map(({ saved }) => saved)),
    state: joined(passes.map(({ state }) => state)),
  };
}

function backwardAround<T>(
  m: Arithmetic<T>,
  layer: Values<T>,
  saved: Parameters<T>,
  errors: Matrix<T>,
): LayerErrors<T> {
  const nested = nestedValues(layer), gradients = new Array<Parameters<T>>(nested.length);
  let carried = () => errors;
  for (let i = nested.length - 1; i >= 0; i--) {
    const { kind, values, activation } = nested[i]!;
    const { z, a, ...own } = part(saved, i), above = carried();
    const delta = activation ? pullBack(m, activation, { z: z!, a: a! }, above) : above;
    const { inputs, parameters } = kind.backward(m, values, part(own, 0), delta);
    gradients[i] = parameters;
    carried = inputs;
  }
  return { inputs: () => plus(m, errors, carried()), parameters: joined(gradients) };
}

/** The kinks of nested layers and their activations, at the values of a step of training. */
function kinksOf<T>(m: Arithmetic<T>, layer: Values<T>, inputs: Matrix<T>): readonly T[] {
  let below = inputs;
  return nestedValues(layer).flatMap(({ kind, values, activation = linear }) => {
    const own = kind.kinks?.(m, values, below) ?? [];
    const z = kind.forward(m, values, below, { training: true }).outputs;
    below = activate(m, activation, z);
    const { kinks, bends = [] } = activation;
    const away = [...kinks, ...bends].flatMap((kink) =>
      Array.from(z.data, (entry) => m.sub(entry, m.constant(kink)))
    );
    return [...own, ...away];
  });
}
