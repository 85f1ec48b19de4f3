import type { Dataset } from "../dataset.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import { labelsOf } from "../../metrics/decide.ts";
import { describe, printable } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import { batched, type DataGenerator, type Parts } from "./generator.ts";
import { partsOf, type SplitOptions } from "./split.ts";
import { type Standardization, standardizationOf, standardize } from "./standardization.ts";
import type { Column, ColumnKind, Table } from "../files/csv/columns.ts";
import { columnOf, encodeColumns, namesOf } from "../files/csv/columns.ts";
import { parseCsv, type ParseCsvOptions } from "../files/csv/parse_csv.ts";

/**
 * Options of {@linkcode csvGenerator}. A part's source may be the text of another CSV file.
 * @category CSV
 */
export interface CsvOptions extends SplitOptions<string>, ParseCsvOptions {
  /** The column to predict, or several. */
  readonly target: string | readonly string[];
  /**
   * How columns are encoded. By default numeric if all their fields are numbers, else categorical;
   * a class that is written as a number must be named here.
   */
  readonly columns?: Readonly<Record<string, ColumnKind>>;
  /** The names of the columns. By default the first record is a header. */
  readonly names?: readonly string[];
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
 * @throws {RangeError} If a column is missing, a field does not fit, or an option is out of range.
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
  const { validation, test, ...rest } = checkOptions(
    "csvGenerator()",
    options,
    "target columns names delimiter standardize standardizeTargets",
    "validation test batchSize seed",
  );
  const table = tableOf(text, options);
  const columns = columnsOf(table, options);
  const source = (part: number | string | undefined) => {
    return typeof part === "string" ? datasetOf(tableOf(part, options), columns) : part;
  };
  const raw = partsOf(datasetOf(table, columns), {
    ...rest,
    validation: source(validation),
    test: source(test),
  });
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
  checkOptions("csvInputs()", options, "names delimiter");
  return standardize(encodeColumns(tableOf(text, options), encoding.inputs), encoding.inputScale);
}

function tableOf(
  text: string,
  { delimiter, names: given }: ParseCsvOptions & Pick<CsvOptions, "names">,
): Table {
  const all = parseCsv(text, { delimiter });
  const [names, ...records] = given === undefined ? all : [given, ...all];
  if (names === undefined || records.length === 0) {
    throw new SyntaxError("A CSV file must hold at least one record, but found none");
  }
  const twice = repeated(names);
  if (twice !== undefined) {
    throw new TypeError(`Columns must differ in name, but found ${describe(twice)} twice`);
  }
  if (records[0]!.length !== names.length) {
    throw new TypeError(
      `names must be one for each of ${records[0]!.length} columns, but found ${names.length}`,
    );
  }
  return { names, records };
}

function repeated(names: readonly string[]): string | undefined {
  return names.find((name, i) => names.indexOf(name) !== i);
}

type Columns = Pick<CsvEncoding, "inputs" | "targets">;

function columnsOf(table: Table, { target, columns = {} }: CsvOptions): Columns {
  const targets = typeof target === "string" ? [target] : target ?? [];
  if (targets.length === 0) throw new TypeError("target must name a column, but found none");
  const twice = repeated(targets);
  if (twice !== undefined) {
    throw new TypeError(`target must name ${describe(twice)} once, but found it twice`);
  }
  const kinds = new Map(Object.entries(columns));
  for (const [name, kind] of kinds) {
    if (!["numeric", "categorical", "ignored"].includes(kind)) {
      throw new RangeError(
        `columns.${printable(name)} must be numeric, categorical or ignored, ` +
          `but found ${describe(kind)}`,
      );
    }
    if (kind === "ignored" && targets.includes(name)) {
      throw new RangeError(`columns.${printable(name)} must not be ignored, as it is the target`);
    }
    columnOf(table, name); // throws unless the column exists
  }
  const isInput = (name: string) => !targets.includes(name) && kinds.get(name) !== "ignored";
  const inputs = table.names.filter(isInput);
  if (inputs.length === 0) throw new RangeError("There must be at least one column of inputs");
  const made = (name: string) => columnOf(table, name, kinds.get(name));
  return { inputs: inputs.map(made), targets: targets.map(made) };
}

function datasetOf(table: Table, columns: Columns): Dataset {
  const inputs = encodeColumns(table, columns.inputs);
  const targets = encodeColumns(table, columns.targets);
  if (columns.targets.length > 1 || !columns.targets[0]!.categories) return { inputs, targets };
  // Not labelsOf for one category alone: it takes a single column for two classes.
  const labels = targets.columns === 1 ? new Uint32Array(targets.rows) : labelsOf(targets);
  return { inputs, targets, labels };
}

/** The scale of numeric columns; categories are left as they are. */
function scaleOf(train: Matrix, columns: readonly Column[], wanted: boolean): Standardization {
  const chosen = columns.flatMap(({ categories }) => categories?.map(() => false) ?? [wanted]);
  return standardizationOf(train, chosen);
}

function scaled({ train, validation, test }: Parts, encoding: CsvEncoding): Parts {
  const scale = (part: Dataset): Dataset => ({
    ...part,
    inputs: standardize(part.inputs, encoding.inputScale),
    targets: standardize(part.targets, encoding.targetScale),
  });
  return { train: scale(train), validation: scale(validation), test: scale(test) };
}
