import { describe, printable } from "../../../core/support/describe.ts";
import { type ColumnKind, kindsByPlace } from "../../files/csv/columns.ts";
import type { CsvFormat } from "../../files/csv/format.ts";
import { byPlaces, checkOneOf, type ColumnReference, placeOf } from "../../files/csv/places.ts";
import type { SplitOptions } from "../split.ts";
import { type Fill, FILLS } from "./fill.ts";

/**
 * Options of {@linkcode csvGenerator}. A part's source may be the text of another CSV file.
 *
 * Keys of `columns` and `fill` are names of columns, or else their places.
 * @category CSV
 */
export interface CsvOptions extends SplitOptions<string>, CsvFormat {
  /** The column to predict, or several, by name or place; −1 is the last. */
  readonly target: ColumnReference | readonly ColumnReference[];
  /** Columns to leave out, by name or place. */
  readonly drop?: readonly ColumnReference[];
  /** The column that says how much each example counts; it is not an input. */
  readonly weights?: ColumnReference;
  /**
   * How columns are encoded. By default numeric if all their fields are numbers, categorical if most
   * are not; between the two, and for classes that are written as numbers, it must be said here.
   */
  readonly columns?: Readonly<Record<string, ColumnKind>>;
  /**
   * What missing values become, in all columns or in those named. Means and medians are for numbers:
   * in a categorical column, a missing value is a category of its own, with an empty name, unless
   * the fill is `"mode"` or `"drop"`. Targets are never filled: `"drop"` alone is for them, too. By
   * default a missing number is refused.
   */
  readonly fill?: Fill | Readonly<Record<string, Fill>>;
  /** The most categories of a column: each becomes a column of a matrix. Defaults to 1000. */
  readonly maxCategories?: number;
  /** Whether numeric inputs are standardized, by the training part alone. Defaults to true. */
  readonly standardize?: boolean;
  /** Whether numeric targets are, likewise. Defaults to false. */
  readonly standardizeTargets?: boolean;
}

/** What the columns of a file are for, by their places. */
export interface Roles {
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
  readonly weights?: number;
  /** The kinds that were given. */
  readonly kinds: ReadonlyMap<number, ColumnKind>;
  /** The fill of a column, if there is one. */
  readonly fillOf: (place: number, isCategorical: boolean) => Fill | undefined;
}

/**
 * What the columns of a file with these names are for.
 *
 * @throws {TypeError} If an option is of the wrong type, or a target is named twice.
 * @throws {RangeError} If a column is missing or used in two ways, or there are no inputs.
 */
export function rolesOf(names: readonly string[], options: CsvOptions): Roles {
  const { target, drop = [], weights: weighing, fill, columns = {} } = options;
  const targets = targetsOf(names, target), kinds = kindsByPlace(names, columns);
  if (!Array.isArray(drop)) {
    throw new TypeError(`drop must be an array of columns, but found ${describe(drop)}`);
  }
  const dropped = new Set(drop.map((column) => placeOf(names, column)));
  const isLeftOut = (place: number) => dropped.has(place) || kinds.get(place) === "ignored";
  const weights = weighing === undefined ? undefined : placeOf(names, weighing);
  for (const [use, places] of [["target", targets], ["weights", [weights]]] as const) {
    const place = places.find((each) => each !== undefined && isLeftOut(each));
    if (place === undefined) continue;
    throw new RangeError(
      `${dropped.has(place) ? "drop" : `columns.${printable(names[place]!)}`} must not leave out ` +
        `${describe(names[place])}, as it is the ${use}`,
    );
  }
  if (weights !== undefined && targets.includes(weights)) {
    throw new RangeError(`${describe(names[weights])} must not be both the target and the weights`);
  }
  const isTarget = new Set(targets);
  const inputs = [...names.keys()].filter((place) =>
    !isTarget.has(place) && place !== weights && !isLeftOut(place)
  );
  if (inputs.length === 0) throw new RangeError("There must be at least one column of inputs");
  return {
    ...{ inputs, targets, kinds, fillOf: fillsOf(names, fill, targets) },
    ...(weights !== undefined && { weights }),
  };
}

function targetsOf(names: readonly string[], target: CsvOptions["target"]): readonly number[] {
  const isOne = typeof target === "string" || typeof target === "number";
  const targets: readonly ColumnReference[] = isOne ? [target] : target ?? [];
  if (
    !Array.isArray(targets) ||
    !targets.every((each) => typeof each === "string" || typeof each === "number")
  ) {
    throw new TypeError(
      `target must be the name or the place of a column, or an array of such, ` +
        `but found ${describe(target)}`,
    );
  }
  if (targets.length === 0) throw new TypeError("target must name a column, but found none");
  const places = targets.map((each) => placeOf(names, each));
  const seen = new Set<number>(),
    twice = places.find((place) => seen.size === seen.add(place).size);
  if (twice === undefined) return places;
  throw new TypeError(`target must name ${describe(names[twice])} once, but found it twice`);
}

function fillsOf(
  names: readonly string[],
  fill: CsvOptions["fill"],
  targets: readonly number[],
): Roles["fillOf"] {
  if (fill === undefined || typeof fill === "string") {
    checkOneOf("fill", fill ?? "drop", FILLS);
    return (_, isCategorical) => {
      const isForAll = fill === "mode" || fill === "drop";
      return isCategorical && !isForAll ? undefined : fill;
    };
  }
  const fills = byPlaces(names, "fill", fill, 'fills such as { age: "median" }', FILLS);
  return (place, isCategorical) => {
    const each = fills.get(place), name = () => `fill.${printable(names[place]!)}`;
    if (each === undefined || each === "drop") return each;
    if (targets.includes(place)) {
      throw new RangeError(`${name()} must be "drop", as it is the target, but found "${each}"`);
    }
    if (!isCategorical || each === "mode") return each;
    throw new RangeError(
      `${name()} must be "mode" or "drop", as the column is categorical, but found "${each}"`,
    );
  };
}
