import { isNatural } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { joinedBytes } from "../../core/support/joined_bytes.ts";
import { listOf, recordOf } from "../../core/support/untrusted.ts";
import {
  ELEMENT_TYPES,
  elementCount,
  type ElementName,
  elementsOf,
} from "../../data/files/elements.ts";
import type { DecodeOptions } from "../codec.ts";
import type { StoredArray } from "../keras/arrays.ts";

/** An array of a manifest. */
export interface Weight extends StoredArray {
  readonly name: string;
}

/** The types of weights by their names in a manifest. */
const TYPES: Readonly<Record<string, ElementName>> = {
  ...{ float32: "float32", int32: "int32", bool: "uint8" },
};

/** The types of quantized weights, which are scaled but for float16. */
const QUANTIZED: Readonly<Record<string, ElementName>> = {
  ...{ float16: "float16", uint8: "uint8", uint16: "uint16" },
};

/**
 * The weights of a manifest, whose files lie beside the model's.
 *
 * @throws {SyntaxError} If the files are not as long as their weights say.
 * @throws {TypeError} If a member is of the wrong type, or there are no files beside.
 */
export async function readWeights(
  manifest: unknown,
  beside: DecodeOptions["beside"],
): Promise<readonly Weight[]> {
  const groups = listOf(manifest, "weightsManifest"), weights: Weight[] = [];
  for (const [g, entry] of groups.entries()) {
    const what = `weightsManifest[${g}]`, group = recordOf(entry, what);
    const specs = listOf(group.weights, `weights of ${what}`).map((spec, i) => {
      return specOf(spec, `weights[${i}] of ${what}`);
    });
    const paths = listOf(group.paths, `paths of ${what}`);
    const wanted = specs.reduce((sum, { bytes }) => sum + bytes, 0);
    const bytes = await joinedFiles(paths, beside, wanted);
    let at = 0;
    for (const { bytes: length, decode, ...spec } of specs) {
      const own = bytes.subarray(at, at += length);
      weights.push({ ...spec, entries: () => decode(own) });
    }
  }
  return weights;
}

/** A weight of a manifest: how many bytes it has, and how they are read. */
function specOf(value: unknown, what: string) {
  const { name, shape: given, dtype, quantization } = recordOf(value, what);
  const shape = listOf(given, `shape of ${what}`);
  if (typeof name !== "string" || !shape.every(isNatural)) {
    throw new TypeError(
      `${what} must have a name and a shape of sizes, but found ${describe(name)} and ` +
        describe(shape),
    );
  }
  const { type, scale, min } = typeOf(dtype, quantization, what);
  const count = elementCount(shape), length = count * ELEMENT_TYPES[type].size;
  if (!Number.isSafeInteger(length)) {
    throw new RangeError(`${what} must be of a size that fits, but found ${count} elements`);
  }
  const decode = (bytes: Uint8Array) => {
    // In float32, as TensorFlow.js has it.
    const scaled = (x: number) => scale === undefined ? x : Math.fround(x * scale + min);
    return Float64Array.from(elementsOf(bytes, type, "little"), scaled);
  };
  return { name, shape, bytes: length, decode };
}

function typeOf(dtype: unknown, quantization: unknown, what: string) {
  const isQuantized = quantization !== undefined && quantization !== null;
  const given = isQuantized ? recordOf(quantization, `quantization of ${what}`) : {};
  const [name, types] = isQuantized ? [given.dtype, QUANTIZED] : [dtype, TYPES];
  const type = typeof name === "string" && Object.hasOwn(types, name) ? types[name] : undefined;
  if (type === undefined) {
    throw new RangeError(
      `${what} must be of ${Object.keys(types).join(", ")}, but found ${describe(name)}`,
    );
  }
  if (!isQuantized || name === "float16") return { type, min: 0 };
  const { scale, min } = given;
  if (Number.isFinite(scale) && Number.isFinite(min)) {
    return { type, scale: scale as number, min: min as number };
  }
  throw new TypeError(
    `quantization of ${what} must have numbers scale and min, but found ${describe(scale)} and ` +
      describe(min),
  );
}

/** The bytes of some files, one after the other, which must be as many as wanted. */
async function joinedFiles(
  paths: readonly unknown[],
  beside: DecodeOptions["beside"],
  wanted: number,
): Promise<Uint8Array> {
  const files: Uint8Array[] = [];
  for (const path of paths) {
    if (typeof path !== "string") {
      throw new TypeError(`A path of weightsManifest must be a text, but found ${describe(path)}`);
    }
    if (beside === undefined) {
      throw new TypeError(
        `A layers model has its weights in ${describe(path)} beside it: use loadModel(), or pass ` +
          "{ beside: (name) => bytes }",
      );
    }
    files.push(await beside(path));
  }
  const found = files.reduce((sum, { length }) => sum + length, 0);
  if (found !== wanted) {
    throw new SyntaxError(`The weights must take ${wanted} bytes, but their files have ${found}`);
  }
  return files.length === 1 ? files[0]! : joinedBytes(files);
}
