import { type Column, type CsvFormat, parseCsv, tableInputs, type TableRow } from "../data.ts";
import { describeNetwork, type Inputs } from "../engine.ts";
import {
  decodeModel,
  type ImageInputs,
  type Model,
  type Prediction as Outcome,
} from "../formats.ts";
import { describe } from "../src/core/support/describe.ts";
import { fileKind } from "../src/core/support/file_kind.ts";
import { CHANNELS } from "../src/data/files/images/picture.ts";
import { MAX_PIXELS } from "../src/data/files/images/read_images.ts";
import { listed } from "../src/data/files/csv/places.ts";
import { codecOf, describeCodecs } from "../src/formats/codecs.ts";
import { planOf } from "../src/model/image_inputs.ts";
import { type Example, predictionsFor } from "../src/model/model.ts";
import { csvText } from "./support/csv.ts";
import {
  type Command,
  integerOf,
  main,
  nameOf,
  pathOf,
  UsageError,
  type Values,
} from "./support/command.ts";
import { checkWritable, readNamed, writeWhole } from "./support/files.ts";
import { type Picture, picturesOf } from "./support/pictures.ts";
import { progress } from "./support/progress.ts";
import { csvTextOf } from "./support/sources/csv_text.ts";
import { inFlags } from "./support/sources/in_flags.ts";
import { table } from "./support/table.ts";

const HELP = `
Predicts with a trained model: classifies images, or adds predictions to the
records of CSV files.

Usage: deno task predict MODEL FILE… [options]

  MODEL                a file of deno task train --save, a checkpoint, or one of
                       another format that deno task convert reads
  FILE…                for images: PNG, JPEG, BMP or IDX files, IDX with one
                       image or many, converted and resized as in training;
                       for tables: CSV files with the columns of training

  --out FILE           write what is printed to a file
  --invert             take light for dark; models of digits do not need it, as
                       images are cut out, centred and inverted as MNIST's were
  --unknown NAME       what a category does that the training did not have:
                       error, or zeros: it counts as none of the known  [error]
  --max-pixels N       largest image that is decoded           [67108864]
  --json               print one JSON object instead of a table or CSV
  -h, --help           show this help
`;

const OPTIONS = {
  "out": { type: "string" },
  "invert": { type: "boolean", default: false },
  "unknown": { type: "string", default: "error" },
  "max-pixels": { type: "string", default: String(MAX_PIXELS) },
  "json": { type: "boolean", default: false },
} as const;

type Flags = Values<typeof OPTIONS>;

interface NamedFile {
  readonly name: string;
  readonly path: string;
}

/** The number of classes shown after the first. */
const RUNNERS_UP = 2;

/** An output of the network. */
interface Candidate {
  /** The name of the class; its index where the names are those. */
  readonly class: string | number;
  /** Its probability, or its value for outputs of another kind. */
  readonly probability: number;
}

/** The first candidate for an image, and those after it. */
interface Prediction extends Candidate {
  readonly image: string;
  readonly others: readonly Candidate[];
  readonly warning?: string;
}

/** How many examples are predicted at a time, and in memory. */
const TOGETHER = 1000;

/** Predicts as the flags say, from a model's file and examples; resolves to the exit code. */
async function run(flags: Flags, operands: readonly string[]): Promise<number> {
  const [file, ...names] = operands;
  if (file === undefined || names.length === 0) {
    throw new UsageError(
      `The arguments must be a MODEL and at least one FILE, but found ${operands.length}`,
    );
  }
  const out = flags.out === undefined ? undefined : pathOf(flags.out, "out");
  if (out !== undefined) await checkWritable(out, "out");
  const model = await modelOf(file, pathOf(file, "MODEL"));
  const files = names.map((name) => ({ name, path: pathOf(name, "FILE") }));
  const isOfRecords = model.inputs.kind === "table" ||
    (model.inputs.kind === "numbers" && await isText(files[0]!));
  const text = isOfRecords ? await recordsText(model, files, flags) : await imagesText(
    model,
    file,
    files,
    flags,
  );
  if (out === undefined) console.log(text);
  else await writeWhole(out, `${text}\n`);
  return 0;
}

/** The records of CSV files with what the model says of each. */
async function recordsText(
  model: Model,
  files: readonly NamedFile[],
  flags: Flags,
): Promise<string> {
  const unknown = nameOf(flags.unknown, "unknown", ["error", "zeros"]);
  const shown = progress(), predictions: Outcome[] = [], lines: (readonly string[])[] = [];
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
    const { header, rows, examples } = recordsOf(name, model, text);
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
      found.forEach((each, i) => lines.push([...rows[from + i]!, ...fieldsOf(each, decimal)]));
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

function fieldsOf(
  { class: found, labels, probabilities, values }: Outcome,
  decimal: string,
): string[] {
  const short = (value: number) => String(Number(value.toPrecision(6))).replace(".", decimal);
  if (values !== undefined) return Object.values(values).map(short);
  const all = Object.values(probabilities!);
  if (labels !== undefined) return [labels.join(" "), ...all.map(short)];
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
  const records = named(name, () => parseCsv(text, delimiter === undefined ? {} : { delimiter }));
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

/** The result of `read`, the name of a file before the message of what it throws. */
function named<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new SyntaxError(`${name}: ${(error as Error).message}`, { cause: error });
  }
}

