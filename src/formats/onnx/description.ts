import type { Matrix } from "../../core/matrix/matrix.ts";
import { parseJson } from "../../core/support/parse_json.ts";
import { networkFrom } from "../../engine/network.ts";
import type { ModelContent } from "../../model/content.ts";
import type { CustomComponents } from "../components.ts";
import { contentOf } from "../network_file.ts";
import { fromArchitecture } from "../network_json.ts";

/**
 * The content that a description is of, its numbers replaced by their places: 1, 2, … in the order of
 * layers and parameters.
 *
 * @param most How many numbers there are, which is checked before any memory is taken for them.
 * @throws {SyntaxError} If it is not JSON, or describes another number of them.
 * @throws {TypeError} If a member is missing or of the wrong type.
 * @throws {RangeError} If a component is unknown, or an option out of range.
 */
export function numberedContent(
  text: string,
  custom: CustomComponents,
  most: number,
): ModelContent {
  const file = parseJson(text);
  let place = 0;
  const numbered = ([rows, columns]: readonly [number, number]): Matrix => {
    if (place + rows * columns > most) {
      throw new SyntaxError(`The model that is described must have ${most} numbers, but has more`);
    }
    const data = new Float64Array(rows * columns);
    for (let i = 0; i < data.length; i++) data[i] = ++place;
    return Object.freeze({ rows, columns, data });
  };
  const network = networkFrom(fromArchitecture(file, custom), numbered, numbered);
  return contentOf(network, (file as { readonly model?: unknown }).model);
}
