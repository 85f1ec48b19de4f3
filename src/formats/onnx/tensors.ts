import { isNatural } from "../../core/support/checks.ts";
import { describe, printable } from "../../core/support/describe.ts";
import {
  ELEMENT_TYPES,
  elementCount,
  type ElementName,
  elementsOf,
} from "../../data/files/elements.ts";
import { isExternal, locationOf } from "./external_data.ts";
import { ELEMENT, type TensorMessage } from "./messages.ts";

/** A tensor of numbers that a file holds. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number>;
}

/** The most dimensions: there are no operators here for more. */
const MOST_DIMENSIONS = 8;

/**
 * The numbers of a tensor of a file, untrusted.
 *
 * @throws {SyntaxError} If it does not hold as many as its dimensions say.
 * @throws {TypeError} If it is not of numbers, or they are in another file.
 */
export function tensorOf(message: TensorMessage, name: string): Tensor {
  const { dims, dataType, rawData, floatData, doubleData, int32Data, int64Data } = message;
  if (isExternal(message)) {
    const place = locationOf(message);
    throw new TypeError(
      `An ONNX file must hold its tensors itself, but ${printable(name)} is in ` +
        `${place === undefined ? "another file" : describe(place)}: save the model as one file`,
    );
  }
  if (dims.length > MOST_DIMENSIONS || !dims.every(isNatural)) {
    throw new SyntaxError(`${printable(name)} must have natural dimensions, at most 8`);
  }
  const type = typeOf(dataType, name), count = elementCount(dims);
  const listed = { float32: floatData, float64: doubleData, int64: int64Data }[type as string] ??
    int32Data;
  const size = ELEMENT_TYPES[type].size;
  const found = rawData === undefined ? listed.length : rawData.length / size;
  if (found !== count) {
    throw new SyntaxError(
      `${printable(name)} (${dims.join(" × ")}) must hold ${count} numbers, but holds ${found}`,
    );
  }
  if (rawData !== undefined) return { dims, data: elementsOf(rawData, type, "little") };
  // Numbers of 16 bits are listed as their bits.
  const isHalf = type === "float16" || type === "bfloat16";
  return { dims, data: isHalf ? ELEMENT_TYPES[type].of(Uint16Array.from(listed).buffer) : listed };
}

function typeOf(dataType: number | undefined, name: string): ElementName {
  if (dataType === ELEMENT.bool) return "uint8";
  const found = Object.entries(ELEMENT).find(([, number]) => number === dataType)?.[0];
  if (found !== undefined && Object.hasOwn(ELEMENT_TYPES, found)) return found as ElementName;
  throw new TypeError(
    `${printable(name)} must be a tensor of numbers, but its type is ` +
      `${found === "text" ? "text" : `${dataType}, as ONNX counts them`}`,
  );
}
