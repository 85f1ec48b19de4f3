import { describe } from "../../../core/support/describe.ts";
import { checkOptions } from "../../../core/support/options.ts";
import { type ColumnKind, isCategorical, isMixed, kindsByPlace } from "./columns.ts";
import { type CsvFormat, formatOf } from "./format.ts";
import { type ColumnReference, placeOf } from "./places.ts";
import { type Table, tableOf } from "./table.ts";
import { allRecords, inOrder, numbersOf, tallyOf, textsOf } from "./values.ts";

/**
 * Options of {@linkcode describeTable}.
 * @category CSV
 */
export interface DescribeTableOptions extends CsvFormat {
  /** The column to predict: others that tell it are suspicious. */
  readonly target?: ColumnReference;
  /** What columns are, by name or place, as for `csvGenerator`. */
  readonly columns?: Readonly<Record<string, ColumnKind>>;
}

/**
 * What a CSV file holds.
 * @category CSV
 */
export interface TableSummary {
  /** How many records there are, without the header. */
  readonly records: number;
  /** Each column, in the order of the file. */
  readonly columns: readonly ColumnSummary[];
}

/**
 * What a column of a CSV file holds.
 * @category CSV
 */
export interface ColumnSummary {
  /** The name of the column. */
  readonly name: string;
  /** Whether it is one of numbers or of categories. */
  readonly kind: "numeric" | "categorical";
  /** How many values are missing. */
  readonly missing: number;
  /** How many different values there are. */
  readonly distinct: number;
  /** The most frequent value, the least of those that are equally frequent, and how often it occurs. */
  readonly mostFrequent?: { readonly value: number | string; readonly count: number };
  /** The least number. */
  readonly min?: number;
  /** The largest number. */
  readonly max?: number;
  /** The mean of the numbers. */
  readonly mean?: number;
  /** Why the column may be of no use to a model, or of too much, in words. */
  readonly suspicions: readonly string[];
}

/** A column in the making, with its values. */
interface Measured extends Omit<ColumnSummary, "suspicions"> {
  readonly place: number;
  readonly present: number;
}

/** So few different texts are no reason to suspect names. */
const FEW = 10;

/**
 * Summarizes the columns of a CSV file before a model is trained on it.
 *
 * A column is suspicious if it is constant, mostly missing, an index (consecutive integers, each
 * once), of texts that differ in all records, has texts that differ in case or blanks alone, tells the
 * target of each record by itself, or holds something else among numbers.
 *
 * @throws {SyntaxError} If the text is not valid CSV.
 * @throws {RangeError} If the column does not exist.
 *
 * @example
 * ```ts
 * import { describeTable } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const text = "id,age,kind\n1,20,a\n2,,b\n3,40,a\n4,20,b\n";
 * const { records, columns: [id, age, kind] } = describeTable(text, { target: "kind" });
 * assertEquals(records, 4);
 * assertEquals(id!.suspicions, ["consecutive integers, each once, as of an index"]);
 * assertEquals([age!.missing, age!.distinct, age!.min, age!.max], [1, 2, 20, 40]);
 * assertEquals(kind!.mostFrequent, { value: "a", count: 2 });
 * ```
 * @category CSV
 */
export function describeTable(text: string, options: DescribeTableOptions = {}): TableSummary {
  const { target, columns = {}, ...rest } = checkOptions(
    "describeTable()",
    options,
    "target columns names header delimiter decimal thousands missing",
  );
  const table = tableOf(text, formatOf(rest));
  const { names, records, contents } = table;
  const kinds = kindsByPlace(names, columns);
  const isOfTexts = [...names.keys()].map((place) => {
    const kind = kinds.get(place) ?? "ignored";
    if (kind !== "ignored") return kind === "categorical";
    return !isMixed(contents[place]!, records) && isCategorical(table, place);
  });
  table.fieldsOf([...names.keys()].filter((place) => isOfTexts[place])); // all in one reading
  const all = allRecords(table);
  const measured = isOfTexts.map((isText, place) => measure(table, place, isText, all));
  const goal = target === undefined ? undefined : measured[placeOf(names, target)];
  return {
    records,
    columns: measured.map((column) => {
      const { place: _place, present: _present, ...summary } = column;
      return { ...summary, suspicions: suspicionsOf(table, column, goal) };
    }),
  };
}

