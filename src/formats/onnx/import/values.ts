import { describe } from "../../../core/support/describe.ts";
import type { Standardization } from "../../../data/generators/standardization.ts";
import type { Matrix } from "../../../core/matrix/matrix.ts";
import { activationKind } from "../../../nn/layers/activation.ts";
import { denseKind } from "../../../nn/layers/dense.ts";
import type { Layer } from "../../../nn/layers/layer.ts";
import { reshapeKind } from "../../../nn/layers/reshape.ts";
import { describeShape, type Shape, sizeOf } from "../../../nn/layers/shape.ts";
import { type Image, orderOf, placeOf } from "../../channels_first.ts";
import type { Tensor } from "../tensors.ts";

/** A batch of examples on its way: what the layers so far have computed. */
export interface Flow {
  /** What the last layer takes; none where the inputs enter. */
  readonly below?: Flow;
  readonly layer?: Layer;
  /** The standardization of the inputs, before any layer. */
  readonly scale?: Standardization;
  /** The shape of an example here, channels last. */
  readonly shape: Shape;
  /** The dimensions of an example in the graph. */
  readonly dims: readonly number[];
  /** How many of them lie before the dimension of the batch; defaults to none. */
  readonly batchAxis?: number;
  /** The image whose channels come first in the graph, in which the values lie; else they lie as here. */
  readonly image: Image | undefined;
  /** How many numbers all flows of the graph may still take. */
  readonly budget: { left: number };
}

/** An element-wise function of a flow, by its values at some points: not yet an activation. */
export interface Fn {
  /** What it is a function of: a flow, and what activations make of that on the way. */
  readonly views: readonly { readonly flow: Flow; readonly values: Float64Array }[];
  /** Names of activations with a parameter that it may be. */
  readonly families: readonly string[];
}

/** What can say that a network cannot express it, as an operator. */
export interface Refusing {
  readonly refusal: (why: string) => TypeError;
}

/** What a tensor of the graph is. */
export type Value =
  | { readonly is: "flow"; readonly flow: Flow }
  /** A function of each value, and the operator that computes it. */
  | { readonly is: "function"; readonly fn: Fn; readonly by?: Refusing }
  | { readonly is: "numbers"; readonly tensor: Tensor }
  /** A number in all places of a shape that the batch is part of. */
  | { readonly is: "fill"; readonly number: number }
  | { readonly is: "texts"; readonly texts: readonly string[] }
  /** The probabilities of two classes, of which the flow is the second. */
  | { readonly is: "pair"; readonly flow: Flow }
  /** The decided class, or its name. */
  | { readonly is: "class"; readonly flow: Flow; readonly names?: readonly string[] };

/** The most values of an example, so that files that claim more take no memory. */
const MOST_VALUES = 2 ** 20;

/** A value that is a flow. */
export function flowing(flow: Flow): Value {
  return { is: "flow", flow };
}

/** The flow after one more layer. */
export function append(
  below: Flow,
  layer: Layer,
  at: Partial<Pick<Flow, "shape" | "dims" | "image" | "batchAxis">>,
): Flow {
  const { shape, dims, image, batchAxis = 0 } = { ...below, ...at };
  checkSize(shape);
  const { parameters, state } = layer, matrices = Object.values({ ...parameters, ...state });
  spend(below, matrices.reduce((sum, { data }) => sum + data.length, 0));
  return { below, layer, shape, dims, image, batchAxis, budget: below.budget };
}

/** Throws if a graph makes more numbers than a file of its size should: nodes take a few bytes each. */
export function spend({ budget }: Pick<Flow, "budget">, numbers: number): void {
  budget.left -= numbers;
  if (budget.left < 0) {
    throw new RangeError("A graph must not make many more numbers than it holds");
  }
}

/** Throws unless so many values are few enough. */
export function checkSize(shape: Shape): void {
  if (sizeOf(shape) <= MOST_VALUES) return;
  throw new RangeError(
    `An example must have at most ${MOST_VALUES} values, but found ${
      describe(describeShape(shape))
    }`,
  );
}

/** The index here of an index in the graph, among the values of an example. */
export function placeIn({ image }: Flow, i: number): number {
  return placeOf(i, image);
}

/** Numbers that the graph has for each value of an example, in the order of the values here. */
export function inOrder(flow: Flow, data: ArrayLike<number>): Float64Array {
  const made = new Float64Array(data.length);
  for (let i = 0; i < made.length; i++) made[placeIn(flow, i)] = data[i]!;
  return made;
}

/** A matrix of parameters. */
export function matrixOf(rows: number, data: ArrayLike<number>) {
  return Object.freeze({ rows, columns: data.length / rows, data: Float64Array.from(data) });
}

/** The same flow as an image, channels first in the graph; `undefined` if it is not one. */
export function asImage(flow: Flow): Flow | undefined {
  const [channels, height, width, ...others] = flow.dims;
  if (width === undefined || others.length > 0) return undefined;
  const shape = [height!, width, channels!] as const, image = orderOf(shape);
  const isAsIs = String(flow.image) === String(image);
  const found = isAsIs ? flow : flow.image === undefined ? unflattened(flow, image) : undefined;
  if (found === undefined) return undefined;
  return String(found.shape) === String(shape) ? found : reshaped(found, shape);
}

/**
 * A row of weighted sums that the graph takes for an image: the units, here with the channels last.
 */
function unflattened(flow: Flow, image: Image | undefined): Flow | undefined {
  const { layer, below, shape } = flow;
  if (layer === undefined || below === undefined || shape.length !== 1) return undefined;
  if (layer.kind === activationKind as unknown && layer.activation?.kind === "elementwise") {
    const turned = unflattened(below, image);
    return turned && { ...flow, below: turned, image };
  }
  if (layer.kind !== denseKind as unknown) return undefined;
  const turned = ({ rows, columns, data }: Matrix) => {
    spend(flow, data.length);
    const size = data.length / shape[0]!, made = new Float64Array(data.length);
    for (let i = 0; i < data.length; i++) {
      made[placeOf(Math.floor(i / size), image) * size + i % size] = data[i]!;
    }
    return Object.freeze({ rows, columns, data: made });
  };
  const parameters = Object.fromEntries(
    Object.entries(layer.parameters).map(([name, matrix]) => [name, turned(matrix)]),
  );
  return { ...flow, image, layer: { ...layer, parameters } };
}

/** The same flow in a row; `undefined` if the graph has it in another shape. */
export function asRow(flow: Flow): Flow | undefined {
  if (flow.dims.length !== 1) return undefined;
  return flow.shape.length === 1 ? flow : reshaped(flow, flow.dims);
}

/** The same values, in the same order, in another shape here. */
export function reshaped(flow: Flow, shape: Shape): Flow {
  const { image } = flow, options = { shape: Object.freeze([...shape]) };
  return append(flow, { kind: reshapeKind, options, parameters: {} }, { shape, image });
}
