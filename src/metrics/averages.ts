/** How one number is made of those of the classes; `perClass` leaves them apart. */
export type Average = "micro" | "macro" | "weighted" | "perClass";

/** One number, or one for each class. */
export type Averaged<A extends Average> = A extends "perClass" ? readonly number[] : number;

/** Options of metrics of classes. */
export interface AverageOptions<A extends Average = Average> {
  /**
   * - `"macro"`, if left out: the mean over the classes;
   * - `"weighted"`: their mean, each weighted by how many examples are of it;
   * - `"micro"`: the decisions of all classes taken as those of one;
   * - `"perClass"`: one number for each.
   */
  readonly average?: A;
}

/** A measure of each class, and of all taken as one. */
interface ClassMeasure {
  /** Of each class; NaN where it is not defined. */
  readonly perClass: () => readonly number[];
  /** What each class counts as in a mean, if not as itself; undefined if it takes no part. */
  readonly counted: () => readonly (number | undefined)[];
  /** Of all classes as one; NaN where it is not defined. */
  readonly pooled: () => number;
  /** How many examples are of each class. */
  readonly support: () => ArrayLike<number>;
}

const AVERAGES: { readonly [A in Average]: (measure: ClassMeasure) => Averaged<A> } = {
  micro: ({ pooled }) => pooled(),
  macro: ({ counted }) => weightedMean(counted(), () => 1),
  weighted: ({ counted, support }) => {
    const weights = support();
    return weightedMean(counted(), (index) => weights[index]!);
  },
  perClass: ({ perClass }) => perClass(),
};

/**
 * The average that was asked for.
 *
 * @param average Which.
 * @param measure The measure of each class.
 */
export function averaged<A extends Average>(average: A, measure: ClassMeasure): Averaged<A> {
  return (AVERAGES[average] as (measure: ClassMeasure) => Averaged<A>)(measure);
}

/**
 * Takes the average out of the options.
 *
 * @throws {RangeError} If there is no such average.
 */
export function averageOf<A extends Average>({ average }: AverageOptions<A>): A {
  if (average === undefined) return "macro" as A;
  if (!Object.hasOwn(AVERAGES, average)) {
    const known = Object.keys(AVERAGES).join(", ");
    throw new RangeError(`average must be one of ${known}, but found ${average}`);
  }
  return average;
}

/** Σ w x / Σ w over those that take part; NaN where none does. */
function weightedMean(
  values: readonly (number | undefined)[],
  weightOf: (index: number) => number,
): number {
  let total = 0, weights = 0;
  values.forEach((value, index) => {
    if (value === undefined) return;
    const weight = weightOf(index);
    total += weight * value;
    weights += weight;
  });
  return total / weights;
}