function measure(
  table: Table,
  place: number,
  isText: boolean,
  records: ArrayLike<number>,
): Measured {
  const values = inOrder(
    isText ? textsOf(table, place, records) : numbersOf(table, place, records),
  );
  const tally = tallyOf<number | string>(values), present = values.length;
  const missing = isText ? table.records - present : table.contents[place]!.missing;
  return {
    ...{
      place,
      present,
      name: table.names[place]!,
      kind: isText ? "categorical" : "numeric",
      missing,
    },
    distinct: tally?.distinct ?? 0,
    ...(tally && { mostFrequent: { value: tally.value, count: tally.count } }),
    ...(!isText && present > 0 && rangeOf(values as Float64Array)),
  };
}

/** Of numbers in ascending order. */
function rangeOf(values: Float64Array): Pick<ColumnSummary, "min" | "max" | "mean"> {
  // A running mean, as the sum may overflow.
  const mean = values.reduce((mean, x, i) => mean + (x / (i + 1) - mean / (i + 1)), 0);
  return { min: values[0]!, max: values.at(-1)!, mean };
}

function suspicionsOf(table: Table, column: Measured, target?: Measured): string[] {
  const { kind, missing, distinct, min, max, present, place } = column, { records } = table;
  const { first } = table.contents[place]!, isTarget = column === target;
  const isIndex = kind === "numeric" && distinct > 2 && distinct === records &&
    Number.isInteger(min) && max! - min! === records - 1 &&
    table.numbers.every((x, i) => i % table.names.length !== place || Number.isInteger(x));
  const alike = kind === "categorical" ? alikeIn(table.fieldsOf([place])[0]!) : undefined;
  const suspicions: readonly (readonly [boolean, string])[] = [
    [present === 0, "no values"],
    [present > 0 && distinct === 1, "one value only"],
    [present > 0 && 2 * missing > records, `missing in ${missing} of ${records} records`],
    [!isTarget && isIndex, "consecutive integers, each once, as of an index"],
    [
      kind === "categorical" && distinct === present && present > FEW,
      "each text once, as of names",
    ],
    [
      kind === "categorical" && alike !== undefined,
      `${alike?.map(describe).join(" and ")} differ in case or blanks alone`,
    ],
    [
      target !== undefined && !isTarget && tells(table, column, target),
      `tells the target, ${describe(target?.name)}, by itself`,
    ],
    [
      kind === "numeric" && first !== undefined,
      `not numbers alone: record ${first?.record} has ${describe(first?.field)}`,
    ],
  ];
  return suspicions.flatMap(([holds, reason]) => holds ? [reason] : []);
}

/** The first two texts that a person takes for one. */
function alikeIn(fields: readonly string[]): readonly [string, string] | undefined {
  const known = new Map<string, string>();
  for (const field of new Set(fields)) {
    const plain = field.trim().toLowerCase(), other = known.get(plain);
    if (other !== undefined) return [other, field];
    known.set(plain, field);
  }
  return undefined;
}

/** Whether a column has the values of the target, perhaps by other names. */
function tells(table: Table, column: Measured, target: Measured): boolean {
  const a = valuesOf(table, column), b = valuesOf(table, target);
  // Any values that all differ tell each other.
  const mayBeRenamed = column.distinct === target.distinct && column.distinct > 1 &&
    2 * column.distinct <= table.records;
  const names = new Map<unknown, unknown>();
  let compared = 0;
  for (let record = 0; record < table.records; record++) {
    const x = a(record), y = b(record);
    if (isMissing(x) || isMissing(y)) continue;
    compared++;
    if (!mayBeRenamed) {
      if (x !== y) return false;
      continue;
    }
    if ((names.get(x) ?? y) !== y) return false;
    names.set(x, y);
  }
  return compared > 2 && column.distinct > 1;
}

function valuesOf(table: Table, { kind, place }: Measured): (record: number) => number | string {
  const { numbers, names } = table;
  if (kind === "numeric") return (record) => numbers[record * names.length + place]!;
  const fields = table.fieldsOf([place])[0]!;
  return (record) => fields[record]!;
}

function isMissing(value: number | string): boolean {
  return value === "" || Number.isNaN(value);
}
