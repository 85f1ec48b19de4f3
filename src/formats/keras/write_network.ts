import { describe } from "../../core/support/describe.ts";
import { type Network, shapesOf } from "../../engine/network.ts";
import { linear } from "../../nn/activations/linear.ts";
import { kindNamed, KINDS } from "../../nn/layers/kinds.ts";
import { activationOf, type Layer } from "../../nn/layers/layer.ts";
import { part } from "../../nn/layers/paths.ts";
import type { ResidualKindOptions } from "../../nn/layers/residual.ts";
import type { ReshapeOptions } from "../../nn/layers/reshape.ts";
import type { Shape } from "../../nn/layers/shape.ts";
import { writeActivation } from "./activations.ts";
import type { KerasArray } from "./arrays.ts";
import type { WrittenLayer, WrittenResidual } from "./class.ts";
import { WRITTEN_KINDS } from "./layers.ts";

/** A network in the words of Keras. */
export interface WrittenNetwork {
  /** What `model.to_json()` writes. */
  readonly topology: { readonly class_name: string; readonly config: object };
  /** The arrays of all layers, named `LAYER/ARRAY`. */
  readonly arrays: readonly (KerasArray & { readonly data: ArrayLike<number> })[];
}

/**
 * A network as a Keras model: Sequential, or Functional if it has residual layers.
 *
 * @throws {TypeError} If TensorFlow.js has no such layer or activation.
 */
export function writeKerasNetwork({ inputs, layers }: Network): WrittenNetwork {
  const shapes = shapesOf({ inputs, layers }), [first] = layers as [Layer, ...Layer[]];
  const isShaped = first.kind === KINDS.reshape && first.activation === undefined;
  const shape = isShaped ? (first.options as ReshapeOptions).shape : [inputs];
  const written = layers.flatMap((layer, l) => {
    return l === 0 && isShaped
      ? []
      : writtenLayers(layer, shapes[l]!, shapes[l + 1]!, `layer ${l + 1}`);
  });
  return printed(shape, written);
}

function writtenLayers(
  layer: Layer,
  inputs: Shape,
  outputs: Shape,
  where: string,
): (WrittenLayer | WrittenResidual)[] {
  const { kind, options, parameters, state } = layer;
  const what = `${where}, of kind ${kind.name},`;
  const activation = writeActivation(activationOf(layer), outputs, what);
  const after = "layer" in activation
    ? [activation.layer]
    : activationOf(layer) === linear
    ? []
    : [{ className: "Activation", config: { activation: activation.word } }];
  if (kind === KINDS.residual) {
    const { layers } = options as ResidualKindOptions;
    let shape = inputs;
    const around = layers.flatMap((nested, i) => {
      const from = shape;
      shape = nested.kind.outputShape(nested.options, shape);
      const [own, kept] = [part(parameters, i), part(state ?? {}, i)];
      const made = { ...nested, parameters: own, state: kept };
      return writtenLayers(made, from, shape, `layer ${i + 1} of residual in ${where}`);
    });
    return [{ around }, ...after];
  }
  const write = kindNamed(kind.name) === kind && Object.hasOwn(WRITTEN_KINDS, kind.name)
    ? WRITTEN_KINDS[kind.name]
    : undefined;
  if (write === undefined) {
    throw new TypeError(
      `TensorFlow.js has no layer that does what ${where} does, of kind ${describe(kind.name)}`,
    );
  }
  const made = [...write(layer, inputs, where)], last = made.at(-1);
  const takesWord = last !== undefined && last.arrays !== undefined && "use_bias" in last.config &&
    !("activation" in last.config);
  if (!takesWord) return [...made, ...after];
  const isWord = "word" in activation;
  const config = { ...last.config, activation: isWord ? activation.word : "linear" };
  return [...made.slice(0, -1), { ...last, config }, ...(isWord ? [] : after)];
}

function printed(
  shape: Shape,
  written: readonly (WrittenLayer | WrittenResidual)[],
): WrittenNetwork {
  const isSequential = !written.some((layer) => "around" in layer);
  const counts = new Map<string, number>();
  const layers: object[] = [], arrays: (KerasArray & { readonly data: ArrayLike<number> })[] = [];
  const add = (
    { className, config, arrays: own = [] }: WrittenLayer,
    inbound: readonly string[],
  ): string => {
    const word = className.toLowerCase(), count = (counts.get(word) ?? 0) + 1;
    counts.set(word, count);
    const name = `${word}_${count}`;
    const nodes = inbound.length === 0 ? [] : [inbound.map((below) => [below, 0, 0, {}])];
    layers.push({
      class_name: className,
      config: { name, trainable: true, ...config },
      ...(!isSequential && { name, inbound_nodes: nodes }),
    });
    arrays.push(...own.map((array) => ({ ...array, name: `${name}/${array.name}` })));
    return name;
  };
  const addAll = (some: readonly (WrittenLayer | WrittenResidual)[], from: string): string => {
    let below = from;
    for (const layer of some) {
      below = "around" in layer
        ? add({ className: "Add", config: {} }, [addAll(layer.around, below), below])
        : add(layer, [below]);
    }
    return below;
  };
  const config = { batch_input_shape: [null, ...shape], dtype: "float32", sparse: false };
  const input = add({ className: "InputLayer", config }, []);
  const output = addAll(written, input);
  return {
    topology: isSequential ? { class_name: "Sequential", config: { name: "backproof", layers } } : {
      class_name: "Model",
      config: {
        ...{ name: "backproof", layers },
        ...{ input_layers: [[input, 0, 0]], output_layers: [[output, 0, 0]] },
      },
    },
    arrays,
  };
}
