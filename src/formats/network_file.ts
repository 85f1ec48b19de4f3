import { checkOptions } from "../core/support/options.ts";
import { parseJson } from "../core/support/parse_json.ts";
import { recordOf } from "../core/support/untrusted.ts";
import type { ModelContent } from "../model/content.ts";
import { model } from "../model/model.ts";
import type { Codec, FileContent } from "./codec.ts";
import { customOf } from "./components.ts";
import { beginsAsJson } from "./json_files.ts";
import { fromJson, NETWORK_FORMAT, type NetworkJson, toJson } from "./network_json.ts";

/** What a model has beside its network: plain data. */
const DESCRIPTIONS = ["inputs", "outputs", "familiarity", "training"] as const;

/** The JSON of a network, with a member `model` that holds what else a model has. */
export const networkCodec: Codec = /* @__PURE__ */ Object.freeze<Codec>({
  name: "network",
  describe: "a saved network",
  extension: ".json",
  recognizes: (bytes) => beginsAsJson(bytes, NETWORK_FORMAT),
  // deno-lint-ignore require-await -- its errors must reject
  encode: async (content) => {
    const text = textOf(toJson(content.network), content);
    return { bytes: new TextEncoder().encode(`${text}\n`) };
  },
  // deno-lint-ignore require-await -- its errors must reject
  decode: async (bytes, options) => {
    const file = parseJson(new TextDecoder().decode(bytes));
    const network = fromJson(file, customOf(options));
    return contentOf(network, (file as { readonly model?: unknown }).model);
  },
});

/** The JSON of a network, whole or its layers alone, with what else its model has before the layers. */
export function textOf({ layers, ...head }: NetworkJson, content: FileContent): string {
  const model = descriptionsOf(content);
  return JSON.stringify({ ...head, ...(Object.keys(model).length > 0 && { model }), layers });
}

/** What a model has beside its network, as plain data for a file. */
export function descriptionsOf(content: FileContent): Omit<ModelContent, "network"> {
  const given = DESCRIPTIONS.filter((name) => content[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, content[name]]));
}

/**
 * The content of a file whose descriptions are untrusted JSON.
 *
 * @throws {TypeError} If they are not what {@linkcode descriptionsOf} returned.
 * @throws {RangeError} If a word or a number in them is out of range.
 */
export function contentOf(network: ModelContent["network"], value: unknown = {}): ModelContent {
  const found = checkOptions(
    "model of a file",
    recordOf(value, "model of a file") as Omit<ModelContent, "network">,
    "inputs outputs familiarity training",
  );
  const content: ModelContent = { network, ...found };
  model(content); // checks all
  deepFreeze(value);
  return content;
}

function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  for (const member of Object.values(value)) deepFreeze(member);
  Object.freeze(value);
}
