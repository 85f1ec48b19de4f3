import { isNatural } from "../../core/support/checks.ts";
import { describe, printable } from "../../core/support/describe.ts";
import type { DecodeOptions } from "../codec.ts";
import type { GraphMessage, TensorMessage } from "./messages.ts";

/** Where the bytes of a tensor are, if not in the file of the graph: onnx.proto's `EXTERNAL`. */
const EXTERNAL = 1;

/** Whether the bytes of a tensor are in another file. */
export function isExternal({ dataLocation, externalData }: TensorMessage): boolean {
  return dataLocation === EXTERNAL || externalData.length > 0;
}

/** The file that the bytes of a tensor are in. */
export function locationOf({ externalData }: TensorMessage): string | undefined {
  return externalData.find(({ key }) => key === "location")?.value;
}

/**
 * A graph whose tensors have their bytes, which may be in files beside that of the graph, as PyTorch writes
 * them; and how many bytes these files have.
 *
 * @throws {SyntaxError} If a tensor lies outside of its file, or they overlap.
 * @throws {TypeError} If there are no files beside.
 */
export async function withExternalData(
  graph: GraphMessage,
  beside: DecodeOptions["beside"],
): Promise<{ readonly graph: GraphMessage; readonly size: number }> {
  const files = new Map<string, { readonly bytes: Uint8Array; left: number }>();
  const initializer: TensorMessage[] = [];
  for (const tensor of graph.initializer) {
    initializer.push(isExternal(tensor) ? await filled(tensor) : tensor);
  }
  const size = [...files.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
  return { graph: { ...graph, initializer }, size };

  async function filled(tensor: TensorMessage): Promise<TensorMessage> {
    const name = printable(tensor.name ?? ""), location = locationOf(tensor);
    if (location === undefined) {
      throw new SyntaxError(`${name} must say which file it is in, but does not`);
    }
    if (beside === undefined) {
      throw new TypeError(
        `An ONNX file has ${name} in ${describe(location)} beside it: use loadModel(), pass ` +
          "{ beside: (name) => bytes }, or save it as one file (external_data=False in PyTorch)",
      );
    }
    let file = files.get(location);
    if (file === undefined) {
      const bytes = await beside(location);
      files.set(location, file = { bytes, left: bytes.length });
    }
    const { length: most } = file.bytes, offset = numberOf(tensor, "offset", 0);
    const length = numberOf(tensor, "length", most - offset);
    file.left -= length;
    // Tensors are copied when they are used: those that overlap would take more than their file.
    if (offset + length > most || file.left < 0) {
      throw new SyntaxError(
        `${name} must lie apart in the ${most} bytes of ${describe(location)}, but has ${length} ` +
          `at ${offset}`,
      );
    }
    const rawData = file.bytes.subarray(offset, offset + length);
    return { ...tensor, rawData, externalData: [], dataLocation: undefined };
  }
}

/** A number of bytes, which are texts; a default where it is left out. */
function numberOf({ name, externalData }: TensorMessage, key: string, usual: number): number {
  const text = externalData.find((entry) => entry.key === key)?.value ?? String(usual);
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  if (isNatural(number)) return number;
  throw new SyntaxError(
    `${key} of ${printable(name ?? "")} must be a natural number, but found ${describe(text)}`,
  );
}
