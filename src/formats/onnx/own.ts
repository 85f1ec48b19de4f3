import type { Matrix } from "../../core/matrix/matrix.ts";
import { describe, printable } from "../../core/support/describe.ts";
import type { ModelContent } from "../../model/content.ts";
import { mapParameters } from "../../engine/parameters.ts";
import type { CustomComponents } from "../components.ts";
import { numberedContent } from "./description.ts";
import { graphOf } from "./encode.ts";
import type { GraphMessage } from "./messages.ts";
import { tensorOf } from "./tensors.ts";

/**
 * The content of a file that this library wrote: its description says what the graph computes, and the
 * graph of the same model, made again of numbered parameters, says where in its tensors each is.
 *
 * @throws {SyntaxError} If the tensors are not those of the model that is described.
 */
export function ownContent(
  { initializer }: GraphMessage,
  description: string,
  custom: CustomComponents,
): ModelContent {
  const tensors = new Map(initializer.map((each) => [each.name, each]));
  const most = initializer.reduce((sum, { rawData }) => sum + ((rawData?.length ?? 0) >> 2), 0);
  const numbered = numberedContent(description, custom, most);
  const numbers = new Float64Array(most + 1).fill(NaN); // the first of them has place 1
  for (
    const { name, dims, data } of graphOf(numbered).constants.filter((each) => each.isParameter)
  ) {
    const message = tensors.get(name);
    if (message === undefined) {
      throw new SyntaxError(`The model that is described must have a tensor ${describe(name)}`);
    }
    const found = tensorOf(message, name);
    if (found.dims.join() !== dims.join()) {
      throw new SyntaxError(
        `${printable(name)} must be (${
          dims.join(" × ")
        }), as the model that is described, but is ` +
          `(${found.dims.join(" × ")})`,
      );
    }
    for (let i = 0; i < data.length; i++) if (data[i] !== 0) numbers[data[i]!] = found.data[i]!;
  }
  const filled = ({ rows, columns, data }: Matrix): Matrix => {
    const found = new Float64Array(data.length);
    for (let i = 0; i < found.length; i++) found[i] = numbers[data[i]!]!;
    if (found.every(Number.isFinite)) return Object.freeze({ rows, columns, data: found });
    throw new RangeError("The numbers of a model must be finite, but some are not");
  };
  return { ...numbered, network: mapParameters(numbered.network, filled, filled) };
}
