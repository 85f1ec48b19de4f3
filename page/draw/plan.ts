import { ACTIVATIONS } from "../../src/nn/activations/activations.ts";
import type { Plan } from "./messages.ts";

const DEFAULT: Plan = { layers: [32, 16], activation: "tanh", seed: 1, executor: "wasm" };

/** Layers beyond these are not for a page. */
const MOST_LAYERS = 4, MOST_UNITS = 256;

/** The activations to choose from: those of single units. */
export const HIDDEN: readonly string[] = ["tanh", "sigmoid", "relu", "leakyRelu", "gelu", "silu"]
  .filter((name) => Object.hasOwn(ACTIVATIONS, name));

/** The units of hidden layers in a text such as `32, 16`; undefined if it has others. */
export function readLayers(text: string): readonly number[] | undefined {
  const parts = text.trim() === "" ? [] : text.split(",").map((part) => part.trim());
  const units = parts.map((part) => /^\d{1,3}$/.test(part) ? Number(part) : 0);
  const isPossible = units.every((count) => count >= 1 && count <= MOST_UNITS);
  return isPossible && units.length <= MOST_LAYERS ? units : undefined;
}

/** The network that an address names; what it does not say, or says wrongly, is as usual. */
export function readPlan(params: URLSearchParams): Plan {
  const activation = params.get("activation"), seed = params.get("seed") ?? "";
  return {
    layers: readLayers(params.get("layers") ?? "?") ?? DEFAULT.layers,
    activation: HIDDEN.find((name) => name === activation) ?? DEFAULT.activation,
    seed: /^\d{1,9}$/.test(seed) ? Number(seed) : DEFAULT.seed,
    executor: params.get("executor") === "webgpu" ? "webgpu" : DEFAULT.executor,
  };
}

/** The parameters of an address that differ from the usual network. */
export function writePlan({ layers, activation, seed, executor }: Plan): URLSearchParams {
  const params = new URLSearchParams();
  if (layers.join() !== DEFAULT.layers.join()) params.set("layers", layers.join());
  if (activation !== DEFAULT.activation) params.set("activation", activation);
  if (seed !== DEFAULT.seed) params.set("seed", String(seed));
  if (executor !== DEFAULT.executor) params.set("executor", executor);
  return params;
}
