import { type Network, widthsOf } from "../../../engine/network.ts";
import type { Activation } from "../../../nn/activations/activation.ts";
import { activationOf, isShrunk } from "../../../nn/layers/layer.ts";

/** A parameter of a product: what optimizers know of it. */
export interface Part {
  /** Its name in the layer. */
  readonly name: string;
  /** Whether penalties and decay shrink it. */
  readonly shrinks: boolean;
}

/** The parameters of a dense product, W and b. */
export interface ProductParts {
  /** The number of the layer that they belong to, from 0. */
  readonly layer: number;
  /** W (units × inputs). */
  readonly weights: Part;
  /** b (1 × units). */
  readonly biases: Part;
}

/** What the programs of this executor do one after another: a product or none, activation, dropout. */
export interface Stage {
  /** How many values enter it. */
  readonly inputs: number;
  /** How many leave it. */
  readonly units: number;
  /** Z = A Wᵀ + b; without it Z is what enters. */
  readonly product?: ProductParts;
  /** f: A = f(Z). */
  readonly activation: Activation;
  /** How outputs are dropped in training, and by which layer. */
  readonly dropout?: { readonly layer: number; readonly rate: number };
}

/**
 * The stages that the layers of a network amount to: a layer of dropout is part of the stage below it.
 *
 * @param network The network.
 * @throws {RangeError} If a layer is of a kind that has no compiled form.
 */
export function stagesOf(network: Network<unknown>): Stage[] {
  const widths = widthsOf(network);
  const stages: Stage[] = [];
  for (const [l, layer] of network.layers.entries()) {
    const { kind, options } = layer;
    const compiled = kind.compiled?.(options);
    if (compiled === undefined) {
      throw new RangeError(
        `The wasm executor has no compiled form of layer ${l + 1}, of kind ${kind.name}; ` +
          `executor: "reference" takes any`,
      );
    }
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
        // Dropped before its own activation, if it has one: a stage that passes on, and one behind it.
        stages.push({ ...stage, activation: activationOf({}), dropout });
        if (layer.activation) stages.push(stage);
      }
    } else if (layer.activation || !below) {
      stages.push(stage);
    }
  }
  return stages;
}

/** The parameters of all products: as optimizers see them, in the order of the stages. */
export function partsOf(stages: readonly Stage[]): Part[] {
  return stages.flatMap(({ product }) => product ? [product.weights, product.biases] : []);
}
