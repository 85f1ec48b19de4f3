import { type Network, shapesOf } from "../../engine/network.ts";
import type { Activation } from "../../nn/activations/activation.ts";
import { compiledFormOf } from "../../nn/layers/layer_kind.ts";
import type { ColumnsForm, CompiledForm, PoolForm } from "../../nn/layers/compiled_form.ts";
import { activationOf, isShrunk, type Layer, type NestedLayer } from "../../nn/layers/layer.ts";
import { type Shape, sizeOf } from "../../nn/layers/shape.ts";
import type { LayerLearning } from "../../nn/layers/learning.ts";
import { countWindows, type Extent, type WindowGrid } from "../../nn/layers/windows.ts";
import { checkCompiled } from "./check_compiled.ts";

/** A parameter, as optimizers see it. */
export interface Part {
  /** Its name in the layer of the network: of layers inside that, a path. */
  readonly name: string;
  /** Its name in its own layer. */
  readonly own: string;
  /** Rows and columns; of weights, units and inputs. */
  readonly size: readonly [rows: number, columns: number];
  /** Of weights that are turned by 180°: the pixels of a window. */
  readonly turned?: number;
  /** Whether regularizers and decay shrink it. */
  readonly shrinks: boolean;
  /** How its layer is trained, if not as others. */
  readonly learning?: LayerLearning;
}

/** A product Z = A Wᵀ + b. */
export interface ProductForm {
  /** Whether b is a parameter, the one behind W (units × inputs). */
  readonly hasBiases: boolean;
  /** The windows that are its rows; without them, its rows are the examples. */
  readonly windows?: WindowGrid;
  /** How far the pixels of their images lie from each other, with zeros between; 1 by default. */
  readonly apart?: Extent;
}

/** The state of a layer, by its number from 0. */
export interface StateParts {
  readonly layer: number;
  /** What the names of its matrices begin with, in a layer inside another. */
  readonly path: string;
  /** The names. */
  readonly state: readonly string[];
}

/** The parameters of a layer, by its number from 0. */
export interface LayerParts {
  readonly layer: number;
  readonly parts: readonly Part[];
}

/**
 * A unit of work of a compiled network: how Z is computed, if it is not the input, an activation,
 * and dropout.
 */
export interface Stage {
  /** The number of its layer, from 0. */
  readonly layer: number;
  readonly inputs: number;
  /** The rows of Z for each example: one, or one for each window. */
  readonly positions: number;
  /** The columns of Z. */
  readonly units: number;
  /** Z = A Wᵀ + b; without it and without the other formulas, Z is the input. */
  readonly product?: ProductForm;
  readonly pool?: PoolForm;
  /** Z is rows of the parameter, those of the integers nearest to the inputs. */
  readonly looksUp?: boolean;
  /** Formulas of each example, those of its layer. */
  readonly rows?: Pick<Layer, "kind" | "options"> & { readonly shape: Shape };
  /** Formulas of the values of each channel in the batch. */
  readonly columns?: ColumnsForm & StateParts & { readonly name: string };
  /** The number of the stage whose output is added to the input, −1 for the network's inputs. */
  readonly skip?: number;
  readonly parameters?: LayerParts;
  readonly activation: Activation;
  /** The dropout of outputs in training, and the number of its layer. */
  readonly dropout?: { readonly layer: number; readonly rate: number };
}

/**
 * The stages of a network: a dropout layer is part of the stage below it.
 *
 * @param refusal What a layer without a compiled form is refused with, after its number and its kind.
 * @throws {RangeError} If a layer is of a kind that has no compiled form.
 * @throws {TypeError} If a compiled form does not match its layer.
 */
export function stagesOf(
  network: Network<unknown>,
  refusal: (layer: string) => string = refusalBy("wasm"),
): Stage[] {
  const shapes = shapesOf(network), stages: Stage[] = [];
  for (const [l, outer] of network.layers.entries()) {
    const last = l === network.layers.length - 1;
    addStages(stages, {
      ...{ outer, l, path: "", last, layer: outer, refusal },
      ...{ inputs: shapes[l]!, outputs: shapes[l + 1]! },
    });
  }
  return stages;
}

/** What an executor refuses layers with that have no compiled form. */
export function refusalBy(executor: string): (layer: string) => string {
  return (layer) =>
    `The ${executor} executor has no compiled form of ${layer}; executor: "reference" takes any`;
}

/** A layer of the network, or inside one. */
interface PlacedLayer {
  readonly outer: Layer<unknown>;
  readonly l: number;
  /** What the names of its parameters begin with in the outer layer. */
  readonly path: string;
  readonly layer: NestedLayer;
  readonly inputs: Shape;
  readonly outputs: Shape;
  readonly last: boolean;
  readonly refusal: (layer: string) => string;
}

