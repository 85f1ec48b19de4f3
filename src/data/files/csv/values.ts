import { byCodeUnits } from "./columns.ts";
import type { Records } from "./table.ts";

/** All records of a table. */
export function allRecords({ records }: Records): Uint32Array {
  return new Uint32Array(records).map((_, record) => record);
}

/** The values of a numeric column in some records that are not missing. */
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
  return values.subarray(0, count);
}

/** The fields of a column in some records that are not missing. */
export function textsOf(table: Records, place: number, records: ArrayLike<number>): string[] {
  const fields = table.fieldsOf([place])[0]!;
  const texts: string[] = [];
  for (let i = 0; i < records.length; i++) {
    const field = fields[records[i]!]!;
    if (field !== "") texts.push(field);
  }
  return texts;
}

/** Numbers ascending, texts in order of code units; in place. */
export function inOrder<V extends Float64Array | string[]>(values: V): V {
  if (Array.isArray(values)) values.sort(byCodeUnits);
  else values.sort();
  return values;
}

/** How often values occur. */
export interface Tally<T> {
  /** The number of different values. */
  readonly distinct: number;
  /** The most frequent value, the first of those that are equally frequent. */
  readonly value: T;
  /** How often it occurs. */
  readonly count: number;
}

/** How often values in order occur; undefined without any. */
export function tallyOf<T>(values: ArrayLike<T>): Tally<T> | undefined {
  if (values.length === 0) return undefined;
  let distinct = 0, count = 0, value = values[0]!;
  for (let from = 0, to = 0; from < values.length; from = to, distinct++) {
    while (to < values.length && values[to] === values[from]) to++;
    if (to - from > count) [count, value] = [to - from, values[from]!];
  }
  return { distinct, value, count };
}
