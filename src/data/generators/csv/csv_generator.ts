import { printable } from "../../../core/support/describe.ts";
import { checkOptions } from "../../../core/support/options.ts";
import type { Dataset } from "../../dataset.ts";
import type { Matrix } from "../../../core/matrix/matrix.ts";
import { labelsOf } from "../../../metrics/decide.ts";
import { type Column, namesOf } from "../../files/csv/columns.ts";
import { encode } from "../../files/csv/encode.ts";
import { formatOf } from "../../files/csv/format.ts";
import { type Table, tableOf } from "../../files/csv/table.ts";
import { batched, type DataGenerator, type Parts } from "../generator.ts";
import { partsBy, rowsBy, strataOf } from "../split.ts";
import { type Standardization, standardizationOf, standardizeInPlace } from "../standardization.ts";
import { type CsvOptions, rolesOf } from "./csv_options.ts";
import { categoricalOf, type CsvEncoding } from "./encoding.ts";
import { withFill } from "./fill.ts";
import {
  completeRecords,
  type PlannedColumns,
  plannedColumns,
  usesElsewhere,
  usesOf,
} from "./uses.ts";

/**
 * The result of {@linkcode csvGenerator}.
 * @category CSV
 */
export interface CsvGenerator extends DataGenerator {
  /** How records were encoded as numbers. */
  readonly encoding: CsvEncoding;
  /** The names of the inputs: `age`, `colour=red`. */
  readonly inputNames: readonly string[];
  /** The names of the targets; those of classes for a column of classes: `species=setosa`. */
  readonly targetNames: readonly string[];
}

/**
 * A generator of the records of a CSV file (RFC 4180).
 *
 * Missing values of inputs are filled, and then numeric columns standardized, as measured on the
 * training part alone; categorical ones become a 0 or 1 for each category of the whole file, in
 * order of code units. One categorical target makes classes, with labels and stratified parts.
 *
 * @throws {SyntaxError} If the text is not valid CSV.
 * @throws {TypeError} If the target is missing, or a column or target is named twice.
 * @throws {RangeError} If a column is missing, a field does not fit, a value is missing that has no fill, a
 * column holds mostly numbers but not numbers alone, or too many categories, or an option is out of
 * range.
 *
 * @example
 * ```ts
 * import { csvGenerator } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const text = "size,colour,price\n1,red,10\n3,blue,30\n";
 * const options = { target: "price", validation: 0, test: 0 };
 * const { train, inputNames } = csvGenerator(text, options);
 * assertEquals(inputNames, ["size", "colour=blue", "colour=red"]);
 * assertEquals(Array.from(train.inputs.data), [-1, 0, 1, 1, 1, 0]);
 * assertEquals(Array.from(train.targets.data), [10, 30]);
 * ```
 *
 * @example Missing values
 * ```ts
 * import { csvGenerator } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const text = "1,8\n?,9\n5,NA\n3,7\n";
 * const { train, encoding } = csvGenerator(text, {
 *   ...{ header: false, missing: ["?", "NA"], target: -1, fill: { 0: "mean", 1: "drop" } },
 *   ...{ validation: 0, test: 0, standardize: false },
 * });
 * assertEquals(encoding.inputs, [{ name: "0", fill: 2 }]);
 * assertEquals(Array.from(train.inputs.data), [1, 2, 3]);
 * ```
 * @category CSV
 */
export function csvGenerator(text: string, options: CsvOptions): CsvGenerator {
  const given = checkOptions(
    "csvGenerator()",
    options,
    "target columns names header delimiter decimal thousands missing fill drop weights",
    "maxCategories standardize standardizeTargets validation test batchSize seed",
  );
  const { validation, test, standardize = true, standardizeTargets = false, ...rest } = given;
  const format = formatOf(rest);
  const known = Object.entries(Object(rest.columns)).filter(([, kind]) => kind === "categorical");
  const table = tableOf(text, format, known.map(([key]) => key));
  const roles = rolesOf(table.names, given), uses = usesOf(table, roles);
  const records = completeRecords(table, uses);
  const planned = plannedColumns(table, uses, records, rest.maxCategories);
  const strata = strataOf(outcomesOf(table, planned.targets, records));
  const rows = rowsBy(strata, { ...rest, validation, test });
  const trained = rows.train.map((row) => records[row]!);
  const columns = {
    ...planned,
    inputs: planned.inputs.map((column, k) => {
      const { fill } = uses.inputs[k]!;
      if (fill === undefined || fill === "drop") return column;
      return withFill(table, column, fill, trained);
    }),
  };
  const source = (part: number | string | undefined) => {
    if (typeof part !== "string") return part;
    const other = tableOf(part, format, categoricalOf([...columns.inputs, ...columns.targets]));
    return examplesOf(other, columns, completeRecords(other, usesElsewhere(other, table, uses)));
  };
  const raw = partsBy(
    rows,
    { validation: source(validation), test: source(test) },
    (rows) => examplesOf(table, columns, rows.map((row) => records[row]!)),
  );
  const encoding = {
    ...{ inputs: columns.inputs, targets: columns.targets },
    inputScale: scaleOf(raw.train.inputs as Matrix, columns.inputs, standardize),
    targetScale: scaleOf(raw.train.targets, columns.targets, standardizeTargets),
    format,
  };
  return {
    ...batched(scaled(raw, encoding), rest),
    encoding,
    inputNames: namesOf(columns.inputs),
    targetNames: namesOf(columns.targets),
  };
}

/** Some records as targets, with labels if they are classes. */
function outcomesOf(
  table: Table,
  columns: readonly Column[],
  records: ArrayLike<number>,
): Pick<Dataset, "targets" | "labels"> {
  const targets = encode(table, columns, { records });
  if (columns.length > 1 || columns[0]!.categories === undefined) return { targets };
  // Not labelsOf for one category alone: it takes a single column for two classes.
  const labels = targets.columns === 1 ? new Uint32Array(targets.rows) : labelsOf(targets);
  return { targets, labels };
}

/** Some records as examples. */
function examplesOf(
  table: Table,
  { inputs, targets, weights }: PlannedColumns,
  records: ArrayLike<number>,
): Dataset {
  return {
    inputs: encode(table, inputs, { records }),
    ...outcomesOf(table, targets, records),
    ...(weights !== undefined && { weights: weightsOf(table, weights, records) }),
  };
}

function weightsOf(table: Table, name: string, records: ArrayLike<number>): Float64Array {
  const { data } = encode(table, [{ name }], { records });
  const negative = data.findIndex((weight) => weight < 0);
  if (negative < 0) return data;
  throw new RangeError(
    `Column ${printable(name)} of record ${
      records[negative]! + 1
    } must be at least 0, as it holds ` +
      `the weights, but found ${data[negative]}`,
  );
}

/** The scale of numeric columns; categories are left as they are. */
function scaleOf(train: Matrix, columns: readonly Column[], wanted: boolean): Standardization {
  const chosen = columns.flatMap(({ categories }) => categories?.map(() => false) ?? [wanted]);
  return standardizationOf(train, chosen);
}

function scaled({ train, validation, test }: Parts, encoding: CsvEncoding): Parts {
  const scale = (part: Dataset): Dataset => ({
    ...part,
    inputs: standardizeInPlace(part.inputs, encoding.inputScale),
    targets: standardizeInPlace(part.targets, encoding.targetScale),
  });
  return { train: scale(train), validation: scale(validation), test: scale(test) };
}
