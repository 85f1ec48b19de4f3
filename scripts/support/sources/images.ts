import { imageGenerator } from "../../../data.ts";
import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  dense,
  type Inputs,
  sigmoid,
  softmax,
} from "../../../engine.ts";
import { MAX_PIXELS } from "../../../src/data/files/images/read_images.ts";
import { integerOf, nameOf, pathOf, UsageError, type Values } from "../command.ts";
import type { Progress } from "../progress.ts";
import type { Parts } from "./parts.ts";
import type { Defaults, Source } from "./source.ts";
import { count, things } from "../../../src/core/support/quantities.ts";

/** The flags for folders of images. */
export const IMAGES_OPTIONS = {
  "images": { type: "string" },
  "size": { type: "string" },
  "fitting": { type: "string" },
  "colour": { type: "string" },
  "background": { type: "string" },
  "broken": { type: "string" },
  "labels": { type: "string" },
  "max-pixels": { type: "string" },
} as const;

/** Their section of `--help`. */
export const IMAGES_HELP = `
  --images DIR         train on PNG, JPEG and BMP files, one folder a class
  --size WxH           the size that they are resized to             [32x32]
  --fitting NAME       stretch, crop or pad images of other shapes   [stretch]
  --colour NAME        grey or rgb                                   [grey]
  --background N       the grey behind transparent pixels: 255 is white    [0]
  --broken NAME        what files that cannot be read do: refuse, which names
                       them, or skip                                 [refuse]
  --labels NAME        what files of one name in several folders are: multiple,
                       one image of several classes, or single     [multiple]
  --max-pixels N       largest image that is decoded               [67108864]
`.slice(1, -1);

type ImageFlags = Values<typeof IMAGES_OPTIONS>;

/** The windows below leave a pixel of ten: ((10 − 2) / 2 − 2) / 2. */
const LEAST_SIDE = 10;

/** Windows for images that hold them, and a plain layer for smaller ones. */
export function imagesDefaults(flags: ImageFlags): Defaults {
  const isSmall = Math.min(...sizeOf(flags)) < LEAST_SIDE;
  return {
    layers: isSmall ? "64:relu" : "conv(16,3):relu,maxPool(2),conv(32,3):relu,maxPool(2),64:relu",
    ...{ optimizer: "adam", epochs: 30, patience: 5 },
  };
}

/** The width and the height that images are resized to. */
function sizeOf({ size = "32x32" }: ImageFlags): readonly [width: number, height: number] {
  const [, width, height] = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(size)?.map(Number) ?? [];
  if (width !== undefined && height !== undefined) return [width, height];
  throw new UsageError(`--size must be WIDTHxHEIGHT, such as 32x32, but found ${size}`);
}

/** Checks the flags, and returns what reads the images. */
export function imagesFrom(
  flags: ImageFlags,
  { split, seed }: { readonly split: Parts; readonly seed: number },
): (shown: Progress) => Promise<Source> {
  const path = pathOf(flags.images!, "images"), [width, height] = sizeOf(flags);
  const fitting = nameOf(flags.fitting ?? "stretch", "fitting", ["stretch", "crop", "pad"]);
  const colour = nameOf(flags.colour ?? "grey", "colour", ["grey", "rgb"]);
  const background = greyOf(flags.background ?? "0");
  const broken = nameOf(flags.broken ?? "refuse", "broken", ["refuse", "skip"]);
  const labels = nameOf(flags.labels ?? "multiple", "labels", ["multiple", "single"]);
  const most = flags["max-pixels"];
  const maxPixels = most === undefined ? MAX_PIXELS : integerOf(most, "max-pixels", 1);
  return async (shown) => {
    const generator = await imageGenerator(path, {
      maxPixels,
      ...{ width, height, colour, background, fitting, broken, labels, ...split, seed },
      onProgress: (done, files) => {
        shown.update(done / files, "reading", () => `${count(done)} of ${count(files)} images`);
      },
    });
    const { train, validation, test, classes } = generator;
    const areClasses = train.labels !== undefined, isTested = test.inputs.rows > 0;
    const read = train.inputs.rows + validation.inputs.rows + test.inputs.rows;
    shown.line(`images: ${count(read)} of ${count(classes.length)} classes, ${classes.join(", ")}`);
    for (const { path, reason } of generator.broken) shown.line(`skipped: ${path}: ${reason}`);
    const blank = blankAmong(train.inputs);
    if (blank > 0) {
      shown.line(
        `warning: ${things(blank, "image")} to train on ${
          blank === 1 ? "is" : "are"
        } of one colour, ` +
          "as black on a transparent background is; else: --background 255",
      );
    }
    if (!isTested) {
      shown.line("warning: no image is left to test with: measured on the training part");
    }
    return {
      ...{ name: flags.images!, data: { train, test: isTested ? test : train } },
      ...(validation.inputs.rows > 0 && { validation }),
      shape: [height, width, colour === "grey" ? 1 : 3],
      inputs: { kind: "image", width, height, colour, fitting, background },
      outputs: { task: areClasses ? "classification" : "labels", names: classes },
      output: dense(classes.length, areClasses ? softmax : sigmoid),
      loss: areClasses ? categoricalCrossEntropy : binaryCrossEntropy,
    };
  };
}

function greyOf(text: string): number {
  const grey = integerOf(text, "background", 0);
  if (grey <= 255) return grey;
  throw new UsageError(`--background must be an integer from 0 to 255, but found ${text}`);
}

/** How many images have the same samples everywhere, so that nothing is seen in them. */
export function blankAmong({ rows, columns, data }: Inputs): number {
  const isBlank = (row: number) => {
    const from = row * columns;
    for (let at = from; at < from + columns; at++) if (data[at] !== data[from]) return false;
    return true;
  };
  return Array.from({ length: rows }, (_, row) => row).filter(isBlank).length;
}
