import type { Matrix } from "../../../core/matrix/matrix.ts";
import { describe } from "../../../core/support/describe.ts";
import { checkOptions } from "../../../core/support/options.ts";
import { type Column, namesOf } from "../../files/csv/columns.ts";
import { encode } from "../../files/csv/encode.ts";
import { type CsvFormat, formatOf } from "../../files/csv/format.ts";
import { type Records, tableOf } from "../../files/csv/table.ts";
import { recordsOfRows, type TableRow } from "../../files/csv/rows.ts";
import {
  checkStandardization,
  type Standardization,
  standardizeInPlace,
} from "../standardization.ts";

/**
 * How records become inputs and targets: plain data, to be stored with a trained network.
 * @category CSV
 */
export interface CsvEncoding {
  /** The columns of the inputs. */
  readonly inputs: readonly Column[];
  /** The columns of the targets. */
  readonly targets: readonly Column[];
  /** The standardization of the inputs. */
  readonly inputScale: Standardization;
  /** That of the targets: undo it by `unstandardize`. */
  readonly targetScale: Standardization;
  /** How the file was written; {@linkcode csvInputs} reads others likewise. */
  readonly format?: CsvFormat;
}

/**
 * What becomes of values to predict on that no record to train on had.
 * @category CSV
 */
export interface UnknownOptions {
  /** An unknown category is an error by default, or becomes 0 for each known one. */
  readonly unknown?: "error" | "zeros";
}

/**
 * The inputs (records × inputs) of another CSV file, with or without targets, to predict on.
 *
 * Missing values are filled as those of the training part were.
 *
 * @param encoding From {@linkcode csvGenerator}.
 * @param options Where the file is written otherwise than the one to train on.
 * @throws {SyntaxError} If the text is not valid CSV.
 * @throws {RangeError} If a column is missing, a field does not fit its column, or a missing value has no
 * fill.
 *
 * @example
 * ```ts
 * import { csvGenerator, csvInputs } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const options = { target: "price", fill: "mean", validation: 0, test: 0 } as const;
 * const { encoding } = csvGenerator("size,price\n1,10\n3,30\n", options);
 * assertEquals(Array.from(csvInputs("size\n3\n\n", encoding).data), [1, 0]);
 * ```
 * @category CSV
 */
export function csvInputs(
  text: string,
  encoding: CsvEncoding,
  options: CsvFormat & UnknownOptions = {},
): Matrix {
  const { unknown, ...format } = checkOptions(
    "csvInputs()",
    options,
    "names header delimiter decimal thousands missing unknown",
  );
  checkEncoding(encoding);
  const known = categoricalOf(encoding.inputs);
  // Names that are given are of a file without a header, unless it is said to have one.
  const usual = format.names && format.header === undefined ? { header: false } : {};
  const written = formatOf({ ...encoding.format, ...usual, ...format });
  return inputsOf(tableOf(text, written, known), encoding, unknown);
}

/**
 * The inputs (rows × inputs) of rows of values, to predict on.
 *
 * @param rows Records by the names of columns, which may have other members, or arrays of values in the
 * order of `encoding.inputs`: numbers, texts as they stand in a CSV file, or null if missing.
 * @param encoding From {@linkcode csvGenerator}.
 * @throws {TypeError} If a row is neither, or a value is not one of these.
 * @throws {RangeError} If a row lacks a column, a value does not fit its column, or a missing value has no
 * fill.
 *
 * @example
 * ```ts
 * import { csvGenerator, tableInputs } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const text = "size,colour,price\n1,red,10\n3,blue,30\n";
 * const options = { target: "price", fill: "mean", validation: 0, test: 0 } as const;
 * const { encoding } = csvGenerator(text, options);
 * const inputs = tableInputs([{ size: 3, colour: "red" }, [null, "blue"]], encoding);
 * assertEquals(Array.from(inputs.data), [1, 0, 1, 0, 1, 0]);
 * ```
 * @category CSV
 */
export function tableInputs(
  rows: readonly TableRow[],
  encoding: CsvEncoding,
  options: UnknownOptions = {},
): Matrix {
  const { unknown } = checkOptions("tableInputs()", options, "unknown");
  checkEncoding(encoding);
  return inputsOf(recordsOfRows(rows, encoding.inputs, encoding.format ?? {}), encoding, unknown);
}

/**
 * Inputs that belong together, by their columns of the matrix.
 * @category CSV
 */
export interface InputGroup {
  /** The name of the group. */
  readonly name: string;
  /** The columns of the matrix, from 0. */
  readonly columns: readonly number[];
}

/**
 * The columns of the inputs that each column of a CSV file became: one, or one for each category.
 *
 * @example
 * ```ts
 * import { csvGenerator, inputGroups } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { encoding } = csvGenerator("size,colour,y\n1,red,10\n3,blue,30\n", { target: "y", test: 0 });
 * assertEquals(inputGroups(encoding), [
 *   { name: "size", columns: [0] },
 *   { name: "colour", columns: [1, 2] },
 * ]);
 * ```
 * @category CSV
 */
export function inputGroups({ inputs }: Pick<CsvEncoding, "inputs">): InputGroup[] {
  let next = 0;
  return inputs.map(({ name, categories }) => ({
    name,
    columns: Array.from({ length: categories?.length ?? 1 }, () => next++),
  }));
}

/** The names of columns of categories. */
export function categoricalOf(columns: readonly Column[]): string[] {
  return columns.filter(({ categories }) => categories !== undefined).map(({ name }) => name);
}

function inputsOf(
  records: Records,
  encoding: CsvEncoding,
  unknown: UnknownOptions["unknown"] = "error",
): Matrix {
  if (unknown !== "error" && unknown !== "zeros") {
    throw new RangeError(`unknown must be error or zeros, but found ${describe(unknown)}`);
  }
  return standardizeInPlace(encode(records, encoding.inputs, { unknown }), encoding.inputScale);
}

/**
 * Throws unless an encoding, which may be read from a file, is one.
 *
 * @throws {TypeError} If a column, a fill or a scale is not one.
 * @throws {RangeError} If the format is not one.
 */
export function checkEncoding(encoding: CsvEncoding): void {
  const { inputs, targets, inputScale, targetScale, format = {} } = encoding ?? {};
  if (!areColumns(inputs) || !areColumns(targets)) {
    throw new TypeError(
      `encoding must be that of a csvGenerator(), but found ${describe(encoding)}`,
    );
  }
  checkStandardization(inputScale, namesOf(inputs).length, "encoding.inputScale");
  checkStandardization(targetScale, namesOf(targets).length, "encoding.targetScale");
  formatOf(Object(format));
}

function areColumns(columns: unknown): columns is readonly Column[] {
  if (!Array.isArray(columns) || columns.length === 0) return false;
  return columns.every((column) => {
    const { name, categories, fill } = Object(column) as Column;
    if (typeof name !== "string") return false;
    if (categories === undefined) return fill === undefined || Number.isFinite(fill);
    return Array.isArray(categories) && categories.every((each) => typeof each === "string") &&
      (fill === undefined || categories.includes(fill as string));
  });
}
