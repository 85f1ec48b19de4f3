import { describeNetwork, parametersOf } from "../engine.ts";
import { type Model, type Precision, saveModel } from "../formats.ts";
import type { Codec } from "../src/formats/codec.ts";
import { describeCodecs } from "../src/formats/codecs.ts";
import { codecEndingOf, modelCodecs } from "../src/formats/model_files.ts";
import { type Command, main, nameOf, pathOf, UsageError, type Values } from "./support/command.ts";
import { checkWritable } from "./support/files.ts";
import { modelNamed } from "./support/models.ts";
import { wrapped } from "./support/table.ts";
import { count } from "../src/core/support/quantities.ts";

const HELP = `
Converts a model from one format of files to another.

Usage: deno task convert MODEL --out FILE [options]

  MODEL                a model in a file:
${wrapped(describeCodecs().split(", "), 23)}

  --out FILE           the file to write
  --to FORMAT          its format                      [what FILE ends in]
  --like MODEL         a model of the same layers, for files that hold
                       parameters alone: what its inputs and outputs are is
                       kept, and the parameters are replaced
  --precision NAME     float32 or float64              [what the format's
                       users expect]
  --json               print one JSON object instead of a line
  -h, --help           show this help

Formats, and what their files end in:
${wrapped(modelCodecs().map(({ name, extension }) => `${name} (${extension})`), 2)}

What a format cannot express is refused by name.
`;

const OPTIONS = {
  "out": { type: "string" },
  "to": { type: "string" },
  "like": { type: "string" },
  "precision": { type: "string" },
  "json": { type: "boolean", default: false },
} as const;

/** Converts as the flags say; resolves to the exit code. */
async function run(flags: Values<typeof OPTIONS>, operands: readonly string[]): Promise<number> {
  const [name, ...others] = operands;
  if (name === undefined || others.length > 0) {
    throw new UsageError(`The argument must be one MODEL, but found ${operands.length}`);
  }
  if (flags.out === undefined) throw new UsageError("--out must name the file to write");
  const codec = codecOf(flags.to, flags.out), precision = precisionOf(flags.precision, codec);
  const path = pathOf(name, "MODEL"), out = pathOf(flags.out, "out");
  await checkWritable(out, "out");
  const model = await modelOf(name, path, flags.like);
  const { name: format } = codec;
  await saveModel(out, model, { format, ...(precision && { precision }) });
  const { size: bytes } = await Deno.stat(out);
  const network = describeNetwork(model.network), parameters = parametersOf(model.network);
  if (flags.json) {
    const choice = codec.precisions && { precision: precision ?? codec.precisions[0] };
    console.log(JSON.stringify({ file: out, format, ...choice, network, parameters, bytes }));
  } else {
    const sizes = `${count(parameters)} parameters, ${count(bytes)} bytes`;
    console.log(`${flags.out}: ${codec.describe} of ${network}, ${sizes}`);
  }
  return 0;
}

/** The model in a file; with another one, that with the parameters of the file. */
async function modelOf(name: string, path: string, likeName: string | undefined): Promise<Model> {
  if (likeName === undefined) return await modelNamed(name, path);
  const like = await modelNamed(likeName, pathOf(likeName, "like"));
  const { network } = await modelNamed(name, path, { like: like.network });
  return { ...like, network };
}

function codecOf(format: string | undefined, out: string): Codec {
  const codecs = modelCodecs();
  if (format !== undefined) {
    const name = nameOf(format, "to", codecs.map(({ name }) => name));
    return codecs.find((codec) => codec.name === name)!;
  }
  const found = codecEndingOf(out);
  if (found !== undefined) return found;
  const endings = codecs.map(({ extension }) => extension).join(", ");
  throw new UsageError(`--out must end in one of ${endings}, or --to name the format: ${out}`);
}

function precisionOf(text: string | undefined, codec: Codec): Precision | undefined {
  if (text === undefined) return undefined;
  if (codec.precisions) return nameOf(text, "precision", codec.precisions);
  throw new UsageError(`--precision is for other formats: ${codec.name} leaves no choice`);
}

/** The script, with its flags. */
export const CONVERT: Command<typeof OPTIONS> = {
  ...{ help: HELP, options: OPTIONS, operands: true, run },
};

if (import.meta.main) await main("convert", CONVERT);
