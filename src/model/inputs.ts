import type { Inputs } from "../core/matrix/matrix.ts";
import { describe } from "../core/support/describe.ts";
import { IMAGE, type ImageInputs } from "./image_inputs.ts";
import { type NumberInputs, NUMBERS } from "./number_inputs.ts";
import { TABLE, type TableInputs } from "./table_inputs.ts";

/**
 * What the inputs of a network are made from, and how: plain data, stored with the network.
 * @category Models
 */
export type ModelInputs = NumberInputs | TableInputs | ImageInputs;

/** What an example of foreign origin may cost. */
export interface ExampleLimits {
  /** The most pixels of an image that is decoded. */
  readonly maxPixels?: number;
}

/** A kind of inputs: how examples become rows of numbers. */
export interface InputKind<Description, Example> {
  /** The number of inputs of the network. */
  size(description: Description): number;
  /** Throws unless a description, which may be read from a file, is one. */
  check(description: Description): void;
  /** The inputs of the network (examples × inputs). */
  encode(
    examples: readonly Example[],
    description: Description,
    limits?: ExampleLimits,
  ): Promise<Inputs>;
}

/** Every kind of inputs; a new one is a file, and a line here and in {@linkcode ModelInputs}. */
export const INPUT_KINDS: Readonly<Record<ModelInputs["kind"], InputKind<never, never>>> =
  /* @__PURE__ */ Object.freeze({
    numbers: NUMBERS,
    table: TABLE,
    image: IMAGE,
  });

/** The kind of a description, which may be read from a file. */
export function inputKindOf(inputs: ModelInputs): InputKind<ModelInputs, unknown> {
  const name = inputs?.kind;
  if (typeof name === "string" && Object.hasOwn(INPUT_KINDS, name)) {
    return INPUT_KINDS[name] as unknown as InputKind<ModelInputs, unknown>;
  }
  const known = Object.keys(INPUT_KINDS).join(", ");
  throw new RangeError(
    `inputs.kind of a model must be one of ${known}, but found ${describe(name)}`,
  );
}
