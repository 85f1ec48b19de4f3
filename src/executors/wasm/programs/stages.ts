import { type Network, shapesOf, widthsOf } from "../../../engine/network.ts";
import { shapeOf } from "../../../core/matrix/matrix.ts";
import type { Activation } from "../../../nn/activations/activation.ts";
import { compiledFormOf } from "../../../nn/layers/layer_kind.ts";
import {
  activationOf,
  type ColumnsForm,
  type CompiledForm,
  isShrunk,
  type Layer,
  type PoolForm,
  type Shape,
} from "../../../nn/layers/layer.ts";
import type { LayerLearning } from "../../../nn/layers/learning.ts";
import { countWindows, type WindowGrid } from "../../../nn/layers/windows.ts";

/** A parameter, as optimizers see it. */
export interface Part {
  readonly name: string;
  /** Rows and columns; of weights, units and inputs. */
  readonly size: readonly [rows: number, columns: number];
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
}

/** The parameters of a layer, by its number from 0. */
export interface LayerParts {
  readonly layer: number;
  readonly parts: readonly Part[];
}

/**
 * A unit of work of this executor's programs: an optional product or pooling, an activation, and
 * dropout.
 */
export interface Stage {
  readonly inputs: number;
  /** The rows of Z for each example: one, or one for each window. */
  readonly positions: number;
  /** The columns of Z. */
  readonly units: number;
  /** Z = A Wᵀ + b; without it, `pool` and `rows` Z is the input. */
  readonly product?: ProductForm;
  readonly pool?: PoolForm;
  /** Formulas of each example, those of its layer. */
  readonly rows?: Pick<Layer, "kind" | "options"> & { readonly shape: Shape };
  /** Formulas of the values of each channel in the batch, and the shapes of the state by name. */
  readonly columns?: ColumnsForm & { readonly layer: number; readonly state: readonly string[] };
  readonly parameters?: LayerParts;
  readonly activation: Activation;
  /** The dropout of outputs in training, and the number of its layer. */
  readonly dropout?: { readonly layer: number; readonly rate: number };
}

/**
 * The stages of a network: a dropout layer is part of the stage below it.
 *
 * @throws {RangeError} If a layer is of a kind that has no compiled form.
 * @throws {TypeError} If a compiled form does not match its layer.
 */
