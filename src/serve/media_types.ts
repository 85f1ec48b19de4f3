import { describe, printable } from "../core/support/describe.ts";
import type { ModelInputs } from "../model/inputs.ts";
import type { Example } from "../model/model.ts";
import { carrierOf, examplesOfJson } from "./carriers.ts";
import { Refusal } from "./refusal.ts";

export const JSON_TYPE = "application/json", FORM_TYPE = "multipart/form-data";

/** Reads the examples of a body; throws a typed error if it is not what it should be. */
type BodyParser = (
  body: Uint8Array<ArrayBuffer>,
) => readonly Example[] | Promise<readonly Example[]>;

/** The types of bodies that a model takes. */
export function mediaTypesOf(inputs: ModelInputs): readonly string[] {
  const files = Object.keys(carrierOf(inputs).bodies);
  // Numbers are no files that a form would have.
  return [JSON_TYPE, ...files, ...(inputs.kind === "numbers" ? [] : [FORM_TYPE])];
}

/**
 * What reads bodies of the type that headers name.
 *
 * @throws {Refusal} 415 if the model takes no such type, or the body is compressed, or not in UTF-8.
 */
export function parserFor(headers: Headers, inputs: ModelInputs): BodyParser {
  const encoding = headers.get("content-encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity") {
    throw unsupported(
      `The body must not be encoded, but is said to be ${describe(encoding)}`,
      inputs,
    );
  }
  const type = headers.get("content-type") ?? "", essence = essenceOf(type);
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(type)?.[1] ?? "utf-8";
  if (!/^(utf-?8|us-ascii)$/i.test(charset)) {
    throw unsupported(`The charset must be utf-8, but found ${describe(charset)}`, inputs);
  }
  const known = mediaTypesOf(inputs);
  if (!known.includes(essence)) {
    const found = type === "" ? "none" : describe(type);
    throw unsupported(
      `Content-Type must be one of ${known.join(", ")}, but found ${found}`,
      inputs,
    );
  }
  if (essence === JSON_TYPE) return (body) => examplesOfJson(body, inputs);
  if (essence === FORM_TYPE) return (body) => examplesOfForm(body, type, inputs);
  const { examples } = carrierOf(inputs).bodies[essence]!;
  return (body) => examples(body, inputs);
}

/** A type without its parameters. */
function essenceOf(type: string): string {
  return type.split(";", 1)[0]!.trim().toLowerCase();
}

function unsupported(message: string, inputs: ModelInputs): Refusal {
  return new Refusal(415, message, { "accept-post": mediaTypesOf(inputs).join(", ") });
}

/** The examples of all files of a form. */
async function examplesOfForm(
  body: Uint8Array<ArrayBuffer>,
  type: string,
  inputs: ModelInputs,
): Promise<readonly Example[]> {
  const examples: Example[] = [];
  for (const [name, file] of await formOf(body, type)) {
    if (typeof file === "string") {
      throw new TypeError(`The field ${describe(name)} must be a file, but found a text`);
    }
    const { bodies } = carrierOf(inputs), essence = essenceOf(file.type);
    // Programs that do not know the type of a file send it as bytes.
    const known = Object.hasOwn(bodies, essence) ? bodies[essence]! : Object.values(bodies)[0]!;
    examples.push(...known.examples(new Uint8Array(await file.arrayBuffer()), inputs));
  }
  if (examples.length > 0) return examples;
  throw new TypeError("The form must have a file, but found none");
}

async function formOf(body: Uint8Array<ArrayBuffer>, type: string): Promise<FormData> {
  try {
    return await new Response(body, { headers: { "content-type": type } }).formData();
  } catch (error) {
    const reason = printable((error as Error).message);
    throw new SyntaxError(`The body must be a form of several parts: ${reason}`, { cause: error });
  }
}
