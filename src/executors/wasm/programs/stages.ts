import { type Network, shapesOf, widthsOf } from "../../../engine/network.ts";
import { shapeOf } from "../../../core/matrix/matrix.ts";
import type { Activation } from "../../../nn/activations/activation.ts";
import { compiledFormOf } from "../../../nn/layers/layer_kind.ts";
import {
  activationOf,
  type CompiledForm,
  isShrunk,
  type Layer,
  type PoolForm,
} from "../../../nn/layers/layer.ts";
import { countWindows, type Windows } from "../../../nn/layers/windows.ts";

/** A parameter of a product, as optimizers see it. */
export interface Part {
  readonly name: string;
  /** Whether regularizers and decay shrink it. */
  readonly shrinks: boolean;
}

/** The parameters of a product, W (units × inputs) and b (1 × units), of a layer from 0. */
export interface ProductParts {
  readonly layer: number;
  readonly weights: Part;
  readonly biases?: Part;
  /** The windows that are its rows; without them, its rows are the examples. */
  readonly windows?: Windows;
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
  /** Z = A Wᵀ + b; without it and without `pool` Z is the input. */
  readonly product?: ProductParts;
  readonly pool?: PoolForm;
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
    if (compiled.form === "product" || compiled.form === "windows") {
      const positions = windows ? countWindows(windows) : 1;
      const own = { ...stage, positions, units: stage.units / positions };
      // Activations of rows and losses take whole examples.
      const isApart = windows !== undefined && (last || activation.kind === "rowwise");
      stages.push({
        ...own,
        ...(compiled.form === "product"
          ? { product: partsOf(layer, l, compiled) }
          : { pool: compiled }),
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
    } else if (layer.activation || !below || last) {
      // The last layer always has a stage: outputs must not be reported for one below it.
      stages.push(stage);
    }
  }
  return stages;
}

function partsOf(
  layer: Layer<unknown>,
  l: number,
  { weights, biases, windows }: Extract<CompiledForm, { form: "product" }>,
): ProductParts {
  const part = (name: string) => ({ name, shrinks: isShrunk(layer, name) });
  return {
    layer: l,
    weights: part(weights),
    ...(biases !== undefined && { biases: part(biases) }),
    ...(windows && { windows }),
  };
}

function windowsOf(compiled: CompiledForm): Windows | undefined {
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
  const fits = ({ inputs: [height, width, channels] }: Windows) =>
    height * width * channels === inputs;
  const isRight = {
    product: ({ weights, biases, windows }: Extract<CompiledForm, { form: "product" }>) => {
      const rows = windows ? units / countWindows(windows) : units;
      const columns = windows ? windows.kernel[0] * windows.kernel[1] * windows.inputs[2] : inputs;
      return names.length === (biases === undefined ? 1 : 2) && (!windows || fits(windows)) &&
        shape(weights) === `${rows} × ${columns}` &&
        (biases === undefined || shape(biases) === `1 × ${rows}`);
    },
    windows: ({ windows }: PoolForm) =>
      names.length === 0 && fits(windows) &&
      countWindows(windows) * windows.inputs[2] === units,
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
      `windows, the identity, or dropout, and do what its forward does, but found ` +
      JSON.stringify(compiled),
  );
}
