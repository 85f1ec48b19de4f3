import { describe } from "../../core/support/describe.ts";
import { checkNetwork, type Network } from "../../engine/network.ts";
import { parameterShapesOf, stateShapesOf } from "../../engine/parameter_shapes.ts";
import { KINDS } from "../../nn/layers/kinds.ts";
import type { Layer, NestedLayer, Parameters, ParameterShapes } from "../../nn/layers/layer.ts";
import { joined } from "../../nn/layers/paths.ts";
import { checkedOptions } from "../../nn/layers/plan.ts";
import { describeShape, type Shape, sizeOf } from "../../nn/layers/shape.ts";
import type { Standardization } from "../../data/generators/standardization.ts";
import type { FileContent } from "../codec.ts";
import { joinedActivations } from "../joined_activations.ts";
import type { Arrays, KerasArray } from "./arrays.ts";
import type { ReadLayer } from "./class.ts";
import { type Dialect, KerasConfig } from "./config.ts";
import { scaledBy } from "./preparation.ts";
import { KERAS_CLASSES } from "./layers.ts";
import { inputShapeOf, type KerasNode, MODEL_CLASSES, readGraph } from "./nodes.ts";

/**
 * The arrays of a layer in a file, in the order and of the shapes that are wanted, whose entries are
 * numbers of that count; throws if one is missing or of another shape.
 */
export type ArraysOf = (node: KerasNode, wanted: readonly KerasArray[]) => Arrays;

/** A layer with the entries of its parameters and state, or layers around which inputs are added. */
type Step = (ReadLayer & { readonly found: Arrays }) | { readonly around: readonly Step[] };

/** Steps from the input on, the last one first, as many outputs have the same steps below them. */
interface Chain {
  readonly step: Step;
  readonly below: Chain | undefined;
  readonly length: number;
}

/** The output of a layer. */
interface Output {
  readonly shape: Shape;
  readonly chain: Chain | undefined;
  /** How the inputs are standardized before any step. */
  readonly scale?: Standardization | undefined;
}

/** The most models within each other. */
const MOST_NESTED = 8;

/**
 * The network of the description of a Keras model, and of the arrays of its layers; and how its inputs are
 * standardized, if layers do it.
 *
 * @throws {TypeError} If a member is missing or of the wrong type.
 * @throws {RangeError} If a layer is of a class or has an option that this library does not have.
 */
export function readKerasNetwork(
  topology: unknown,
  arraysOf: ArraysOf,
  dialect: Dialect,
): FileContent {
  const read = { arraysOf, dialect };
  const { inputs, last: { chain, scale } } = outputOfModel(topology, read, undefined, []);
  const network = networkOf(inputs!, stepsBetween(chain, undefined)!);
  return { network, ...(scale && { inputs: { kind: "numbers", size: network.inputs, scale } }) };
}

/** What layers are read with. */
interface Reading {
  readonly arraysOf: ArraysOf;
  readonly dialect: Dialect;
}

/**
 * The output of a model, and the shape of its inputs.
 *
 * @param entering What enters it, if it is a layer of another.
 */
function outputOfModel(
  topology: unknown,
  read: Reading,
  entering: Output | undefined,
  within: readonly KerasNode[],
): { readonly last: Output; readonly inputs: Shape | undefined } {
  if (within.length > MOST_NESTED) {
    throw new RangeError(`A Keras model must have at most ${MOST_NESTED} models within each other`);
  }
  const { nodes, output } = readGraph(topology), outputs = new Map<string, Output>();
  let inputs: Shape | undefined;
  for (const each of nodes) {
    const node = within.length === 0 ? each : { ...each, within };
    const below = node.inbound.map((name) => {
      const found = outputs.get(name);
      if (found !== undefined) return found;
      throw new RangeError(
        `${describe(node.name)} must follow ${describe(name)}, which it takes the outputs of`,
      );
    });
    if (below.length === 0) {
      const given = each === nodes[0] || each.className === "InputLayer" ? entering : undefined;
      if (given === undefined && MODEL_CLASSES.includes(node.className)) {
        const inner = outputOfInner(node, read, undefined);
        outputs.set(node.name, inner.last);
        inputs = inner.inputs;
        continue;
      }
      const shape = given?.shape ?? inputShapeOf(node);
      if (shape === undefined) {
        throw new RangeError(
          `${describe(node.name)} must say the shape of its inputs, but does not`,
        );
      }
      inputs = shape;
      below.push(given ?? { shape, chain: undefined });
    }
    outputs.set(node.name, outputOf(node, below, read));
  }
  const last = outputs.get(output);
  if (last === undefined) throw new RangeError(`A model has no layer ${describe(output)}`);
  return { last, inputs };
}

/** The output of a model that is a layer of another. */
function outputOfInner(node: KerasNode, read: Reading, entering: Output | undefined) {
  const { className: class_name, config, within = [] } = node;
  return outputOfModel({ class_name, config }, read, entering, [...within, node]);
}

