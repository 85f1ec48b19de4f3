import { fileKind } from "../src/core/support/file_kind.ts";
import { type Command, main, pathOf, UsageError, type Values } from "./support/command.ts";
import { checkWritable, type NamedFile, readNamed, writeWhole } from "./support/files.ts";
import type { Model } from "../formats.ts";
import { type FlagOwner, refuseOthersFlags } from "./support/own_flags.ts";
import { modelNamed } from "./support/models.ts";
import { imagesText } from "./support/predict_images.ts";
import { recordsText } from "./support/predict_records.ts";

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
  --invert             take light for dark; not for models of digits, whose images
                       are cut out, centred and inverted as MNIST's were
  --unknown NAME       what a category does that the training did not have:
                       error, or zeros: it counts as none of the known  [error]
  --max-pixels N       largest image that is decoded           [67108864]
  --json               print one JSON object instead of a table or CSV
  -h, --help           show this help
`;

const OPTIONS = {
  "out": { type: "string" },
  "invert": { type: "boolean" },
  "unknown": { type: "string" },
  "max-pixels": { type: "string" },
  "json": { type: "boolean", default: false },
} as const;

type Flags = Values<typeof OPTIONS>;

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
  const model = await modelNamed(file, pathOf(file, "MODEL"));
  const files = names.map((name) => ({ name, path: pathOf(name, "FILE") }));
  const isOfRecords = model.inputs.kind === "table" ||
    (model.inputs.kind === "numbers" && await isText(files[0]!));
  refuseOthersFlags(flags, Object.values(OWNERS), OWNERS[ownerOf(model, isOfRecords)]);
  const text = isOfRecords
    ? await recordsText(model, files, flags)
    : await imagesText(model, file, files, flags);
  if (out === undefined) console.log(text);
  else await writeWhole(out, `${text}\n`);
  return 0;
}

/** What the examples are, and which flags change what is said of them. */
const OWNERS = {
  images: { inputs: "images", flags: ["invert", "max-pixels"] },
  digits: {
    inputs: "images",
    refusing: "a model of digits, whose images are inverted where they need it",
    flags: ["max-pixels"],
  },
  categories: { inputs: "a table with categories", flags: ["unknown"] },
  numbers: { inputs: "a table of numbers", flags: [] },
} satisfies Record<string, FlagOwner>;

function ownerOf({ inputs }: Model, isOfRecords: boolean): keyof typeof OWNERS {
  if (!isOfRecords) {
    return inputs.kind === "image" && inputs.framing !== undefined ? "digits" : "images";
  }
  const columns = inputs.kind === "table" ? inputs.encoding.inputs : [];
  return columns.some(({ categories }) => categories !== undefined) ? "categories" : "numbers";
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
