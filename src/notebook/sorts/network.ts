import { escapeHtml, htmlTable } from "../../report/html.ts";
import { describeNetwork, type Network } from "../../engine/network.ts";
import { type Summary, summary } from "../../engine/summary.ts";
import { printable } from "../../core/support/describe.ts";
import type { Model } from "../../model/model.ts";
import { describeShape } from "../../nn/layers/shape.ts";
import { architecture } from "../architecture.ts";
import { type Display, hasOwn } from "../display.ts";
import { words } from "../words.ts";
import { isLayer } from "./layer.ts";
import { count, things } from "../../core/support/quantities.ts";
import { shortened } from "../../core/support/display_width.ts";
import { someLines } from "../../report/some_lines.ts";

function isNetwork(value: unknown): value is Network<unknown> {
  return hasOwn(value, "inputs", "layers") && typeof value.inputs === "number" &&
    Array.isArray(value.layers) && value.layers.length > 0 && value.layers.every(isLayer);
}

/** A network: a drawing of its layers, and its summary. */
export const networks: Display<Network<unknown>> = {
  recognizes: isNetwork,
  text: (network) => someLines(`${summary(network)}`),
  html: (network) => networkHtml(network),
};

/** A summary: what it has as text, as a table. */
export const summaries: Display<Summary> = {
  recognizes: (value) => {
    return hasOwn(value, "inputs", "layers", "parameters", "multiplyAdds", "toString") &&
      Array.isArray(value.layers);
  },
  text: (summary) => someLines(`${summary}`),
  html: summaryTable,
};

/** A model: its network, and what is known of inputs and outputs. */
export const models: Display<Model> = {
  recognizes: (value) => {
    return hasOwn(value, "network", "inputs", "outputs", "predict") && isNetwork(value.network) &&
      hasOwn(value.inputs, "kind") && hasOwn(value.outputs, "task");
  },
  text: (model) => someLines(`model: ${summary(model.network)}\n${inWords(model)}`),
  html: (model) => `<p>${escapeHtml(inWords(model))}</p>${networkHtml(model.network)}`,
};

function inWords({ inputs, outputs }: Model): string {
  const names = "names" in outputs ? outputs.names : undefined;
  const shown = names ? `: ${shortened(printable(names.join(", ")), 200)}` : "";
  return `${inputs.kind} → ${outputs.task}${shown}`;
}

function networkHtml(network: Network<unknown>): string {
  const title = escapeHtml(shortened(describeNetwork(network), 200));
  return `<p class="title">${title}</p>${architecture(network)}${summaryTable(summary(network))}`;
}

/** At most this many layers are listed: the first, and the last two. */
const MOST = 40;

function summaryTable({ inputs, layers, parameters, multiplyAdds }: Summary): string {
  const rows = layers.map((layer, l) => [
    `${l + 1}`,
    words(printable([layer.kind, layer.activation].filter(Boolean).join(" "))),
    describeShape(l === 0 ? [inputs] : layers[l - 1]!.shape),
    describeShape(layer.shape),
    count(layer.parameters),
    count(layer.multiplyAdds),
  ]);
  const left = rows.length - MOST;
  const listed = left > 0
    ? [...rows.slice(0, MOST - 2), ["", `… ${things(left, "more layer")}`], ...rows.slice(-2)]
    : rows;
  const all = ["", "", "", "in all", count(parameters), count(multiplyAdds)];
  const head = ["layer", "kind", "inputs", "outputs", "parameters", "multiply-adds"];
  return htmlTable(head, [...listed, all], "layers");
}
