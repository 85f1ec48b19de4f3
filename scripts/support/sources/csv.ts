import {
  type CsvEncoding,
  type CsvGenerator,
  csvGenerator,
  type Dataset,
  describeTable,
  detectCsv,
  inputGroups,
  standardizationOf,
  standardize,
} from "../../../data.ts";
import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  dense,
  linear,
  meanSquaredError,
  sigmoid,
  softmax,
} from "../../../engine.ts";
import { outputsOfEncoding } from "../../../src/model/outputs.ts";
import { listOf, nameOf, pathOf, UsageError, type Values } from "../command.ts";
import { readNamed } from "../files.ts";
import type { Progress } from "../progress.ts";
import { shortened } from "../../../src/core/support/display_width.ts";
import { formatFrom, sayFormat } from "./csv_format.ts";
import { areLabels, emptyColumns, fillsOf, kindsOf } from "./csv_kinds.ts";
import { summaryTable } from "./csv_summary.ts";
import { csvTextOf } from "./csv_text.ts";
import type { Parts } from "./parts.ts";
import type { Defaults, Examples, Source } from "./source.ts";

/** The flags for a CSV file. */
export const CSV_OPTIONS = {
  "csv": { type: "string" },
  "target": { type: "string" },
  "task": { type: "string" },
  "separator": { type: "string" },
  "decimal": { type: "string" },
  "thousands": { type: "string" },
  "header": { type: "string" },
  "missing": { type: "string" },
  "fill": { type: "string" },
  "drop": { type: "string" },
  "categorical": { type: "string" },
  "weights": { type: "string" },
  "standardize": { type: "boolean" },
  "no-standardize": { type: "boolean" },
} as const;

/** Their section of `--help`. */
export const CSV_HELP = `
  --csv FILE           train on the records of a CSV file
  --target COLUMN      the column to predict, or several with commas between
                       them; a name, or a place from 0: --target=-1 is the last
  --task NAME          classification or regression              [recognized]
  --separator MARK     , ; | tab or whitespace                   [recognized]
  --decimal MARK       . or ,                                    [recognized]
  --thousands MARK     what stands between thousands             [recognized]
  --header yes|no      whether the first record has names        [recognized]
  --missing LIST       texts that stand for a missing value:     [recognized]
                       --missing "?,NA"
  --fill NAME          what a missing number becomes: mean, median,  [median]
                       mode, or drop, which drops its record
  --drop LIST          columns to leave out
  --categorical LIST   columns of categories, though they hold numbers
  --weights COLUMN     the column that says how much a record counts
  --no-standardize     leave numbers as they are; by default they are given
                       mean 0 and deviation 1 by the training part alone
`.slice(1, -1);

/** Small data need many epochs, and stop by themselves. */
export const CSV_DEFAULTS: Defaults = {
  ...{ layers: "32:tanh", optimizer: "adam", l2: "0.001", epochs: 500, patience: 60 },
};

type CsvFlags = Values<typeof CSV_OPTIONS>;

/** What the command line says beside the flags of the file. */
interface Given {
  readonly split: Parts;
  readonly seed: number;
}

