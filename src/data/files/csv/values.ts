import { byCodeUnits } from "./columns.ts";
import type { Records } from "./table.ts";

/** All records of a table. */
export function allRecords({ records }: Records): Uint32Array {
  return Uint32Array.from({ length: records }, (_, record) => record);
}

/** The values of a numeric column in some records that are not missing, ascending. */
export function numbersOf(
  { numbers, names }: Records,
  place: number,
  records: ArrayLike<number>,
): Float64Array {
  const values = new Float64Array(records.length);
  let count = 0;
  for (let i = 0; i < records.length; i++) {
    const number = numbers[records[i]! * names.length + place]!;
    if (Number.isFinite(number)) values[count++] = number;
  }
  return values.subarray(0, count).sort();
}

/** The fields of a column in some records that are not missing, in order of code units. */
export function textsOf(table: Records, place: number, records: ArrayLike<number>): string[] {
  const fields = table.fieldsOf([place])[0]!;
  const texts: string[] = [];
  for (let i = 0; i < records.length; i++) {
    const field = fields[records[i]!]!;
    if (field !== "") texts.push(field);
  }
  return texts.sort(byCodeUnits);
}

/** The different values among values in order, and how often each occurs. */
export function countsOf<T>(values: ArrayLike<T>): { readonly value: T; readonly count: number }[] {
  const counts: { value: T; count: number }[] = [];
  for (let from = 0, to = 0; from < values.length; from = to) {
    while (to < values.length && values[to] === values[from]) to++;
    counts.push({ value: values[from]!, count: to - from });
  }
  return counts;
}

/** The most frequent of values in order, the first of those that are equally frequent. */
export function modeOf<T>(values: ArrayLike<T>): T {
  return countsOf(values).reduce((most, each) => each.count > most.count ? each : most).value;
}