/** A table of images with what the model says of each. */
async function imagesText(
  model: Model,
  file: string,
  files: readonly NamedFile[],
  flags: Flags,
): Promise<string> {
  const maxPixels = integerOf(flags["max-pixels"], "max-pixels", 1);
  const description = imageInputsOf(model, file), { scale = 1 / 255 } = description;
  const plan = planOf(description, maxPixels);
  const predictions: Prediction[] = [];
  for await (const pictures of batchesOf(picturesOf(files, plan))) {
    // A framed digit is light already.
    const isInverted = flags.invert && description.framing === undefined;
    const inputs = inputsOf(pictures, description, isInverted, scale);
    (await predictionsFor(model, inputs)).forEach((outcome, i) => {
      const [best, ...others] = candidatesOf(model, outcome), { warning } = outcome;
      predictions.push({
        ...{ image: pictures[i]!.name, ...best!, others: others.slice(0, RUNNERS_UP) },
        ...(warning !== undefined && { warning }),
      });
    });
  }
  if (flags.json) {
    return JSON.stringify({ network: describeNetwork(model.network), predictions });
  }
  const describeCandidate = ({ class: c, probability }: Candidate) =>
    `${c} (${probability.toFixed(4)})`;
  const rows = predictions.map(({ image, class: c, probability, others, warning }) => [
    ...[image, String(c), probability.toFixed(4)],
    others.map(describeCandidate).join(", "),
    ...(warning === undefined ? [] : ["unlike the training data"]),
  ]);
  const isLikely = model.outputs.task !== "regression";
  return table(["image", "class", isLikely ? "probability" : "output", "then"], rows);
}

/** What the images of a model are; a network that says nothing takes grey squares. */
function imageInputsOf({ inputs, network }: Model, file: string): ImageInputs {
  if (inputs.kind === "image") return inputs;
  const side = Math.sqrt(network.inputs);
  if (Number.isInteger(side)) return { kind: "image", width: side, height: side, colour: "grey" };
  throw new RangeError(
    `The inputs of ${file} must be the pixels of a square, but found ${network.inputs}`,
  );
}

function inputsOf(
  pictures: readonly Picture[],
  { width, height, colour }: ImageInputs,
  isInverted: boolean,
  scale: number,
): Inputs {
  const size = width * height * CHANNELS[colour], data = new Uint8Array(pictures.length * size);
  pictures.forEach(({ pixels }, i) => {
    data.set(isInverted ? pixels.map((byte) => 255 - byte) : pixels, i * size);
  });
  return { rows: pictures.length, columns: size, data, scale };
}

/** All outputs for an image, the largest first. */
function candidatesOf({ outputs: { names } }: Model, outcome: Outcome): readonly Candidate[] {
  const all = Object.entries(outcome.probabilities ?? outcome.values!);
  return all.map(([name, probability]): Candidate => {
    const index = names.indexOf(name), isIndex = /^(output )?\d+$/.test(name);
    return { class: isIndex ? index : name, probability };
  }).sort((a, b) => b.probability - a.probability);
}

async function* batchesOf(pictures: AsyncIterable<Picture>): AsyncGenerator<readonly Picture[]> {
  let batch: Picture[] = [];
  for await (const picture of pictures) {
    batch.push(picture);
    if (batch.length < TOGETHER) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** The model in a file of any format. */
async function modelOf(name: string, path: string): Promise<Model> {
  const bytes = await readNamed(name, path), codec = codecOf(bytes);
  if (codec === undefined) {
    throw new SyntaxError(`${name} must be ${describeCodecs()}, but is ${fileKind(bytes)}`);
  }
  const folder = path.match(/^(.*[/\\])?/s)![0];
  const beside = (other: string) => readNamed(other, folder + other);
  try {
    return await decodeModel(bytes, { beside });
  } catch (error) {
    const message = `${name} must be ${codec.describe}: ${(error as Error).message}`;
    throw new SyntaxError(message, { cause: error });
  }
}

async function isText({ name, path }: NamedFile): Promise<boolean> {
  return fileKind((await readNamed(name, path)).subarray(0, 4096)) === "a text";
}

/** The script, with its flags. */
export const PREDICT: Command<typeof OPTIONS> = {
  ...{ help: HELP, options: OPTIONS, operands: true },
  run,
};

if (import.meta.main) await main("predict", PREDICT);
