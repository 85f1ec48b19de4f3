import {
  type ColumnKind,
  type ColumnSummary,
  type CsvEncoding,
  type CsvFormat,
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
import { printable } from "../../../src/core/support/describe.ts";
import { outputsOfEncoding } from "../../../src/model/outputs.ts";
import { nameOf, pathOf, UsageError, type Values } from "../command.ts";
import { readWhole } from "../files.ts";
import type { Progress } from "../progress.ts";
import { count, shortened, table } from "../table.ts";
import { csvTextOf } from "./csv_text.ts";
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

/** The shares of the records to validate and to test with. */
export interface Parts {
  readonly validation: number;
  readonly test: number;
}

/** Reads `--split 70/15/15`. */
export function partsOf(text: string): Parts {
  const shares = text.split("/").map((share) => Number(share));
  const [train, validation, test] = shares, sum = shares.reduce((sum, share) => sum + share, 0);
  const isSplit = shares.length === 3 && shares.every((share) => share >= 0) && train! > 0;
  if (!isSplit || Math.abs(sum - 100) > 1e-9) {
    throw new UsageError(
      `--split must be three shares of 100, such as 70/15/15, to train, to choose by and to test ` +
        `with, but found ${text}`,
    );
  }
  return { validation: validation! / 100, test: test! / 100 };
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
    const text = csvTextOf(await readFile(path, file), file, (line) => shown.line(line));
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
    const dropped = listOf(flags.drop ?? "").map((each) => columnOf(each, columns, "drop"));
    const weights = flags.weights === undefined
      ? undefined
      : columnOf(flags.weights, columns, "weights");
    const asLabels = areLabels(summary, targets) && task === undefined;
    const kinds = {
      ...told,
      ...(asLabels ? {} : kindsOf(summary, targets, task, shown)),
    };
    if (asLabels) shown.line("task: labels, as all targets are 0 or 1; else: --task regression");
    const used = summary.filter(({ name }) => !dropped.includes(name) && name !== weights);
    const options = {
      ...{ ...detected, target: targets, drop: dropped, columns: kinds, seed: given.seed },
      fill: fillsOf(used, targets, fill, shown),
      ...(weights !== undefined && { weights }),
    };
    const whole = { ...options, validation: 0, test: 0, standardize: false };
    const scales = { standardize: !flags["no-standardize"], standardizeTargets: !asLabels };
    const { train, validation, test, encoding } = csvGenerator(text, {
      ...{ ...options, ...scales, ...given.split },
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

/** Whether there are several targets, each of which holds for an example or not. */
function areLabels(summary: readonly ColumnSummary[], targets: readonly string[]): boolean {
  return targets.length > 1 && targets.every((target) => {
    const { distinct, min, max } = summary.find(({ name }) => name === target)!;
    return distinct === 2 && min === 0 && max === 1;
  });
}

/** So few consecutive integers are taken for classes. */
const FEW_CLASSES = 10;

function kindsOf(
  summary: readonly ColumnSummary[],
  targets: readonly string[],
  task: "classification" | "regression" | undefined,
  shown: Progress,
): Record<string, ColumnKind> {
  const goals = summary.filter(({ name }) => targets.includes(name));
  const [some, other] = ["numeric", "categorical"].map((kind) => {
    return goals.find((goal) => goal.kind === kind)?.name;
  });
  if (task === undefined && some !== undefined && other !== undefined) {
    throw new UsageError(
      `--target must be numbers or classes, but ${some} is a number and ${other} is not: predict ` +
        "one of them alone",
    );
  }
  return Object.fromEntries(
    goals.flatMap(({ name, kind, ...column }) => {
      if (task !== undefined) {
        return [[name, task === "regression" ? "numeric" : "categorical"]] as const;
      }
      if (kind === "categorical") {
        shown.line(`task: classification, as ${name} has ${column.distinct} categories`);
        return [];
      }
      const { distinct, min = 0, max = 0 } = column;
      const areConsecutive = Number.isInteger(min) && max - min === distinct - 1;
      const areClasses = distinct > 1 && distinct <= FEW_CLASSES &&
        (areConsecutive || (min === -1 && max === 1 && distinct === 2));
      shown.line(
        areClasses
          ? `task: classification, as ${name} is from ${min} to ${max}; else: --task regression`
          : `task: regression, as ${name} is a number; else: --task classification`,
      );
      return areClasses ? [[name, "categorical"]] as const : [];
    }),
  );
}

/** What missing values of the columns in use become; nothing where none is missing. */
function fillsOf(
  used: readonly ColumnSummary[],
  targets: readonly string[],
  fill: "mean" | "median" | "mode" | "drop",
  shown: Progress,
): Record<string, "mean" | "median" | "mode" | "drop"> {
  return Object.fromEntries(used.flatMap(({ name, kind, missing }) => {
    const isTarget = targets.includes(name);
    if (missing > 0 && isTarget) {
      shown.line(`missing: ${count(missing)} records without ${name}, which are dropped`);
    }
    if (isTarget) return [[name, "drop"]] as const;
    const isKept = kind === "categorical" && (fill === "mean" || fill === "median");
    if (missing > 0) {
      const becomes = isKept
        ? "a category of its own"
        : fill === "drop"
        ? "its record is dropped"
        : `the ${fill}`;
      shown.line(
        `missing: ${name || "(no name)"} in ${count(missing)} records: ${becomes}; else: --fill`,
      );
    }
    return isKept ? [] : [[name, fill]] as const;
  }));
}

/** The marks that flags give. */
function formatFrom(flags: CsvFlags): CsvFormat {
  const { separator, decimal, thousands, header, missing } = flags;
  const mark = (text: string) => text === "tab" || text === "\\t" ? "\t" : text;
  return {
    ...(separator !== undefined && { delimiter: mark(separator) }),
    ...(decimal !== undefined && { decimal: nameOf(decimal, "decimal", [".", ","] as const) }),
    ...(thousands !== undefined && {
      thousands: nameOf(thousands, "thousands", [",", ".", " ", "'"] as const),
    }),
    ...(header !== undefined && { header: nameOf(header, "header", ["yes", "no"]) === "yes" }),
    ...(missing !== undefined && { missing: listOf(missing) }),
  };
}

/** Says how the file is written, and which flag says otherwise. */
function sayFormat(shown: Progress, format: CsvFormat, flags: CsvFlags): void {
  const { delimiter, decimal, thousands, header, missing = [] } = format;
  const say = (flag: keyof CsvFlags, what: string) => {
    shown.line(`${what}${flags[flag] === undefined ? `; else: --${flag}` : ""}`);
  };
  const word = delimiter === "\t" ? "tab" : delimiter === "whitespace" ? delimiter : undefined;
  say("separator", `separator: ${word ?? JSON.stringify(delimiter)}`);
  if (decimal === ",") say("decimal", "decimal mark: a comma, as in 1,5");
  if (thousands) {
    say("thousands", `thousands: ${JSON.stringify(thousands)}, as in 1${thousands}137`);
  }
  if (!header) say("header", "header: none, columns are called by their places");
  if (missing.length > 0) say("missing", `missing: ${missing.join(", ")}, and empty fields`);
}

function listOf(text: string): string[] {
  return text === "" ? [] : text.split(",").map((each) => each.trim());
}

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

async function readFile(path: string, name: string): Promise<Uint8Array> {
  return await readWhole(path).catch((error) => {
    throw new UsageError(`${name} cannot be read: ${error.message}`);
  });
}

/** What the columns hold: a row for each. */
export function summaryTable(
  summary: readonly ColumnSummary[],
  targets: readonly string[],
  dropped: readonly string[],
): string {
  const short = (value: number | string) => {
    const text = typeof value === "number" ? String(Number(value.toPrecision(4))) : value;
    return shortened(text, 14);
  };
  const rows = summary.map(({ name, kind, missing, distinct, min, max, mean, mostFrequent }) => [
    shortened(name, 16),
    targets.includes(name) ? "target" : dropped.includes(name) ? "dropped" : kind,
    missing === 0 ? "·" : count(missing),
    count(distinct),
    mean === undefined
      ? mostFrequent ? `${short(mostFrequent.value)} (${count(mostFrequent.count)})` : ""
      : `${short(min!)} … ${short(mean)} … ${short(max!)}`,
  ]);
  const notes = summary.filter(({ name }) => !dropped.includes(name)).flatMap((column) => {
    return column.suspicions.map((reason) =>
      `suspicious: ${printable(shortened(column.name, 40)) || "(no name)"}: ${reason}`
    );
  });
  const head = ["column", "kind", "missing", "distinct", "least … mean … most, or usual"];
  return [table(head, rows), ...notes].join("\n");
}
