import { type Column, type CsvFormat, parseCsv, tableInputs, type TableRow } from "../../data.ts";
import { describeNetwork } from "../../engine.ts";
import type { Model, Prediction } from "../../formats.ts";
import { describe } from "../../src/core/support/describe.ts";
import { listed } from "../../src/data/files/csv/places.ts";
import { type Example, predictionsFor } from "../../src/model/model.ts";
import { nameOf } from "./command.ts";
import { csvText } from "./csv.ts";
import { type NamedFile, readNamed } from "./files.ts";
import { progress } from "./progress.ts";
import { csvTextOf } from "./sources/csv_text.ts";
import { inFlags } from "./sources/in_flags.ts";

/** The flags for records. */
interface RecordFlags {
  readonly unknown?: string;
  readonly json: boolean;
}

/** How many records are predicted at a time. */
const TOGETHER = 1000;

/** The records of CSV files with what the model says of each. */
export async function recordsText(
  model: Model,
  files: readonly NamedFile[],
  flags: RecordFlags,
): Promise<string> {
  const unknown = nameOf(flags.unknown ?? "error", "unknown", ["error", "zeros"]);
  const shown = progress(), predictions: Prediction[] = [], lines: (readonly string[])[] = [];
  const predicted = (some: readonly Example[]) => {
    if (model.inputs.kind !== "table") return model.predict(some);
    const inputs = tableInputs(some as readonly TableRow[], model.inputs.encoding, { unknown });
    return predictionsFor(model, inputs);
  };
  if (model.inputs.kind === "numbers" && model.inputs.scale === undefined) {
    shown.line(
      "warning: the model does not say how its inputs are scaled: rows are taken as they are",
    );
  }
  const { delimiter = ",", decimal = "." } = formatOf(model);
  let warned = 0, before: readonly string[] | undefined;
  for (const { name, path } of files) {
    const text = csvTextOf(await readNamed(name, path), name, (line) => shown.line(line));
    const { header, rows, examples } = await inFlags(name, () => recordsOf(name, model, text));
    before ??= header;
    if (!flags.json && header.join("\0") !== before.join("\0")) {
      throw new SyntaxError(
        `${name} must have the columns of ${files[0]!.name} in their order, as both are written ` +
          "below one header: predict on each by itself, or with --json",
      );
    }
    for (let from = 0; from < rows.length; from += TOGETHER) {
      const some = examples.slice(from, from + TOGETHER);
      const where = from === 0 ? name : `${name}, counted from record ${from + 1}`;
      const found = await inFlags(where, () => predicted(some));
      warned += found.filter(({ warning }) => warning !== undefined).length;
      predictions.push(...found);
      if (lines.length === 0) lines.push([...header, ...columnsOf(model, header)]);
      found.forEach((each, i) =>
        lines.push([...rows[from + i]!, ...fieldsOf(model, each, decimal)])
      );
    }
  }
  if (warned > 0) {
    shown.line(`warning: ${warned} records are unlike those that the network was trained on`);
  }
  if (flags.json) return JSON.stringify({ network: describeNetwork(model.network), predictions });
  return csvText(lines, "\n", delimiter === "whitespace" ? " " : delimiter).trimEnd();
}

/** The names of the columns that are added, which differ from those of the file. */
function columnsOf({ outputs: { task, names } }: Model, header: readonly string[]): string[] {
  const wanted = task === "regression"
    ? names.map((name) => `predicted ${name}`)
    : task === "labels"
    ? ["labels", ...names.map((name) => `probability of ${name}`)]
    : ["class", "probability"];
  return wanted.map((name) => header.includes(name) ? `predicted ${name}` : name);
}

/** The fields of these columns. */
function fieldsOf(
  { outputs: { names } }: Model,
  { class: found, labels, probabilities, values }: Prediction,
  decimal: string,
): string[] {
  // For programs, too: no signs but those of numbers.
  const short = (value: number) => `${Number(value.toPrecision(6))}`.replace(".", decimal);
  // In the order of the names: objects have those that are numbers before all others.
  const all = names.map((name) => short((values ?? probabilities!)[name]!));
  if (values !== undefined) return all;
  if (labels !== undefined) return [labels.join(" "), ...all];
  return [found!, short(probabilities![found!]!)];
}

/** How the file to train on was written. */
function formatOf({ inputs }: Model): CsvFormat {
  return inputs.kind === "table" ? inputs.encoding.format ?? {} : {};
}

/** The header, the fields and the examples of a CSV file. */
function recordsOf(name: string, model: Model, text: string): {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly examples: readonly Example[];
} {
  const format = formatOf(model), { delimiter } = format;
  const records = parseCsv(text, delimiter === undefined ? {} : { delimiter });
  const isNumbers = model.inputs.kind === "numbers";
  const hasHeader = isNumbers
    ? records[0]?.some((field) => !Number.isFinite(Number(field)))
    : format.header ?? format.names === undefined;
  const rows = hasHeader ? records.slice(1) : records;
  const width = records[0]?.length ?? 0;
  const header = hasHeader
    ? records[0]!
    : format.names ?? Array.from({ length: width }, (_, j) => String(j));
  if (rows.length === 0) throw new SyntaxError(`${name} must hold at least one record`);
  if (model.inputs.kind === "table") checkHeader(name, header, model.inputs.encoding.inputs);
  const examples = rows.map((row): Example => {
    if (isNumbers) return row.map((field) => field.trim() === "" ? NaN : Number(field));
    return Object.fromEntries(header.map((column, j) => [column, row[j] ?? null]));
  });
  return { header, rows, examples };
}

/** Throws unless a header has each column that the model takes, once. */
function checkHeader(name: string, header: readonly string[], columns: readonly Column[]): void {
  for (const { name: column } of columns) {
    const times = header.filter((each) => each === column).length;
    if (times === 1) continue;
    const found = times > 1 ? "has it twice or more" : `has ${listed(header)}`;
    throw new SyntaxError(
      `${name} must have the column ${
        describe(column)
      } once, as the file to train on, but ${found}`,
    );
  }
}
