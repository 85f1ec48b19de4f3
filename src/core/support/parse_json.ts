import { printable } from "./describe.ts";

/**
 * The value of JSON of foreign origin.
 *
 * @throws {SyntaxError} If it is not JSON; what the engine quotes of it is escaped.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(printable((error as Error).message), { cause: error });
  }
}
