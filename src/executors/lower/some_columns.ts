/** Some columns of a row. */
export interface Columns {
  /** Their numbers, in order. */
  readonly numbers: readonly number[];
  /** The index of each in `numbers`, by its number as a key. */
  readonly places: ReadonlyMap<PropertyKey, number>;
}

/** Every `by`-th column of a row, starting at `from`. */
export function everyOther(length: number, from: number, by: number): Columns {
  const numbers: number[] = [];
  for (let j = from; j < length; j += by) numbers.push(j);
  return { numbers, places: by === 1 ? new Map() : new Map(numbers.map((j, at) => [`${j}`, at])) };
}

/** One of `parts` consecutive parts of a row; the first is shorter by `shift`. */
export function sideBySide(length: number, part: number, parts: number, shift: number): Columns {
  const size = Math.ceil((length + shift) / parts), numbers: number[] = [];
  const from = Math.max(0, part * size - shift);
  const below = Math.min(length, (part + 1) * size - shift);
  for (let j = from; j < below; j++) numbers.push(j);
  return { numbers, places: new Map(numbers.map((j, at) => [`${j}`, at])) };
}

/**
 * A sparse row, in which only some columns exist, each at its own number.
 *
 * It has the methods of an array that loops use; `map` and `reduce` skip missing columns, so that nested
 * loops can be tested on all columns of a wide row, some at a time.
 *
 * @param length The length of the row, including missing columns.
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
