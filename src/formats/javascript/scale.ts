import type { Standardization } from "../../data/generators/standardization.ts";
import type { Program } from "./program.ts";

/**
 * Prints a standardization, in float64, as the difference of two large numbers is small.
 *
 * @param prefix What the names of its arrays begin with.
 * @returns Those names.
 */
export function defineScale(
  program: Program,
  { means, deviations }: Standardization,
  prefix = "",
): Readonly<Record<keyof Standardization, string>> {
  const define = (numbers: readonly number[], wanted: string) => {
    const text = (name: string) => `const ${name} = [${numbers.join(", ")}];`;
    return program.define(numbers, prefix + wanted, text);
  };
  return { means: define(means, "MEANS"), deviations: define(deviations, "DEVIATIONS") };
}
