import { describe, printable } from "../../../core/support/describe.ts";

/**
 * A column of a file: its name, or its place from 0, from −1 if counted from the last.
 * @category CSV
 */
export type ColumnReference = string | number;

/**
 * The place of a column.
 *
 * @throws {RangeError} If the column does not exist.
 */
export function placeOf(names: readonly string[], column: ColumnReference): number {
  if (typeof column === "number") {
    const place = column < 0 ? names.length + column : column;
    if (Number.isInteger(place) && place >= 0 && place < names.length) return place;
    throw new RangeError(
      `A column must be an integer from ${-names.length} to ${names.length - 1}, or one of ` +
        `${listed(names)}, but found ${column}`,
    );
  }
  const place = firstPlaceOf(names, column);
  if (place >= 0) return place;
  const [delimiter] = names.length === 1 ? names[0]!.match(/[;\t|]/) ?? [] : [];
  throw new RangeError(
    `A column must be one of ${listed(names)}, but found ${describe(column)}` +
      (delimiter === undefined ? "" : `: fields seem to be separated by another character, ` +
        `{ delimiter: ${JSON.stringify(delimiter)} }`),
  );
}

/** The places of names by the arrays that list them, as a table may have 100,000 columns. */
const indices = /* @__PURE__ */ new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** As `names.indexOf(name)`, but it takes as long for many names as for few. */
export function firstPlaceOf(names: readonly string[], name: string): number {
  let index = indices.get(names);
  if (index === undefined) {
    // From the last to the first, which stays where a name stands twice.
    index = new Map(names.map((name, place) => [name, place] as const).reverse());
    indices.set(names, index);
  }
  const place = index.get(name);
  // The names may be the caller's own array, changed since.
  return place !== undefined && names[place] === name ? place : names.indexOf(name);
}

/** The place of the column that a key of an object means: a name, else an integer. */
function placeOfKey(names: readonly string[], key: string): number {
  const isInteger = firstPlaceOf(names, key) < 0 && /^-?\d{1,9}$/.test(key);
  return placeOf(names, isInteger ? Number(key) : key);
}

/** The first of some names, in quotes, as they may contain commas. */
export function listed(names: readonly string[]): string {
  return names.slice(0, 10).map(describe).join(", ") + (names.length > 10 ? ", …" : "");
}

/**
 * The members of an object by the places of the columns that its keys mean.
 *
 * @param option The name of the object, for messages, and an example of what it holds.
 */
export function byPlaces<T extends string>(
  names: readonly string[],
  option: string,
  values: Readonly<Record<string, T>>,
  example: string,
  known: readonly T[],
): Map<number, T> {
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    throw new TypeError(`${option} must be an object of ${example}, but found ${describe(values)}`);
  }
  return new Map(
    Object.entries(values).map(([key, value]) => {
      checkOneOf(`${option}.${printable(key)}`, value, known);
      return [placeOfKey(names, key), value];
    }),
  );
}

/** Throws a `RangeError` unless a value is one of some. */
export function checkOneOf(name: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  throw new RangeError(
    `${name} must be ${known.slice(0, -1).join(", ")} or ${known.at(-1)}, ` +
      `but found ${describe(value)}`,
  );
}
