/** The columns of a row that take part. */
export interface Columns {
  /** Their numbers, in order. */
  readonly numbers: readonly number[];
  /** Where each is among them, by its number as a key. */
  readonly places: ReadonlyMap<PropertyKey, number>;
}

/** Every so-many-th column of a row, from one on. */
export function everyOther(length: number, from: number, by: number): Columns {
  const numbers: number[] = [];
  for (let j = from; j < length; j += by) numbers.push(j);
  return { numbers, places: by === 1 ? new Map() : new Map(numbers.map((j, at) => [`${j}`, at])) };
}

/** One of some parts of a row, of columns side by side; the first part is shorter by so many. */
export function sideBySide(length: number, part: number, parts: number, shift: number): Columns {
  const size = Math.ceil((length + shift) / parts), numbers: number[] = [];
  const from = Math.max(0, part * size - shift),
    below = Math.min(length, (part + 1) * size - shift);
  for (let j = from; j < below; j++) numbers.push(j);
  return { numbers, places: new Map(numbers.map((j, at) => [`${j}`, at])) };
}

/**
 * A row of which only some columns exist, each at its own number.
 *
 * It has what a formula that is loops uses of an array: `map` and `reduce` leave out the others, so
 * that a loop inside a loop can be tried on all columns, some at a time, however wide the row is.
 *
 * @param length How many columns the row has, with those left out.
 * @param columns Those that exist.
 * @param entries The entry of each that exists.
 */
export function someColumns<T>(
  length: number,
  columns: Columns,
  entries: readonly T[],
): readonly T[] {
  const { numbers, places } = columns;
  const row: readonly T[] = new Proxy<Record<PropertyKey, unknown>>({
    length,
    map: <R>(f: (entry: T, column: number, row: readonly T[]) => R) =>
      someColumns(length, columns, entries.map((entry, at) => f(entry, numbers[at]!, row))),
    reduce: <R>(f: (moved: R, entry: T, column: number, row: readonly T[]) => R, ...init: [R]) =>
      entries.reduce((moved, entry, at) => f(moved, entry, numbers[at]!, row), ...init),
    with: (column: number, entry: T) =>
      someColumns(length, columns, entries.with(places.get(`${column}`)!, entry)),
  }, {
    get: (methods, key) => {
      const at = places.get(key);
      return at === undefined ? methods[key] : entries[at];
    },
  }) as unknown as readonly T[];
  return row;
}
