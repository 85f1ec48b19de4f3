import { checkCount } from "../../core/support/checks.ts";
import { checkOptions } from "../../core/support/options.ts";
import { type Inputs, type Matrix, selectRows } from "../../core/matrix/matrix.ts";
import type { Batch } from "../../engine/cost.ts";
import { deriveKey, PURPOSE, type RandomKey, uniformAt } from "../../core/random/random.ts";
import { bernstein, carry, LATTICE_POINTS, lay } from "../sets/strokes/deform.ts";
import type { Point } from "../sets/strokes/spline.ts";

/**
 * Changes the inputs of a batch at random: a pure function, equal keys give equal batches.
 *
 * The key of a batch is derived from the seed: `deriveKey(randomKey(seed), epoch, step)`.
 * @category Augmentation
 */
export type Augmentation = (batch: Batch, key: RandomKey) => Batch;

/**
 * Options of {@linkcode imageAugmentation}.
 * @category Augmentation
 */
export interface ImageAugmentationOptions {
  /** Pixels in a row of an image. */
  readonly width: number;
  /** Rows of an image. */
  readonly height: number;
  /** Samples of a pixel, side by side. Defaults to 1. */
  readonly channels?: number;
  /** The largest shift, across and down, in pixels. Defaults to 0. */
  readonly shift?: number;
  /** The largest rotation about the middle, either way, in degrees below 180. Defaults to 0. */
  readonly rotate?: number;
  /**
   * The largest shift of the points of a lattice of 4 × 4 over the image, across and down, in
   * hundredths of its sides. Defaults to 0; 10 bends a digit visibly, and strokes are bent by 22.
   */
  readonly elastic?: number;
  /** The value beyond the edges. Defaults to 0. */
  readonly background?: number;
}

/**
 * Shifts, rotates and bends images at random, each differently.
 *
 * Each new pixel is sampled from the old image, between the centres of four pixels (bilinear): at
 * its place, displaced by an elastic lattice as strokes are, rotated and shifted. Targets are
 * unchanged.
 *
 * @returns A function of a batch, its inputs (images × height · width · channels), and a key.
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { imageAugmentation, loadStrokes, randomKey } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { train } = loadStrokes({ train: 10, test: 1 });
 * const augment = imageAugmentation({ width: 28, height: 28, shift: 2, rotate: 10, elastic: 10 });
 * const augmented = augment(train, randomKey(7));
 * assertEquals(augmented.targets, train.targets);
 * assertEquals(augmented, augment(train, randomKey(7)));
 * ```
 * @category Augmentation
 */
export function imageAugmentation(options: ImageAugmentationOptions): Augmentation {
  const warp = warper(checked(options));
  const columns = options.width * options.height * (options.channels ?? 1);
  return ({ inputs, targets, weights }, key) => {
    if (inputs.columns !== columns) {
      throw new TypeError(
        `inputs must have ${columns} columns, one for each sample of an image, ` +
          `but found ${inputs.columns}`,
      );
    }
    return {
      ...{ inputs: warpRows(inputs, deriveKey(key, PURPOSE.augment), warp), targets },
      ...(weights && { weights }),
    };
  };
}

/** Fills a new image from an old one, by the numbers of a stream. */
type Warp = (from: Float64Array, to: Float64Array, key: RandomKey) => void;

function warpRows(inputs: Inputs, key: RandomKey, warp: Warp): Matrix {
  const { rows, columns, data } = selectRows(inputs);
  const old = data as Float64Array;
  const warped = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const [from, to] = [old, warped].map((all) => all.subarray(i * columns, (i + 1) * columns));
    warp(from!, to!, deriveKey(key, i));
  }
  return { rows, columns, data: warped };
}

function warper(options: Required<ImageAugmentationOptions>): Warp {
  const { width, height, channels, shift, rotate, elastic, background } = options;
  // centres of pixels, in hundredths of the image's sides, which the lattice covers
  const across = Array.from({ length: width }, (_, x) => 100 * (x + 0.5) / width);
  const down = Array.from({ length: height }, (_, y) => 100 * (y + 0.5) / height);
  const weightsAcross = across.map((place) => bernstein(place / 100));
  const weightsDown = down.map((place) => bernstein(place / 100));
  const steepest = Math.tan(rotate * Math.PI / 360); // of half the angle, as lay() takes it

  return (from, to, key) => {
    const draw = (place: number, most: number) => most * (2 * uniformAt(key, place) - 1);
    const moved = [draw(0, shift), draw(1, shift)] as const;
    const posture = { width: 1, slant: 0, turn: draw(2, steepest) };
    const lattice = Array.from(
      { length: LATTICE_POINTS },
      (_, i): Point => [draw(3 + 2 * i, elastic), draw(4 + 2 * i, elastic)],
    );
    const isStill = elastic === 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at: Point = [across[x]!, down[y]!];
        const bent = isStill ? at : carry(lattice, at, weightsAcross[x]!, weightsDown[y]!);
        // in pixels from the middle, so that rotations are rigid where width and height differ
        const middle: Point = [(bent[0] / 100 - 0.5) * width, (bent[1] / 100 - 0.5) * height];
        const laid = lay(posture, middle);
        const sourceX = laid[0] + moved[0] + (width - 1) / 2;
        const sourceY = laid[1] + moved[1] + (height - 1) / 2;
        for (let channel = 0; channel < channels; channel++) {
          to[(y * width + x) * channels + channel] = sample(sourceX, sourceY, channel);
        }
      }
    }

    /** The old image between the centres of four pixels. */
    function sample(x: number, y: number, channel: number): number {
      const left = Math.floor(x), top = Math.floor(y);
      const right = x - left, below = y - top;
      const pixel = (i: number, j: number) =>
        i < 0 || i >= width || j < 0 || j >= height
          ? background
          : from[(j * width + i) * channels + channel]!;
      return (1 - below) * ((1 - right) * pixel(left, top) + right * pixel(left + 1, top)) +
        below * ((1 - right) * pixel(left, top + 1) + right * pixel(left + 1, top + 1));
    }
  };
}

function checked(options: ImageAugmentationOptions): Required<ImageAugmentationOptions> {
  const names = "width height channels shift rotate elastic background";
  const given = checkOptions("imageAugmentation()", options, names);
  const all = { channels: 1, shift: 0, rotate: 0, elastic: 0, background: 0, ...given };
  for (const name of ["width", "height", "channels"] as const) checkCount(all[name], name);
  for (const name of ["shift", "rotate", "elastic"] as const) {
    if (!(all[name] >= 0 && all[name] < (name === "rotate" ? 180 : Infinity))) {
      const most = name === "rotate" ? "below 180" : "finite";
      throw new RangeError(`${name} must be at least 0 and ${most}, but found ${all[name]}`);
    }
  }
  if (!Number.isFinite(all.background)) {
    throw new RangeError(`background must be finite, but found ${all.background}`);
  }
  return all;
}
