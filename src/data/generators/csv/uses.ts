import { checkCount } from "../../../core/support/checks.ts";
import {
  categoriesOf,
  type Column,
  isCategorical,
  MOST_CATEGORIES,
} from "../../files/csv/columns.ts";
import { placeOf } from "../../files/csv/places.ts";
import type { Table } from "../../files/csv/table.ts";
import { allRecords } from "../../files/csv/values.ts";
import type { Roles } from "./csv_options.ts";
import type { CsvEncoding } from "./encoding.ts";
import type { Fill } from "./fill.ts";

/** A column that is used, before its categories and its fill are known. */
export interface Use {
  readonly place: number;
  readonly isCategorical: boolean;
  readonly fill: Fill | undefined;
}

/** The columns that are used. */
export type Uses = Readonly<Record<"inputs" | "targets" | "weights", readonly Use[]>>;

/** How the columns of a file are used. */
export function usesOf(table: Table, { inputs, targets, weights, kinds, fillOf }: Roles): Uses {
  const useOf = (place: number): Use => {
    const kind = kinds.get(place);
    const categorical = kind === undefined ? isCategorical(table, place) : kind === "categorical";
    return { place, isCategorical: categorical, fill: fillOf(place, categorical) };
  };
  const weighing = weights === undefined ? [] : [weights];
  return {
    inputs: inputs.map(useOf),
    targets: targets.map(useOf),
    weights: weighing.map((place) => ({ ...useOf(place), isCategorical: false })),
  };
}

/** The same columns of another file. */
export function usesElsewhere({ names }: Table, { names: before }: Table, uses: Uses): Uses {
  const move = (all: readonly Use[]) =>
    all.map((use) => ({ ...use, place: placeOf(names, before[use.place]!) }));
  return {
    inputs: move(uses.inputs),
    targets: move(uses.targets),
    weights: move(uses.weights),
  };
}

/** The records that no column asks to leave out. */
export function completeRecords(table: Table, { inputs, targets, weights }: Uses): Uint32Array {
  const dropping = [...inputs, ...targets, ...weights].filter(({ fill }) => fill === "drop");
  const numeric = dropping.filter(({ isCategorical }) => !isCategorical).map(({ place }) => place);
  const texts = table.fieldsOf(
    dropping.filter(({ isCategorical }) => isCategorical).map(({ place }) => place),
  );
  const { numbers, names } = table;
  const complete = allRecords(table).filter((record) =>
    numeric.every((place) => !Number.isNaN(numbers[record * names.length + place])) &&
    texts.every((fields) => fields[record] !== "")
  );
  if (complete.length > 0) return complete;
  throw new RangeError(
    `At least one record must have no missing value to be left out by, ` +
      `but found none of ${table.records}`,
  );
}

/** The columns before missing values are filled. */
export interface PlannedColumns extends Pick<CsvEncoding, "inputs" | "targets"> {
  /** The name of the column of weights. */
  readonly weights?: string;
}

/** The columns that are used, with their categories in some records. */
export function plannedColumns(
  table: Table,
  { inputs, targets, weights }: Uses,
  records: ArrayLike<number>,
  most = MOST_CATEGORIES,
): PlannedColumns {
  checkCount(most, "maxCategories");
  table.fieldsOf( // all in one reading
    [...inputs, ...targets].filter((use) => use.isCategorical).map(({ place }) => place),
  );
  const columnOf = ({ place, isCategorical, fill }: Use, isTarget: boolean): Column => {
    const name = table.names[place]!;
    if (!isCategorical) return { name };
    const categories = categoriesOf(table, place, most, records);
    // A missing input is a category of its own; a missing target is refused.
    return fill !== undefined || isTarget
      ? { name, categories: categories.filter((category) => category !== "") }
      : { name, categories };
  };
  return {
    inputs: inputs.map((use) => columnOf(use, false)),
    targets: targets.map((use) => columnOf(use, true)),
    ...(weights[0] && { weights: table.names[weights[0].place]! }),
  };
}
