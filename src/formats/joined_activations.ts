import { linear } from "../nn/activations/linear.ts";
import { activationKind, IDENTITY } from "../nn/layers/activation.ts";
import type { NestedLayer } from "../nn/layers/layer.ts";

/** Layers whose activations, where these are layers of their own, become those of the layers below. */
export function joinedActivations<L extends NestedLayer>(layers: readonly L[]): L[] {
  const joined: L[] = [];
  for (const layer of layers) {
    const below = joined.at(-1), { activation } = layer;
    const isActivation = layer.kind === activationKind as unknown;
    if (isActivation && activation && below && takesActivation(below)) {
      joined[joined.length - 1] = { ...below, activation };
    } else joined.push(layer);
  }
  return joined;
}

/**
 * Whether a layer that computes something has no activation yet. Dropout takes none: it must not be the
 * last layer of a network.
 */
function takesActivation({ kind, activation }: NestedLayer): boolean {
  const computes = kind.forward !== IDENTITY.forward && kind.drawMask === undefined;
  return computes && (activation === undefined || activation === linear);
}
