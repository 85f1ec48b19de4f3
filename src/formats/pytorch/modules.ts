import { printable } from "../../core/support/describe.ts";
import type { NetworkParts } from "../../engine/network.ts";
import { KINDS } from "../../nn/layers/kinds.ts";
import type { NestedLayer } from "../../nn/layers/layer.ts";
import type { Shape } from "../../nn/layers/shape.ts";
import { activationModules } from "./activations.ts";
import { KEEP_ORDER, type Place, PYTORCH_KINDS, type Translation } from "./kinds.ts";
import { type Image, orderOf } from "../channels_first.ts";
import { codeOf, type Module } from "./module.ts";

/**
 * The modules of each layer, which one after the other make the equivalent `nn.Sequential`.
 *
 * A first reshape has none: the inputs have its shape there, images channels first. An activation that
 * is linear has none; a dense layer over anything but a row has an `nn.Flatten` before it.
 *
 * @throws {TypeError} If PyTorch has no module for a kind or an activation, which the message names.
 */
export function modulesOf({ inputs, layers }: NetworkParts): readonly (readonly Module[])[] {
  return translated(layers, [inputs], undefined, undefined, "").modules;
}

/** Python's way to make the equivalent modules: `nn.Sequential(nn.Linear(2, 3), nn.Tanh())`. */
export function pytorchCode(parts: NetworkParts): string {
  return `nn.Sequential(${modulesOf(parts).flat().map(codeOf).join(", ")})`;
}

/**
 * Translates layers one after the other.
 *
 * @param image The order of flat inputs.
 * @param end The order that flat outputs should be in.
 * @param around What the layers are inside of, for messages; nothing for those of a network.
 */
function translated(
  layers: readonly NestedLayer[],
  inputs: Shape,
  image: Image | undefined,
  end: Image | undefined,
  around: string,
): { readonly modules: readonly (readonly Module[])[]; readonly image: Image | undefined } {
  let shape = inputs, order = image;
  const modules = layers.map((layer, l): readonly Module[] => {
    const where = `layer ${l + 1}${around}`, { kind, options, activation } = layer;
    const outputs = kind.outputShape(options, shape);
    const wanted = orderAfter(layers.slice(l + 1), outputs, end);
    const place: Place = {
      ...{ inputs: shape, image: order, wanted, isFirst: l === 0 && around === "" },
      inside: (nested) => insideOf(nested, shape, order, ` of ${where}`),
      refusal: (what) => refusal(what, where),
    };
    const found = translationOf(layer, place, where);
    const activations = activation ? activationModules(activation, outputs) : [];
    if (activations === undefined) throw refusal(`the activation ${activation!.name}`, where);
    [shape, order] = [outputs, outputs.length === 1 ? found.image : undefined];
    return [...found.modules, ...activations];
  });
  return { modules, image: order };
}

function translationOf({ kind, options }: NestedLayer, place: Place, where: string): Translation {
  const name = kind.name as keyof typeof KINDS;
  const translate = Object.hasOwn(PYTORCH_KINDS, name) && KINDS[name] as unknown === kind
    ? PYTORCH_KINDS[name] as (options: unknown, place: Place) => Translation
    : undefined;
  if (translate === undefined) throw refusal(`the kind ${name}`, where);
  return translate(options, place);
}

/** The modules of layers inside another, whose parameters have paths such as `0.weights` there. */
function insideOf(
  layers: readonly NestedLayer[],
  inputs: Shape,
  image: Image | undefined,
  around: string,
): readonly Module[] {
  const inside = translated(layers, inputs, image, image, around);
  if (String(inside.image) !== String(inputs.length === 1 ? image : undefined)) {
    throw refusal(
      "values of an image in another order than they came in",
      `the last layer${around}`,
    );
  }
  return inside.modules.flatMap((modules, i) => modules.map((module) => within(module, i)));
}

function within(module: Module, i: number): Module {
  const { tensors, nested } = module;
  return {
    ...module,
    ...(tensors && {
      tensors: tensors.map((each) => ({
        ...each,
        parts: each.parts.map((part) => ({ ...part, of: `${i}.${part.of}` })),
      })),
    }),
    ...(nested && { nested: nested.map((each) => within(each, i)) }),
  };
}

/** The order that the layers after one want its outputs in. */
function orderAfter(
  layers: readonly NestedLayer[],
  outputs: Shape,
  end: Image | undefined,
): Image | undefined {
  if (outputs.length !== 1) return undefined;
  const next = layers.find(({ kind }) => !KEEP_ORDER.includes(kind.name));
  if (next === undefined) return end;
  if (next.kind.name !== "reshape") return undefined;
  return orderOf((next.options as { readonly shape: Shape }).shape);
}

function refusal(what: string, where: string): TypeError {
  return new TypeError(printable(`PyTorch has no module for ${what}, as in ${where}`));
}
