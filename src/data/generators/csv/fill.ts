import { columnOf } from "../../../core/matrix/numbers.ts";
import { printable } from "../../../core/support/describe.ts";
import { medianOfSorted } from "../../../core/support/median.ts";
import type { Column } from "../../files/csv/columns.ts";
import { placeOf } from "../../files/csv/places.ts";
import type { Records } from "../../files/csv/table.ts";
import { inOrder, numbersOf, tallyOf, textsOf } from "../../files/csv/values.ts";
import { standardizationOf } from "../standardization.ts";

/**
 * What a missing value of a column becomes: the mean, the median or the most frequent value of the
 * training part; `"drop"` leaves its record out.
 * @category CSV
 */
export type Fill = "mean" | "median" | "mode" | "drop";

/** All of them. */
export const FILLS: readonly Fill[] = ["mean", "median", "mode", "drop"];

/**
 * A column with its fill, measured on some records.
 *
 * @throws {RangeError} If all of these are missing.
 */
export function withFill(
  table: Records,
  column: Column,
  fill: Exclude<Fill, "drop">,
  records: ArrayLike<number>,
): Column {
  const place = placeOf(table.names, column.name);
  const isNumeric = column.categories === undefined;
  const values = isNumeric ? numbersOf(table, place, records) : textsOf(table, place, records);
  if (values.length > 0) return { ...column, fill: MEASURES[fill](values as Float64Array) };
  throw new RangeError(
    `Column ${printable(column.name)} has no value in the training part to fill it by: leave it ` +
      `out, { drop: [${printable(JSON.stringify(column.name.slice(0, 40)))}] }`,
  );
}

/** Measures of values, numbers but for the mode; those that sort them do so in place. */
const MEASURES = {
  mean: (values: Float64Array) => standardizationOf(columnOf(values)).means[0]!,
  median: (values: Float64Array) => medianOfSorted(inOrder(values)),
  mode: (values: Float64Array | string[]) => tallyOf<number | string>(inOrder(values))!.value,
};
