import { describeNetwork, type Inputs } from "../../engine.ts";
import type { ImageInputs, Model, Prediction as Outcome } from "../../formats.ts";
import { CHANNELS } from "../../src/data/files/images/picture.ts";
import { MAX_PIXELS } from "../../src/data/files/images/read_images.ts";
import { planOf } from "../../src/model/image_inputs.ts";
import { predictionsFor } from "../../src/model/model.ts";
import { integerOf } from "./command.ts";
import type { NamedFile } from "./files.ts";
import { type Picture, picturesOf } from "./pictures.ts";
import { table } from "./table.ts";

/** The flags for images. */
interface ImageFlags {
  readonly "invert"?: boolean;
  readonly "max-pixels"?: string;
  readonly "json": boolean;
}

/** How many images are predicted at a time, and in memory. */
const TOGETHER = 1000;

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

/** A table of images with what the model says of each. */
export async function imagesText(
  model: Model,
  file: string,
  files: readonly NamedFile[],
  flags: ImageFlags,
): Promise<string> {
  const most = flags["max-pixels"];
  const maxPixels = most === undefined ? MAX_PIXELS : integerOf(most, "max-pixels", 1);
  const description = imageInputsOf(model, file), { scale = 1 / 255 } = description;
  const plan = planOf(description, maxPixels);
  const predictions: Prediction[] = [];
  for await (const pictures of batchesOf(picturesOf(files, plan))) {
    const inputs = inputsOf(pictures, description, flags.invert ?? false, scale);
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