function outputOf(
  node: KerasNode,
  below: readonly Output[],
  reading: Reading,
): Output {
  const [first, second, ...others] = below as [Output, ...Output[]];
  if (node.className === "Add" && second && others.length === 0) return sumOf(node, first, second);
  const where = `layer ${describe(node.name)}, of class ${describe(node.className)},`;
  if (second !== undefined) {
    throw new RangeError(`${where} takes ${below.length} inputs, which this library does not have`);
  }
  if (node.className === "InputLayer") return first;
  if (MODEL_CLASSES.includes(node.className)) return outputOfInner(node, reading, first).last;
  const read = Object.hasOwn(KERAS_CLASSES, node.className)
    ? KERAS_CLASSES[node.className]!
    : undefined;
  if (read === undefined) {
    throw new RangeError(`${where} is of a class that this library does not have`);
  }
  let { shape, chain, scale } = first;
  const config = new KerasConfig(node.config, where, reading.dialect);
  config.checkNotQuantized();
  for (const layer of read(config, shape)) {
    const { kind, arrays = [], entries = () => ({}) } = layer;
    const options = checkedOptions(kind, { ...layer.options }, where);
    const found = entries(reading.arraysOf(node, arrays));
    const scaled = layer.isPreparation && !chain && scaledBy(scale, found, shape);
    if (scaled) {
      scale = scaled;
      continue;
    }
    shape = kind.outputShape(options, shape);
    const step = { ...layer, options: { ...options }, found };
    chain = { step, below: chain, length: (chain?.length ?? 0) + 1 };
  }
  return { shape, chain, scale };
}

/** The sum of an output and of one below it: a residual layer. */
function sumOf({ name }: KerasNode, one: Output, other: Output): Output {
  const isFirst = (one.chain?.length ?? 0) >= (other.chain?.length ?? 0);
  const [long, short] = isFirst ? [one, other] : [other, one];
  const around = stepsBetween(long.chain, short.chain);
  if (around === undefined || around.length === 0 || one.scale !== other.scale) {
    throw new RangeError(
      `${
        describe(name)
      } must add the inputs of some layers to their outputs, as of a residual layer`,
    );
  }
  const { chain, shape, scale } = short;
  return {
    shape,
    scale,
    chain: { step: { around }, below: chain, length: (chain?.length ?? 0) + 1 },
  };
}

/** The steps of a chain behind another; undefined if it does not begin with that. */
function stepsBetween(long: Chain | undefined, short: Chain | undefined): Step[] | undefined {
  const steps: Step[] = [];
  let at = long;
  for (; at !== undefined && at !== short; at = at.below) steps.push(at.step);
  return at === short ? steps.reverse() : undefined;
}

/** A layer without its shapes. */
interface Made extends NestedLayer {
  readonly found: Arrays;
}

/** The layers of some steps. */
function madeOf(steps: readonly Step[]): Made[] {
  return joinedActivations(steps.map((step): Made => {
    if ("around" in step) return residualOf(step.around);
    const { kind, options, activation, found } = step;
    return { kind, options, ...(activation && { activation }), found };
  }));
}

function residualOf(steps: readonly Step[]): Made {
  const layers = madeOf(steps);
  return {
    kind: KINDS.residual,
    options: { layers: layers.map(({ found: _, ...nested }) => nested) },
    found: joined(layers.map(({ found }) => found)),
  };
}

function networkOf(shape: Shape, steps: readonly Step[]): Network {
  const first: Made[] = shape.length > 1
    ? [{ kind: KINDS.reshape, options: { shape }, found: {} }]
    : [];
  let inputs: Shape = [sizeOf(shape)];
  const layers = [...first, ...madeOf(steps)].map((made, l): Layer => {
    const { kind, activation, found } = made;
    const options = checkedOptions(kind, { ...made.options }, `layer ${l + 1}`);
    const placed = { kind, options };
    const parameters = matricesOf(parameterShapesOf(placed, inputs, l), found, l);
    const state = matricesOf(stateShapesOf(placed, inputs, l), found, l);
    inputs = kind.outputShape(options, inputs);
    return Object.freeze({
      ...{ kind, options, ...(activation && { activation }), parameters },
      ...(kind.stateShapes && { state }),
    });
  });
  const network = Object.freeze({ inputs: sizeOf(shape), layers: Object.freeze(layers) });
  checkNetwork(network);
  return network;
}

function matricesOf(shapes: ParameterShapes, found: Arrays, l: number): Parameters {
  return Object.freeze(Object.fromEntries(
    Object.entries(shapes).map(([name, [rows, columns]]) => {
      const entries = found[name], what = `${name} of layer ${l + 1}`;
      if (entries?.length !== rows * columns) {
        const count = entries?.length ?? 0;
        throw new RangeError(
          `${what} must be ${describeShape([rows, columns])} numbers, but found ${count}`,
        );
      }
      const data = Float64Array.from(entries), at = data.findIndex((x) => !Number.isFinite(x));
      if (at >= 0) throw new RangeError(`${what} must be finite, but found ${data[at]} at ${at}`);
      return [name, Object.freeze({ rows, columns, data })];
    }),
  ));
}
