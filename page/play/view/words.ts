import type { Measures } from "../training/measures.ts";
import type { Compared, DifferenceCheck } from "../training/difference_check.ts";
import type { UnitPlace } from "../drawing/places.ts";
import { number } from "../walk/mathml.ts";
import { percent } from "../../../src/core/support/quantities.ts";

/** The loss and the accuracy in a sentence. */
export function measuresInWords(measures: Measures | undefined): string {
  if (measures === undefined) return "There are no points yet: set some.";
  const { loss, accuracy } = measures;
  return `Loss ${number(loss)}, ${percent(accuracy, 0)} of the points answered right.`;
}

/** What the button says that plays and pauses. */
export function toggleLabel(isPlaying: boolean): string {
  return isPlaying ? "‖ Pause" : "▶ Play";
}

/** What the large surface shows, for those who do not see it. */
export function surfaceInWords(
  name: string,
  train: Measures | undefined,
  test: Measures | undefined,
): string {
  const seen = `The plane, coloured by ${name}: blue where it is positive, orange where it is ` +
    `negative. ${measuresInWords(train)}`;
  return test === undefined
    ? seen
    : `${seen} Of the points it never learned from, ${
      percent(test.accuracy, 0)
    } are answered right, ` +
      `loss ${number(test.loss)}.`;
}

/** The name of a unit; the layers are counted with the inputs as 0. */
export function unitInWords({ layer, unit }: UnitPlace, layers: number, outputs: number): string {
  if (layer === 0) return unit === 0 ? "input x₁, from left to right" : "input x₂, upwards";
  if (layer < layers) return `unit ${unit + 1} of hidden layer ${layer}`;
  if (outputs === 1) return "the output";
  return unit === 0 ? "the output for “−”" : "the output for “+”";
}

/** A weight or a bias by its ends. */
export function parameterInWords({ layer, name, index }: ParameterPlace, columns: number): string {
  const to = Math.floor(index / columns) + 1, from = index % columns + 1;
  return name === "weights"
    ? `weight of layer ${layer} from ${layer === 1 ? "input" : "unit"} ${from} to unit ${to}`
    : `bias of unit ${index + 1} of layer ${layer}`;
}

/** A parameter: its layer, from 1, `weights` or `biases`, and its place in the matrix, row by row. */
export type ParameterPlace = Pick<Compared, "layer" | "name" | "index">;

/** The verdict on a comparison with finite differences. */
export function checkInWords({ passed, compared, skipped, worst }: DifferenceCheck): string {
  if (worst === undefined) {
    return "Nothing could be compared here: a kink, where a slope jumps, is too close.";
  }
  const left = skipped > 0 ? ` (${skipped} too close to a kink to compare)` : "";
  return passed
    ? `They agree: ${compared.length} slopes compared${left}, largest difference ` +
      `${number(worst.relative)} of the largest slope.`
    : `They differ by ${number(worst.relative)}: more than rounding explains.`;
}
