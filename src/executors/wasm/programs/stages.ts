import { type Network, widthsOf } from "../../../engine/network.ts";
import { shapeOf } from "../../../core/matrix/matrix.ts";
import type { Activation } from "../../../nn/activations/activation.ts";
import { compiledFormOf } from "../../../nn/layers/layer_kind.ts";
import { activationOf, type CompiledForm, isShrunk, type Layer } from "../../../nn/layers/layer.ts";

/** A parameter of a product, as optimizers see it. */
export interface Part {
  readonly name: string;
  /** Whether regularizers and decay shrink it. */
  readonly shrinks: boolean;
}

/** The parameters of a dense product, W (units × inputs) and b (1 × units), of a layer from 0. */
export interface ProductParts {
  readonly layer: number;
  readonly weights: Part;
  readonly biases: Part;
}

/** A unit of work of this executor's programs: an optional product, an activation, and dropout. */
export interface Stage {
  readonly inputs: number;
  readonly units: number;
  /** Z = A Wᵀ + b; without it Z is the input. */
  readonly product?: ProductParts;
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
  const widths = widthsOf(network);
  const stages: Stage[] = [];
  for (const [l, layer] of network.layers.entries()) {
    const { kind, options } = layer;
    const compiled = compiledFormOf(kind, options);
    if (compiled === undefined) {
      throw new RangeError(
        `The wasm executor has no compiled form of layer ${l + 1}, of kind ${kind.name}; ` +
          `executor: "reference" takes any`,
      );
    }
    checkCompiled(layer, compiled, [widths[l]!, widths[l + 1]!], l);
    const stage = { inputs: widths[l]!, units: widths[l + 1]!, activation: activationOf(layer) };
    const below = stages.at(-1);
    if (compiled.form === "product") {
      const part = (name: string) => ({ name, shrinks: isShrunk(layer, name) });
      const { weights, biases } = compiled;
      stages.push({
        ...stage,
        product: { layer: l, weights: part(weights), biases: part(biases) },
      });
    } else if (compiled.form === "dropout" && compiled.rate > 0) {
      const dropout = { layer: l, rate: compiled.rate };
      if (below && !below.dropout && !layer.activation) {
        stages[stages.length - 1] = { ...below, dropout };
      } else {
        // Dropped before its own activation, if any: an identity stage, then the activation.
        stages.push({ ...stage, activation: activationOf({}), dropout });
        if (layer.activation) stages.push(stage);
      }
    } else if (layer.activation || !below || l === network.layers.length - 1) {
      // The last layer always has a stage: outputs must not be reported for one below it.
      stages.push(stage);
    }
  }
  return stages;
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
  const isRight = {
    product: ({ weights, biases }: Extract<CompiledForm, { form: "product" }>) =>
      names.length === 2 && shape(weights) === `${units} × ${inputs}` &&
      shape(biases) === `1 × ${units}`,
    identity: () => names.length === 0 && inputs === units && kind.drawMask === undefined,
    dropout: ({ rate }: Extract<CompiledForm, { form: "dropout" }>) =>
      names.length === 0 && inputs === units && kind.drawMask !== undefined && rate >= 0 &&
      rate < 1,
  };
  const check = Object.hasOwn(isRight, compiled.form) ? isRight[compiled.form] : undefined;
  if (check?.(compiled as never)) return;
  throw new TypeError(
    `The compiled form of layer ${l + 1}, of kind ${kind.name}, must be a product of all its ` +
      `parameters, W (${units} × ${inputs}) and b (1 × ${units}), the identity, or dropout, and do what ` +
      `its forward does, but found ${JSON.stringify(compiled)}`,
  );
}
