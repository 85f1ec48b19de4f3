import { describe } from "../core/support/describe.ts";
import { parseJson } from "../core/support/parse_json.ts";
import type { ModelContent } from "../model/content.ts";
import { model } from "../model/model.ts";
import type { Codec } from "./codec.ts";
import { type CustomComponents, customOf } from "./components.ts";
import { beginsAsJson } from "./json_files.ts";
import { fromJson, toJson } from "./network_json.ts";

const FORMAT = "backproof model";
const VERSION = 1;

/** The members of a model that are plain data. */
const DESCRIPTIONS = ["inputs", "outputs", "familiarity", "training"] as const;

/** A model's file: its descriptions as JSON, then its network as in a network's file. */
export const modelCodec: Codec = /* @__PURE__ */ Object.freeze<Codec>({
  name: "model",
  describe: "a saved model",
  extension: ".json",
  recognizes: (bytes) => beginsAsJson(bytes, FORMAT),
  // deno-lint-ignore require-await -- its errors must reject
  encode: async (content) => ({ bytes: new TextEncoder().encode(`${textOf(content)}\n`) }),
  // deno-lint-ignore require-await -- its errors must reject
  decode: async (bytes, options) => contentOf(parseJson(new TextDecoder().decode(bytes)), options),
});

function textOf({ network, ...content }: ModelContent): string {
  const descriptions = DESCRIPTIONS.map((name) => [name, content[name]]);
  return JSON.stringify({
    format: FORMAT,
    version: VERSION,
    ...Object.fromEntries(descriptions),
    network: toJson(network),
  });
}

function contentOf(value: unknown, custom: CustomComponents = {}): ModelContent {
  const file = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (file.format !== FORMAT || file.version !== VERSION) {
    throw new RangeError(
      `A model's file must say format "${FORMAT}" and version ${VERSION}, ` +
        `but found ${describe(file.format)} and ${describe(file.version)}`,
    );
  }
  const given = DESCRIPTIONS.filter((name) => file[name] !== undefined);
  const descriptions = Object.fromEntries(given.map((name) => [name, deepFrozen(file[name])]));
  const network = fromJson(file.network, customOf(custom));
  const content = { network, ...descriptions };
  model(content); // checks all
  return content;
}

function deepFrozen(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  for (const member of Object.values(value)) deepFrozen(member);
  return Object.freeze(value);
}
