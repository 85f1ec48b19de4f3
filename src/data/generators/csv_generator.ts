import type { Dataset } from "../dataset.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import { labelsOf } from "../../metrics/decide.ts";
import { checkCount } from "../../core/support/checks.ts";
import { describe, printable } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import { batched, type DataGenerator, type Parts } from "./generator.ts";
import { partsBy, type SplitOptions, strataOf } from "./split.ts";
import { type Standardization, standardizationOf, standardizeInPlace } from "./standardization.ts";
import {
  checkColumnNames,
  type Column,
  type ColumnKind,
  columnsOf,
  encoderOf,
  MOST_CATEGORIES,
  namesOf,
} from "../files/csv/columns.ts";
import type { ParseCsvOptions } from "../files/csv/parse_csv.ts";
import { type Table, tableOf } from "../files/csv/table.ts";

/**
 * Options of {@linkcode csvGenerator}. A part's source may be the text of another CSV file.
 * @category CSV
 */
export interface CsvOptions extends SplitOptions<string>, ParseCsvOptions {
  /** The column to predict, or several. */
  readonly target: string | readonly string[];
  /**
   * How columns are encoded. By default numeric if all their fields are numbers, categorical if most
   * are not; between the two, and for classes that are written as numbers, it must be said here.
   */
  readonly columns?: Readonly<Record<string, ColumnKind>>;
  /** The names of the columns. By default the first record is a header. */
  readonly names?: readonly string[];
  /** The most categories of a column: each becomes a column of a matrix. Defaults to 1000. */
  readonly maxCategories?: number;
  /** Whether numeric inputs are standardised, by the training part alone. Defaults to true. */
  readonly standardize?: boolean;
  /** Whether numeric targets are, likewise. Defaults to false. */
  readonly standardizeTargets?: boolean;
}

/**
 * How records become inputs and targets: plain data, to be stored with a trained network.
 * @category CSV
 */
export interface CsvEncoding {
  /** The columns of the inputs. */
  readonly inputs: readonly Column[];
  /** The columns of the targets. */
  readonly targets: readonly Column[];
  /** The standardisation of the inputs. */
  readonly inputScale: Standardization;
  /** That of the targets: undo it by `unstandardize`. */
  readonly targetScale: Standardization;
}

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
 * Numeric columns are standardised, with means and deviations of the training part alone;
 * categorical ones become a 0 or 1 for each category of the whole file, in order of code units. One
 * categorical target makes classes, with labels and stratified parts.
 *
 * @throws {SyntaxError} If the text is not valid CSV.
 * @throws {TypeError} If the target is missing, or a column or target is named twice.
 * @throws {RangeError} If a column is missing, a field does not fit, a column holds mostly numbers but
 * not numbers alone, or too many categories, or an option is out of range.
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
 * @category CSV
 */
export function csvGenerator(text: string, options: CsvOptions): CsvGenerator {
  const { validation, test, delimiter, names, ...rest } = checkOptions(
    "csvGenerator()",
    options,
    "target columns names delimiter maxCategories standardize standardizeTargets",
    "validation test batchSize seed",
  );
  const kinds = kindsOf(options);
  const texts = [...kinds].filter(([, kind]) => kind === "categorical").map(([name]) => name);
  const table = tableOf(text, { delimiter, names, texts });
  const columns = encodedColumns(table, kinds, rest);
  const source = (part: number | string | undefined) => {
    return typeof part === "string"
      ? recordsOf(
        tableOf(part, {
          delimiter,
          names,
          texts: categoricalOf([...columns.inputs, ...columns.targets]),
        }),
        columns,
      ).take()
      : part;
  };
  const { strata, take } = recordsOf(table, columns);
  const sources = { validation: source(validation), test: source(test) };
  const raw = partsBy(strata, { ...rest, ...sources }, take);
  const encoding = {
    ...columns,
    inputScale: scaleOf(raw.train.inputs as Matrix, columns.inputs, options.standardize ?? true),
    targetScale: scaleOf(raw.train.targets, columns.targets, options.standardizeTargets ?? false),
  };
  return {
    ...batched(scaled(raw, encoding), rest),
    encoding,
    inputNames: namesOf(columns.inputs),
    targetNames: namesOf(columns.targets),
  };
}

