import { type Matrix, placeOf } from "../../core/matrix/matrix.ts";

/**
 * The targets of a loss, which `fit` and `evaluate` check.
 * @category Losses
 */
export interface TargetRange {
  /** What each target must be, after the word "targets": `"of at least 0"`. */
  readonly text: string;
  /** Whether a target is one, of as many as an example has; columns count from 0. */
  readonly includes: (y: number, count: number, column: number) => boolean;
  /** What to do about other targets. */
  readonly remedy: string;
  /** Whether each column is a class, so that a single probability says nothing. */
  readonly classes?: boolean;
  /** The middle between the values of independent labels, towards which they are smoothed. */
  readonly middle?: number;
}

const isShare = (y: number) => y >= 0 && y <= 1;

/** Independent labels. */
export const LABELS: TargetRange = /* @__PURE__ */ Object.freeze({
  text: "from 0 to 1",
  includes: isShare,
  remedy: "write labels as 0 and 1",
  middle: 0.5,
});

/** Two classes, by their sign. */
export const SIGNS: TargetRange = /* @__PURE__ */ Object.freeze({
  text: "of -1 or 1",
  includes: (y: number) => Math.abs(y) === 1,
  remedy: "write labels of 0 and 1 as 2 y - 1",
  middle: 0,
});

/** Numbers of events. */
export const COUNTS: TargetRange = /* @__PURE__ */ Object.freeze({
  text: "of at least 0",
  includes: (y: number) => y >= 0,
  remedy: "counts are not negative",
});

/** One row of probabilities for each example; a single one would always be 1. */
export const PROBABILITIES: TargetRange = /* @__PURE__ */ Object.freeze({
  text: "from 0 to 1, in one column for each class",
  includes: (y: number, count: number) => isShare(y) && (count > 1 || y === 1),
  remedy: "classification(inputs, labels, classes) makes them from class indices",
  classes: true,
});

/** Throws a RangeError that names the first target out of range. */
export function checkTargetRange(
  loss: { readonly name: string; readonly targets?: TargetRange },
  { rows, columns, data }: Matrix,
  name: string,
): void {
  if (loss.targets === undefined) return;
  const { text, includes, remedy } = loss.targets;
  for (let index = 0; index < rows * columns; index++) {
    if (includes(data[index]!, columns, index % columns)) continue;
    throw new RangeError(
      `${loss.name} needs targets ${text}, but found ${data[index]} in ${name}, ` +
        `${placeOf(index, columns)}; ${remedy}`,
    );
  }
}