export function stagesOf(network: Network<unknown>): Stage[] {
  const shapes = shapesOf(network), widths = widthsOf(network);
  const stages: Stage[] = [];
  for (const [l, layer] of network.layers.entries()) {
    const { kind, options } = layer;
    const compiled = compiledFormOf(kind, options, shapes[l]!);
    if (compiled === undefined) {
      throw new RangeError(
        `The wasm executor has no compiled form of layer ${l + 1}, of kind ${kind.name}; ` +
          `executor: "reference" takes any`,
      );
    }
    checkCompiled(layer, compiled, [widths[l]!, widths[l + 1]!], l);
    const activation = activationOf(layer), last = l === network.layers.length - 1;
    const stage = { inputs: widths[l]!, positions: 1, units: widths[l + 1]!, activation };
    const below = stages.at(-1);
    const windows = windowsOf(compiled);
    const computed = formOf(layer, compiled, shapes[l]!, l);
    if (computed) {
      const positions = windows
        ? countWindows(windows)
        : compiled.form === "columns"
        ? stage.units / shapes[l + 1]!.at(-1)!
        : 1;
      const own = { ...stage, positions, units: stage.units / positions };
      // Activations of rows and losses take whole examples.
      const isOfPlaces = windows !== undefined || compiled.form === "columns";
      const isApart = isOfPlaces && (last || activation.kind === "rowwise");
      stages.push({
        ...own,
        ...computed,
        ...partsOf(layer, l, compiled),
        ...(isApart && { activation: activationOf({}) }),
      });
      if (isApart) stages.push({ ...stage, inputs: stage.units });
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
  return stages;
}

/** How the outputs of a layer are computed, unless they are its inputs. */
function formOf(
  layer: Layer<unknown>,
  compiled: CompiledForm,
  shape: Shape,
  l: number,
): Pick<Stage, "product" | "pool" | "rows" | "columns"> | undefined {
  switch (compiled.form) {
    case "product": {
      const { biases, windows } = compiled;
      return { product: { hasBiases: biases !== undefined, ...(windows && { windows }) } };
    }
    case "windows":
      return { pool: compiled };
    case "columns":
      return { columns: { ...compiled, layer: l, state: Object.keys(layer.state ?? {}) } };
    case "rows":
      return { rows: { kind: layer.kind, options: layer.options, shape } };
  }
}

/** The parameters of a layer, those of a product in their order. */
function partsOf(
  layer: Layer<unknown>,
  l: number,
  compiled: CompiledForm,
): Pick<Stage, "parameters"> {
  const { parameters, learning } = layer;
  const names = compiled.form === "product"
    ? [compiled.weights, compiled.biases ?? []].flat()
    : Object.keys(parameters);
  const parts = names.map((name): Part => {
    const { rows, columns } = parameters[name]!;
    const shrinks = isShrunk(layer, name);
    return { name, size: [rows, columns], shrinks, ...(learning && { learning }) };
  });
  return parts.length === 0 ? {} : { parameters: { layer: l, parts } };
}

/** Whether steps change the parameters of a stage. */
export function isTrained({ parameters }: Pick<Stage, "parameters">): boolean {
  return parameters !== undefined && (parameters.parts[0]!.learning?.trainable ?? true);
}

function windowsOf(compiled: CompiledForm): WindowGrid | undefined {
  return "windows" in compiled ? compiled.windows : undefined;
}

/** Throws unless a layer matches its compiled form. */
function checkCompiled(
  { kind, parameters }: Layer<unknown>,
  compiled: CompiledForm,
  [inputs, units]: readonly [number, number],
  l: number,
): void {
  const names = Object.keys(parameters);
  const shape = (name: string) => parameters[name] && shapeOf(parameters[name]);
  const fits = ({ image: [height, width, channels] }: WindowGrid) =>
    height * width * channels === inputs;
  const isRight = {
    product: ({ weights, biases, windows }: Extract<CompiledForm, { form: "product" }>) => {
      const rows = windows ? units / countWindows(windows) : units;
      const columns = windows ? windows.kernel[0] * windows.kernel[1] * windows.image[2] : inputs;
      return names.length === (biases === undefined ? 1 : 2) && (!windows || fits(windows)) &&
        shape(weights) === `${rows} × ${columns}` &&
        (biases === undefined || shape(biases) === `1 × ${rows}`);
    },
    windows: ({ windows }: PoolForm) =>
      names.length === 0 && fits(windows) &&
      countWindows(windows) * windows.image[2] === units,
    columns: () => inputs === units && kind.drawMask === undefined,
    rows: () => kind.drawMask === undefined && kind.stateShapes === undefined,
    identity: () => names.length === 0 && inputs === units && kind.drawMask === undefined,
    dropout: ({ rate }: Extract<CompiledForm, { form: "dropout" }>) =>
      names.length === 0 && inputs === units && kind.drawMask !== undefined && rate >= 0 &&
      rate < 1,
  };
  const check = Object.hasOwn(isRight, compiled.form) ? isRight[compiled.form] : undefined;
  if (check?.(compiled as never)) return;
  throw new TypeError(
    `The compiled form of layer ${l + 1}, of kind ${kind.name}, must be a product of all its ` +
      `parameters, W (${units} × ${inputs}) and b (1 × ${units}), one with windows, a formula of ` +
      `windows, of rows or of columns, the identity, or dropout, and do what its forward does, but found ` +
      JSON.stringify(compiled),
  );
}