function addStages(stages: Stage[], placed: PlacedLayer): void {
  const { l, layer, last } = placed;
  const compiled = compiledFormOf(layer.kind, layer.options, placed.inputs);
  if (compiled === undefined) {
    throw new RangeError(placed.refusal(`layer ${l + 1}, of kind ${layer.kind.name}`));
  }
  const parts = partsOf(placed, compiled);
  checkCompiled(layer.kind, parts, compiled, [placed.inputs, placed.outputs], l);
  const activation = activationOf(layer);
  const [inputs, units] = [sizeOf(placed.inputs), sizeOf(placed.outputs)];
  const stage = { layer: l, inputs, positions: 1, units, activation }, below = stages.at(-1);
  const computed = formOf(placed, compiled);
  if (computed) {
    const positions = positionsOf(compiled, placed.outputs);
    // Activations of rows and losses take whole examples.
    const isOfPlaces = "windows" in compiled || isOfPositions(compiled);
    const isApart = isOfPlaces && (last || activation.kind === "rowwise");
    stages.push({
      ...{ ...stage, positions, units: units / positions, ...computed },
      ...(parts.length > 0 && { parameters: { layer: l, parts } }),
      ...(isApart && { activation: activationOf({}) }),
    });
    if (isApart) stages.push({ ...stage, inputs: units });
  } else if (compiled.form === "around") {
    const skip = stages.length - 1;
    addNested(stages, placed, layer.kind.nested!(layer.options));
    stages.push({ ...stage, skip });
  } else if (compiled.form === "dropout" && compiled.rate > 0) {
    const dropout = { layer: l, rate: compiled.rate };
    if (below && !below.dropout && !layer.activation) {
      stages[stages.length - 1] = { ...below, dropout };
    } else {
      // Dropped before its own activation, if any: an identity stage, then the activation.
      stages.push({ ...stage, activation: activationOf({}), dropout });
      if (layer.activation) stages.push(stage);
    }
  } else if (layer.activation || last) {
    // The last layer always has a stage: outputs must not be reported for one below it.
    stages.push(stage);
  }
}

function addNested(stages: Stage[], placed: PlacedLayer, layers: readonly NestedLayer[]): void {
  let { inputs } = placed;
  for (const [i, layer] of layers.entries()) {
    const outputs = layer.kind.outputShape(layer.options, inputs);
    const path = `${placed.path}${i}.`;
    addStages(stages, { ...placed, path, layer, inputs, outputs, last: false });
    inputs = outputs;
  }
}

/** Whether Z has a row for each position of its layer's outputs. */
function isOfPositions({ form }: CompiledForm): boolean {
  return form === "columns" || form === "lookup";
}

/** The rows of Z for each example. */
function positionsOf(compiled: CompiledForm, outputs: Shape): number {
  if ("windows" in compiled && compiled.windows) return countWindows(compiled.windows);
  return isOfPositions(compiled) ? sizeOf(outputs) / outputs.at(-1)! : 1;
}

/** How the outputs of a layer are computed, unless they are its inputs. */
function formOf(
  { outer, l, path, layer: { kind, options }, inputs }: PlacedLayer,
  compiled: CompiledForm,
): Pick<Stage, "product" | "pool" | "looksUp" | "rows" | "columns"> | undefined {
  switch (compiled.form) {
    case "product": {
      const { biases, windows, apart } = compiled;
      const places = { ...(windows && { windows }), ...(apart && { apart }) };
      return { product: { hasBiases: biases !== undefined, ...places } };
    }
    case "windows":
      return { pool: compiled };
    case "lookup":
      return { looksUp: true };
    case "columns":
      return {
        columns: {
          ...{ ...compiled, name: kind.name, layer: l, path },
          state: namesIn(outer.state ?? {}, path),
        },
      };
    case "rows":
      return { rows: { kind, options, shape: inputs } };
  }
}

/** The parameters of a layer, those of a product in their order. */
function partsOf({ outer, path }: PlacedLayer, compiled: CompiledForm): Part[] {
  if (compiled.form === "around") return [];
  const { parameters, learning } = outer, all = namesIn(parameters, path);
  const product = compiled.form === "product" ? compiled : undefined;
  const first = product ? [product.weights, product.biases ?? []].flat() : [];
  const names = [
    ...first.filter((name) => all.includes(name)),
    ...all.filter((name) => !first.includes(name)),
  ];
  return names.map((own): Part => {
    const name = path + own, { rows, columns } = parameters[name]!;
    const shrinks = isShrunk(outer, name);
    return {
      ...{ name, own, size: [rows, columns], shrinks },
      ...(product?.apart && own === product.weights && { turned: sizeOf(product.windows!.kernel) }),
      ...(learning && { learning }),
    };
  });
}

/** The names behind a path, of the layer that it leads to. */
function namesIn(matrices: Readonly<Record<string, unknown>>, path: string): string[] {
  return Object.keys(matrices).filter((name) => name.startsWith(path))
    .map((name) => name.slice(path.length));
}

/** Whether steps change the parameters of a stage. */
export function isTrained({ parameters }: Pick<Stage, "parameters">): boolean {
  return parameters !== undefined && (parameters.parts[0]!.learning?.trainable ?? true);
}

/** Whether a stage has a formula for Z; otherwise Z is its input. */
export function isComputed({ product, pool, looksUp, rows, columns, skip }: Stage): boolean {
  return [product, pool, looksUp, rows, columns, skip].some((form) => form !== undefined);
}

/** The lowest stage that learns, below which no errors are needed; the last if none does. */
export function lowestTrained(stages: readonly Stage[]): number {
  const lowest = stages.findIndex(isTrained);
  return lowest < 0 ? stages.length - 1 : lowest;
}

/** The rows and columns of the matrix that rows are multiplied by: Wᵀ, or a turned kernel. */
export function sizeOfWeights({ size: [rows, columns], turned }: Part): readonly [number, number] {
  return turned !== undefined ? [turned * rows, columns / turned] : [columns, rows];
}