/**
 * The inputs (records × inputs) of another CSV file, with or without targets, to predict on.
 *
 * @param encoding From {@linkcode csvGenerator}.
 * @throws {SyntaxError} If the text is not valid CSV.
 * @throws {RangeError} If a column is missing, or a field does not fit its column.
 *
 * @example
 * ```ts
 * import { csvGenerator, csvInputs } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const options = { target: "price", validation: 0, test: 0 };
 * const { encoding } = csvGenerator("size,price\n1,10\n3,30\n", options);
 * assertEquals(Array.from(csvInputs("size\n2\n", encoding).data), [0]);
 * ```
 * @category CSV
 */
export function csvInputs(
  text: string,
  encoding: CsvEncoding,
  options: ParseCsvOptions & Pick<CsvOptions, "names"> = {},
): Matrix {
  const { delimiter, names } = checkOptions("csvInputs()", options, "names delimiter");
  if (!Array.isArray(encoding?.inputs)) {
    throw new TypeError(
      `encoding must be that of a csvGenerator(), but found ${describe(encoding)}`,
    );
  }
  const texts = categoricalOf(encoding.inputs);
  const inputs = encoderOf(tableOf(text, { delimiter, names, texts }), encoding.inputs)();
  return standardizeInPlace(inputs, encoding.inputScale);
}

type Columns = Pick<CsvEncoding, "inputs" | "targets">;

function kindsOf({ columns = {} }: CsvOptions): ReadonlyMap<string, ColumnKind> {
  if (typeof columns !== "object" || columns === null || Array.isArray(columns)) {
    throw new TypeError(
      `columns must be an object of kinds such as { age: "numeric" }, but found ${
        describe(columns)
      }`,
    );
  }
  for (const [name, kind] of Object.entries(columns)) {
    if (["numeric", "categorical", "ignored"].includes(kind)) continue;
    throw new RangeError(
      `columns.${printable(name)} must be numeric, categorical or ignored, ` +
        `but found ${describe(kind)}`,
    );
  }
  return new Map(Object.entries(columns));
}

/** The names of columns of categories. */
function categoricalOf(columns: readonly Column[]): string[] {
  return columns.filter(({ categories }) => categories !== undefined).map(({ name }) => name);
}

function encodedColumns(
  table: Table,
  kinds: ReadonlyMap<string, ColumnKind>,
  { target, maxCategories = MOST_CATEGORIES }: Pick<CsvOptions, "target" | "maxCategories">,
): Columns {
  checkCount(maxCategories, "maxCategories");
  const targets = targetsOf(target);
  const ignored = targets.find((name) => kinds.get(name) === "ignored");
  if (ignored !== undefined) {
    throw new RangeError(`columns.${printable(ignored)} must not be ignored, as it is the target`);
  }
  const isInput = (name: string) => !targets.includes(name) && kinds.get(name) !== "ignored";
  const inputs = table.names.filter(isInput);
  if (inputs.length === 0) throw new RangeError("There must be at least one column of inputs");
  const names = [...inputs, ...targets];
  checkColumnNames(table, [...targets, ...kinds.keys()]);
  const all = columnsOf(table, names, kinds, maxCategories);
  return { inputs: all.slice(0, inputs.length), targets: all.slice(inputs.length) };
}

function targetsOf(target: CsvOptions["target"]): readonly string[] {
  const targets = typeof target === "string" ? [target] : target ?? [];
  if (!Array.isArray(targets) || !targets.every((name) => typeof name === "string")) {
    throw new TypeError(
      `target must be the name of a column, or an array of names, but found ${describe(target)}`,
    );
  }
  if (targets.length === 0) throw new TypeError("target must name a column, but found none");
  const twice = targets.find((name, i) => targets.indexOf(name) !== i);
  if (twice === undefined) return targets;
  throw new TypeError(`target must name ${describe(twice)} once, but found it twice`);
}

/** The records of a file as examples: what they are stratified by, and some of them as a data set. */
function recordsOf(table: Table, columns: Columns): {
  readonly strata: ArrayLike<number>;
  readonly take: (records?: ArrayLike<number>) => Dataset;
} {
  const encodeInputs = encoderOf(table, columns.inputs);
  const encodeTargets = encoderOf(table, columns.targets);
  const isClass = columns.targets.length === 1 && columns.targets[0]!.categories !== undefined;
  const outcomesOf = (records?: ArrayLike<number>) => {
    const targets = encodeTargets(records);
    if (!isClass) return { targets };
    // Not labelsOf for one category alone: it takes a single column for two classes.
    const labels = targets.columns === 1 ? new Uint32Array(targets.rows) : labelsOf(targets);
    return { targets, labels };
  };
  return {
    strata: strataOf(outcomesOf()),
    take: (records) => ({ inputs: encodeInputs(records), ...outcomesOf(records) }),
  };
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