/** Checks the flags, and returns what reads the file. */
export function csvFrom(flags: CsvFlags, given: Given): (shown: Progress) => Promise<Source> {
  const file = flags.csv!, path = pathOf(file, "csv");
  const format = formatFrom(flags);
  const fill = nameOf(flags.fill ?? "median", "fill", ["mean", "median", "mode", "drop"]);
  const task = flags.task === undefined
    ? undefined
    : nameOf(flags.task, "task", ["classification", "regression"]);
  const isSeparator = format.delimiter === undefined || format.delimiter === "whitespace" ||
    format.delimiter.length === 1;
  if (!isSeparator) {
    throw new UsageError(
      `--separator must be one character, tab or whitespace, but found ${flags.separator}`,
    );
  }
  if (flags.standardize && flags["no-standardize"]) {
    throw new UsageError("--standardize and --no-standardize exclude each other");
  }
  return async (shown) => {
    const text = csvTextOf(await readNamed(file, path), file, (line) => shown.line(line));
    const detected = { ...detectCsv(text), ...format };
    sayFormat(shown, detected, flags);
    const bare = describeTable(text, detected);
    const columns = bare.columns.map(({ name }) => name);
    if (flags.target === undefined || flags.target === "") {
      throw new UsageError(
        `--csv needs a --target, one of ${columns.slice(0, MOST_NAMES).join(", ")}`,
      );
    }
    const targets = listOf(flags.target).map((each) => columnOf(each, columns, "target"));
    const categorical = listOf(flags.categorical ?? "").map((each) => {
      return columnOf(each, columns, "categorical");
    });
    const told = Object.fromEntries(categorical.map((name) => [name, "categorical" as const]));
    const summary =
      describeTable(text, { ...detected, target: targets[0]!, columns: told }).columns;
    const dropped = new Set(
      listOf(flags.drop ?? "").map((each) => columnOf(each, columns, "drop")),
    );
    const kept = summary.filter(({ name }) => !dropped.has(name));
    for (const name of emptyColumns(kept, bare.records, targets, shown)) dropped.add(name);
    const weights = flags.weights === undefined
      ? undefined
      : columnOf(flags.weights, columns, "weights");
    const asLabels = areLabels(summary, targets) && task === undefined;
    const kinds = {
      ...told,
      ...(asLabels ? {} : kindsOf(summary, targets, task, shown)),
    };
    if (asLabels) shown.line("task: labels, as all targets are 0 or 1; else: --task regression");
    const used = kept.filter(({ name }) => !dropped.has(name) && name !== weights);
    const options = {
      ...{ ...detected, target: targets, drop: [...dropped], columns: kinds, seed: given.seed },
      fill: fillsOf(used, targets, fill, shown),
      ...(weights !== undefined && { weights }),
    };
    const whole = { ...options, validation: 0, test: 0, standardize: false };
    const scales = { standardize: !flags["no-standardize"], standardizeTargets: !asLabels };
    const { train, validation, test, encoding } = csvGenerator(text, {
      ...options,
      ...scales,
      ...given.split,
    });
    const outputs = asLabels
      ? { task: "labels", names: targets } as const
      : outputsOfEncoding(encoding);
    const width = train.targets.columns;
    const isTested = test.inputs.rows > 0;
    if (!isTested) {
      shown.line("warning: no record is left to test with: measured on the training part");
    }
    return {
      ...{ name: file, data: { train, test: isTested ? test : train }, outputs },
      ...(validation.inputs.rows > 0 && { validation }),
      inputs: { kind: "table", encoding },
      groups: inputGroups(encoding),
      examples: () => examplesOf(csvGenerator(text, whole), encoding, !flags["no-standardize"]),
      summary: summaryTable(summary, targets, dropped),
      ...LAST[outputs.task](width),
    };
  };
}

/**
 * All records, the targets on the scale of the training, and what standardizes the numbers among the
 * inputs of a fold.
 */
function examplesOf(
  { train }: CsvGenerator,
  { inputs: columns, targetScale }: CsvEncoding,
  isStandardized: boolean,
): Examples {
  const isNumber = columns.flatMap(({ categories }) => categories?.map(() => false) ?? [true]);
  return {
    dataset: { ...train, targets: standardize(train.targets, targetScale) },
    prepare: (fold) => {
      if (!isStandardized) return fold;
      const scale = standardizationOf(fold.train.inputs, isNumber);
      const scaled = (part: Dataset) => ({ ...part, inputs: standardize(part.inputs, scale) });
      return { train: scaled(fold.train), validation: scaled(fold.validation) };
    },
  };
}

/** The last layer and the loss of each task. */
const LAST = {
  classification: (width: number) => ({
    ...{ output: dense(width, softmax), loss: categoricalCrossEntropy },
  }),
  labels: (width: number) => ({ output: dense(width, sigmoid), loss: binaryCrossEntropy }),
  regression: (width: number) => ({ output: dense(width, linear), loss: meanSquaredError }),
} as const;

/** So many names are listed in a message. */
const MOST_NAMES = 30;

/** The name of a column that a flag gives by its name, blanks around it apart, or its place. */
export function columnOf(text: string, columns: readonly string[], flag: string): string {
  if (columns.includes(text)) return text;
  const alike = columns.filter((name) => name.trim() === text);
  if (alike.length === 1) return alike[0]!;
  const place = /^-?\d+$/.test(text) ? columns.at(Number(text)) : undefined;
  if (place !== undefined) return place;
  const shown = columns.slice(0, MOST_NAMES).map((name) => shortened(name, 40)).join(", ");
  const known = columns.length > MOST_NAMES ? `${shown}, …` : shown;
  throw new UsageError(`--${flag} must be one of ${known}, but found ${text}`);
}
