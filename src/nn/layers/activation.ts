import { type Activation, checkActivation } from "../activations/activation.ts";
import type { LayerKind } from "./layer.ts";
import { layer, type LayerPlan } from "./plan.ts";
import { layerKind } from "./layer_kind.ts";

/** The formulas of kinds whose outputs are their inputs. */
export const IDENTITY:
  & Pick<LayerKind, "forward" | "backward">
  & Required<
    Pick<LayerKind, "compiled">
  > = {
    forward: (_m, _layer, inputs) => ({ outputs: inputs, saved: {} }),
    backward: (_m, _layer, _saved, errors) => ({ inputs: () => errors, parameters: {} }),
    compiled: () => ({ form: "identity" }),
  };

/**
 * The identity: a layer of this kind consists of its activation.
 * @category Layers
 */
export const activationKind: LayerKind<Record<never, never>> = /* @__PURE__ */ (() =>
  layerKind<
    Record<never, never>
  >({
    ...IDENTITY,
    name: "activation",
    options: () => ({}),
    outputShape: (_, inputs) => inputs,
    describe: () => "",
    samples: [{}],
  }))();

/**
 * Plans a layer of only an activation, A = f(Z) with the inputs as Z: (4), (11) and (17).
 *
 * @returns The plan, for `network`; its outputs have the shape of its inputs.
 * @throws {TypeError} If `f` is not an activation.
 *
 * @example
 * ```ts
 * import { activation, forward, matrix, network, relu } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 2, layers: [activation(relu)] });
 * assertEquals(Array.from(forward(net, matrix([[-1, 2]])).outputs.data), [0, 2]);
 * ```
 * @category Layers
 */
export function activation(f: Activation): LayerPlan {
  checkActivation(f);
  return layer(activationKind, {}, { activation: f });
}
