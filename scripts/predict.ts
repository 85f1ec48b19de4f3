import { describeNetwork, type Network } from "../engine.ts";
import { predict } from "../train.ts";
import { MAX_PIXELS } from "../src/data/files/images/read_images.ts";
import { codecOf, describeCodecs } from "../src/formats/codecs.ts";
import { integerOf, main, pathOf, UsageError, type Values } from "./support/command.ts";
import { readWhole } from "./support/files.ts";
import { type Picture, picturesOf } from "./support/pictures.ts";
import { table } from "./support/table.ts";

const HELP = `
Classifies images with a trained network.

Usage: deno task predict FILE IMAGE… [options]

  FILE                 a network from deno task train --save, or a checkpoint
  IMAGE…               PNG, JPEG, BMP or IDX files, IDX with one image or many;
                       converted to grey, resized to the network's square input

  --invert             for dark digits on a light background: MNIST's are light
                       on dark
  --max-pixels N       largest image that is decoded           [67108864]
  --json               print one JSON object instead of a table
  -h, --help           show this help
`;

const OPTIONS = {
  "invert": { type: "boolean", default: false },
  "max-pixels": { type: "string", default: String(MAX_PIXELS) },
  "json": { type: "boolean", default: false },
} as const;

/** The number of classes shown after the first. */
const RUNNERS_UP = 2;

/** An output of the network. */
interface Candidate {
  /** The index of the output. */
  readonly class: number;
  /** Its probability, or its value for outputs of another kind. */
  readonly probability: number;
}

/** The first candidate for an image, and those after it. */
interface Prediction extends Candidate {
  readonly image: string;
  readonly others: readonly Candidate[];
}

/** How many images are predicted at a time, and in memory. */
const TOGETHER = 1000;

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

/** Predicts as the flags say, from a network's file and images; resolves to the exit code. */
async function run(flags: Values<typeof OPTIONS>, operands: readonly string[]): Promise<number> {
  const [file, ...images] = operands;
  if (file === undefined || images.length === 0) {
    throw new UsageError(
      `The arguments must be a network's FILE and at least one IMAGE, but found ${operands.length}`,
    );
  }
  const network = await networkOf(file, pathOf(file, "FILE"));
  const side = Math.sqrt(network.inputs);
  if (!Number.isInteger(side)) {
    throw new RangeError(
      `The inputs of ${file} must be the pixels of a square, but found ${network.inputs}`,
    );
  }
  const maxPixels = integerOf(flags["max-pixels"], "max-pixels", 1);
  const named = images.map((name) => ({ name, path: pathOf(name, "IMAGE") }));
  const predictions: Prediction[] = [];
  for await (const pictures of batchesOf(picturesOf(named, side, maxPixels))) {
    const candidates = await candidatesFor(network, pictures, flags.invert);
    candidates.forEach(([best, ...others], i) => {
      predictions.push({ image: pictures[i]!.name, ...best!, others: others.slice(0, RUNNERS_UP) });
    });
  }
  const isLikely = outputsAreProbabilities(network);
  if (flags.json) {
    console.log(JSON.stringify({ network: describeNetwork(network), predictions }));
    return 0;
  }
  const describeCandidate = ({ class: c, probability }: Candidate) =>
    `${c} (${probability.toFixed(4)})`;
  const rows = predictions.map(({ image, class: c, probability, others }) => [
    ...[image, String(c), probability.toFixed(4)],
    others.map(describeCandidate).join(", "),
  ]);
  console.log(table(["image", "class", isLikely ? "probability" : "output", "then"], rows));
  return 0;
}

/** All outputs for each image, the largest first. */
async function candidatesFor(
  network: Network,
  pictures: readonly Picture[],
  invert: boolean,
): Promise<readonly (readonly Candidate[])[]> {
  const { inputs } = network;
  const data = new Uint8Array(pictures.length * inputs);
  pictures.forEach(({ pixels }, i) => {
    data.set(invert ? pixels.map((byte) => 255 - byte) : pixels, i * inputs);
  });
  const outputs = await predict(network, {
    rows: pictures.length,
    columns: inputs,
    data,
    scale: 1 / 255,
  });
  return pictures.map((_, i) => {
    return Array.from({ length: outputs.columns }, (_, j): Candidate => {
      return { class: j, probability: outputs.data[i * outputs.columns + j]! };
    }).sort((a, b) => b.probability - a.probability);
  });
}

function outputsAreProbabilities({ layers }: Network): boolean {
  return ["softmax", "sigmoid"].includes(layers.at(-1)!.activation?.name ?? "");
}

/** The network of a file of any format. */
async function networkOf(name: string, path: string): Promise<Network> {
  const bytes = await readWhole(path).catch((error) => {
    throw new UsageError(`${name} cannot be read: ${error.message}`);
  });
  const codec = codecOf(bytes);
  if (codec === undefined) {
    throw new SyntaxError(`${name} must be ${describeCodecs()}, but does not begin as one`);
  }
  try {
    return (await codec.decode!(bytes)).network;
  } catch (error) {
    const message = `${name} must be ${codec.describe}: ${(error as Error).message}`;
    throw new SyntaxError(message, { cause: error });
  }
}

if (import.meta.main) {
  await main("predict", { help: HELP, options: OPTIONS, operands: true, run });
}
