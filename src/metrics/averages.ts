/**
 * How the numbers of the classes are combined; `perClass` keeps them apart.
 * @category Metrics
 */
export type Average = "micro" | "macro" | "weighted" | "perClass";

/**
 * One number, or one for each class.
 * @category Metrics
 */
export type Averaged<A extends Average> = A extends "perClass" ? readonly number[] : number;

/**
 * Options of metrics of classes.
 * @category Metrics
 */
export interface AverageOptions<A extends Average = Average> {
  /**
   * - `"macro"`, the default: the mean over the classes;
   * - `"weighted"`: their mean, each weighted by its number of examples;
   * - `"micro"`: the decisions of all classes pooled;
   * - `"perClass"`: one number for each.
   */
  readonly average?: A;
}

/** A measure of each class, and of all pooled. */
interface ClassMeasure {
  /** NaN where it is undefined. */
  readonly perClass: () => readonly number[];
  /** The value of each class in a mean; undefined if it is left out. */
  readonly counted: () => readonly (number | undefined)[];
  /** NaN where it is undefined. */
  readonly pooled: () => number;
  /** The number of examples of each class. */
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

export function averaged<A extends Average>(average: A, measure: ClassMeasure): Averaged<A> {
  return (AVERAGES[average] as (measure: ClassMeasure) => Averaged<A>)(measure);
}

/** The average of the options, macro by default; throws a `RangeError` if it is unknown. */
export function averageOf<A extends Average>({ average }: AverageOptions<A>): A {
  if (average === undefined) return "macro" as A;
  if (!Object.hasOwn(AVERAGES, average)) {
    const known = Object.keys(AVERAGES).join(", ");
    throw new RangeError(`average must be one of ${known}, but found ${average}`);
  }
  return average;
}

/** Σ w x / Σ w over the values that are not undefined; NaN without any. */
export function weightedMean(
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
