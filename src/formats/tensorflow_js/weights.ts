import { isNatural } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { fromFloat16 } from "../../core/support/float16.ts";
import { joinedBytes } from "../../core/support/joined_bytes.ts";
import { listOf, recordOf } from "../../core/support/untrusted.ts";
import type { Shape } from "../../nn/layers/shape.ts";
import type { DecodeOptions } from "../codec.ts";

/** An array of a manifest, and its entries, which are decoded when they are asked for. */
export interface Weight {
  readonly name: string;
  readonly shape: Shape;
  readonly entries: () => Float64Array<ArrayBuffer>;
}

/** A type of elements: its size in bytes, and how an element is read. */
interface ElementType {
  readonly size: number;
  readonly read: (view: DataView, at: number) => number;
}

const FLOAT32: ElementType = { size: 4, read: (view, at) => view.getFloat32(at, true) };

/** The types of weights. */
const TYPES: Readonly<Record<string, ElementType>> = {
  float32: FLOAT32,
  int32: { size: 4, read: (view, at) => view.getInt32(at, true) },
  bool: { size: 1, read: (view, at) => view.getUint8(at) },
};

/** The types of quantized weights, which are scaled but for float16. */
const QUANTIZED: Readonly<Record<string, ElementType>> = {
  float16: { size: 2, read: (view, at) => fromFloat16(view.getUint16(at, true)) },
  uint8: { size: 1, read: (view, at) => view.getUint8(at) },
  uint16: { size: 2, read: (view, at) => view.getUint16(at, true) },
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
      const view = new DataView(bytes.buffer, bytes.byteOffset + at, length);
      weights.push({ ...spec, entries: () => decode(view) });
      at += length;
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
  const count = shape.reduce((size: number, side) => size * (side as number), 1);
  const { type, scale, min } = typeOf(dtype, quantization, what);
  if (!Number.isSafeInteger(count * type.size)) {
    throw new RangeError(`${what} must be of a size that fits, but found ${count} elements`);
  }
  const decode = (view: DataView) => {
    return Float64Array.from({ length: count }, (_, i) => {
      const element = type.read(view, i * type.size);
      // In float32, as TensorFlow.js has it.
      return scale === undefined ? element : Math.fround(element * scale + min);
    });
  };
  return { name, shape: shape as Shape, bytes: count * type.size, decode };
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
