import { printable } from "../../core/support/describe.ts";
import type { Dataset } from "../dataset.ts";
import type { ByteMatrix } from "../../core/matrix/matrix.ts";
import { batched, type DataGenerator } from "./generator.ts";
import { partsOf } from "./split.ts";
import { type BrokenImage, BrokenImagesError } from "./broken_images.ts";
import { type ImageFile, listImages } from "../files/images/folder.ts";
import { checkedImageOptions, type ImageOptions } from "./image_options.ts";
import { CHANNELS } from "../files/images/picture.ts";
import { readAllImages } from "../files/images/pool.ts";
import { firstSize, type ImagePlan, MAX_PIXELS, sizeOf } from "../files/images/read_images.ts";

/**
 * The result of {@linkcode imageGenerator}.
 * @category Images
 */
export interface ImageGenerator extends DataGenerator {
  /** The names of the classes, the folders, in the order of the targets. */
  readonly classes: readonly string[];
  /** The width of all images. */
  readonly width: number;
  /** The height of all images. */
  readonly height: number;
  /** 1 for grey, 3 for RGB, 4 with the opacity: the samples of a pixel are adjacent. */
  readonly channels: number;
  /** The skipped files. */
  readonly broken: readonly BrokenImage[];
}

/**
 * The paper's image data generator: a directory with one folder of PNG, JPEG and BMP files a class.
 *
 * Everything is read and decoded once, into bytes in memory, in several threads where that pays and
 * is permitted. The format of a file is detected from its content. The same file name in several
 * folders is one image of several classes, and must hold the same image in each. Examples are
 * ordered by name. Images are turned as their EXIF orientation says.
 *
 * Images are decoded by `@imagemagick/magick-wasm`, which is loaded only here: Deno fetches it the
 * first time; in Node, `npm install` it. Deno asks for permission to read the directory and the
 * package.
 *
 * @returns Three parts with their batches; inputs are bytes (examples × height · width · channels)
 * with a scale, targets (examples × classes) zeros and ones; labels if no image has two classes.
 * @throws {BrokenImagesError} If files cannot be read; it lists them all.
 * @throws {TypeError} If the decoder is not installed.
 * @throws {RangeError} If an option is out of range, images are missing, or files of one name
 * differ.
 * @throws {Error} Errors of the file system.
 *
 * @example
 * ```ts ignore
 * import { imageGenerator } from "@backproof/backproof";
 *
 * const { train, validation, classes } = await imageGenerator("pets", {
 *   width: 32,
 *   height: 32,
 *   colour: "rgb",
 *   broken: "skip",
 *   seed: 42,
 * });
 * ```
 * @category Images
 */
export async function imageGenerator(
  directory: string,
  given: ImageOptions = {},
): Promise<ImageGenerator> {
  const options = checkedImageOptions(given);
  const { validation, test, ...rest } = options;
  const main = await listImages(directory);
  const plan = await planOf(main.files, directory, options);
  const broken: (readonly BrokenImage[])[] = [];
  const read = async (files: readonly ImageFile[]): Promise<Dataset> => {
    const made = await readDataset(files, main.classes.length, plan, options);
    broken.push(made.broken);
    return made.dataset;
  };
  const source = async (part: number | string | undefined) => {
    if (typeof part !== "string") return part;
    return await read((await listImages(part, main.classes)).files);
  };
  const dataset = await read(main.files);
  const others = { validation: await source(validation), test: await source(test) };
  const { width, height } = plan, channels = CHANNELS[plan.colour];
  const parts = batched(partsOf(dataset, { ...rest, ...others }), rest);
  return { ...parts, classes: main.classes, width, height, channels, broken: broken.flat() };
}

async function planOf(
  files: readonly ImageFile[],
  directory: string,
  { width, height, resizing = "area", fitting = "stretch", ...options }: ImageOptions,
): Promise<ImagePlan> {
  if (files.length === 0) {
    throw new RangeError(`${printable(directory)} must hold images, but holds none`);
  }
  const { colour = "grey", background = 0, maxPixels = MAX_PIXELS } = options;
  const others = { colour, background, maxPixels };
  if (width !== undefined && height !== undefined) {
    return { width, height, resizing, fitting, ...others };
  }
  // If all are broken, reading them throws, whatever the size.
  const first = await firstSize(files.map(({ path }) => path), maxPixels);
  return { ...first ?? { width: 1, height: 1 }, ...others };
}

async function readDataset(
  files: readonly ImageFile[],
  classes: number,
  plan: ImagePlan,
  { scale = 1 / 255, labels = "multiple", broken: treatment, ...options }: ImageOptions,
): Promise<{ readonly dataset: Dataset; readonly broken: readonly BrokenImage[] }> {
  const { pixels, broken } = await readAllImages(files.map(({ path }) => path), plan, {
    ...options,
    onProgress: (done) => options.onProgress?.(done, files.length),
  });
  const reported = broken.map(({ index, reason }) => ({ path: files[index]!.path, reason }));
  if (reported.length > 0 && treatment !== "skip") {
    throw new BrokenImagesError(reported, files.length);
  }
  const skipped = new Set(broken.map(({ index }) => index));
  const groups = [...groupsOf(files, labels)]
    .map((group) => ({ good: group.filter((index) => !skipped.has(index)) }))
    .filter(({ good }) => good.length > 0);
  // Even if broken files are skipped, there must be something left.
  if (groups.length === 0 && reported.length > 0) {
    throw new BrokenImagesError(reported, files.length);
  }
  const size = sizeOf(plan);
  const imageOf = (index: number) => pixels.subarray(index * size, (index + 1) * size);
  const data = new Uint8Array(groups.length * size);
  const targets = new Uint8Array(groups.length * classes);
  groups.forEach(({ good }, i) => {
    const [first, ...copies] = good;
    const image = imageOf(first!);
    for (const copy of copies) {
      if (imageOf(copy).some((byte, j) => byte !== image[j])) {
        throw new RangeError(
          printable(`${files[first!]!.path} and ${files[copy]!.path}`) +
            " have one name, which stands for one " +
            'image of several classes, but differ: rename one, or ask for { labels: "single" }',
        );
      }
    }
    data.set(image, i * size);
    // Not those of copies that are broken, which may show something else.
    for (const index of good) targets[i * classes + files[index]!.label] = 1;
  });
  const inputs: ByteMatrix = { rows: groups.length, columns: size, data, scale };
  const dataset = { inputs, targets: { rows: groups.length, columns: classes, data: targets } };
  if (groups.some(({ good }) => good.length > 1)) return { dataset, broken: reported };
  const single = Uint32Array.from(groups, ({ good }) => files[good[0]!]!.label);
  return { dataset: { ...dataset, labels: single }, broken: reported };
}

/** The indices of the files of each image. */
function groupsOf(
  files: readonly ImageFile[],
  labels: "multiple" | "single",
): Iterable<readonly number[]> {
  if (labels === "single") return files.map((_, index) => [index]);
  const groups = new Map<string, number[]>();
  files.forEach(({ name }, index) => {
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [index]);
    else group.push(index);
  });
  return groups.values();
}
