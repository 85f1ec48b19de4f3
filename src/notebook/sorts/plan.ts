import { printable } from "../../core/support/describe.ts";
import type { LayerPlan } from "../../nn/layers/plan.ts";
import { describeLayer, type LayerKind } from "../../nn/layers/layer.ts";
import { escapeHtml } from "../../report/html.ts";
import { type Display, hasOwn } from "../display.ts";

function isKind(value: unknown): value is LayerKind & object {
  return hasOwn(value, "name", "forward", "outputShape", "describe");
}

/** A layer that is planned: its name, as its parameters are drawn by the network. */
export const plans: Display<LayerPlan> = {
  recognizes: (value) => {
    return hasOwn(value, "kind", "options") && !Object.hasOwn(value, "parameters") &&
      isKind(value.kind);
  },
  text: (plan) => `planned layer: ${describeLayer(plan)}`,
  html: (plan) => `<p class="title">planned layer: ${escapeHtml(describeLayer(plan))}</p>`,
};

/** A kind of layer: its name. */
export const kinds: Display<LayerKind> = {
  recognizes: isKind,
  text: ({ name }) => `kind of layer: ${printable(name)}`,
  html: ({ name }) => `<p class="title">kind of layer: ${escapeHtml(printable(name))}</p>`,
};
