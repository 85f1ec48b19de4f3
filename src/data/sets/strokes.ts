import type { RandomKey } from "../../core/random/random.ts";
import { deriveKey, permutation, PURPOSE, randomKey, uniformAt } from "../../core/random/random.ts";
import { checkCount } from "../../core/support/checks.ts";
import { checkOptions } from "../../core/support/options.ts";
import { classification, type Dataset, type TrainAndTest } from "../dataset.ts";
import { GLYPHS } from "./strokes/glyphs.ts";
import { type Draw, write } from "./strokes/hand.ts";
import { drawLine, SIDE } from "./strokes/pen.ts";

/**
 * Options of {@linkcode loadStrokes}.
 * @category Data sets
 */
export interface StrokesOptions {
  /** The seed, an integer from 0 to 2⁵³ − 1. Defaults to 0. */
  readonly seed?: number;
  /** The number of examples to train on. Defaults to 10,000. */
  readonly train?: number;
  /** The number of examples to test on. Defaults to 2,000. */
  readonly test?: number;
}

// The purposes of derived keys. Fixed: other numbers make other digits.
const PART = { train: 0, test: 1 } as const;
const DRAWN = { labels: 0, digit: 1 } as const;

const PIXELS = SIDE * SIDE;
const CLASSES = 10;

/**
 * Draws handwritten digits, 28 × 28 pixels each: a data set that needs no file and no network.
 *
 * Each digit has several glyphs, designed by hand as strokes of a pen. An example is one of them,
 * bent elastically, slanted, turned and scaled at random, written with a random pen and framed as
 * the images of MNIST are. An accuracy reached here says nothing of one reached on MNIST.
 *
 * An example depends only on the seed, its part and its index, not on the number of examples. Each
 * ten examples have ten labels, in random order. Only + − × ÷, rounding and square roots are used,
 * which IEEE 754 defines to the last bit: a seed gives the same bytes on every machine.
 *
 * @returns Training and test set; inputs are bytes (examples × 784), 0 the background and 255 the
 * darkest ink, scaled to [0, 1]; targets (examples × 10) are one-hot.
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { loadStrokes } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { train, test } = loadStrokes({ seed: 42, train: 20, test: 10 });
 * assertEquals([train.inputs.rows, train.inputs.columns], [20, 784]);
 * assertEquals(Array.from(test.labels!).sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
 * ```
 * @category Data sets
 */
export function loadStrokes(options: StrokesOptions = {}): TrainAndTest {
  const given = checkOptions("loadStrokes()", options, "train test seed");
  const { seed = 0, train = 10_000, test = 2_000 } = given;
  checkCount(train, "train");
  checkCount(test, "test");
  const key = deriveKey(randomKey(seed), PURPOSE.strokes);
  return {
    train: drawPart(deriveKey(key, PART.train), train),
    test: drawPart(deriveKey(key, PART.test), test),
  };
}

function drawPart(key: RandomKey, examples: number): Dataset {
  const labels = drawLabels(key, examples);
  const data = new Uint8Array(examples * PIXELS);
  labels.forEach((label, n) => {
    const image = data.subarray(n * PIXELS, (n + 1) * PIXELS);
    drawDigit(image, label, numbersOf(deriveKey(key, DRAWN.digit, n)));
  });
  return classification({ rows: examples, columns: PIXELS, data, scale: 1 / 255 }, labels, CLASSES);
}

/** The labels: blocks of all classes, each in random order. */
function drawLabels(key: RandomKey, examples: number): Uint8Array {
  const labels = new Uint8Array(examples);
  for (let first = 0; first < examples; first += CLASSES) {
    const block = permutation(deriveKey(key, DRAWN.labels, first), CLASSES);
    labels.set(block.subarray(0, examples - first), first);
  }
  return labels;
}

/** Draws one digit, by one of its glyphs, into an empty image. */
function drawDigit(image: Uint8Array, digit: number, draw: Draw): void {
  const glyphs = GLYPHS[digit]!;
  const { lines, pen } = write(glyphs[Math.floor(draw(0, glyphs.length))]!, draw);
  for (const line of lines) drawLine(image, line, pen);
}

/** The numbers of a stream, one after the other. */
function numbersOf(key: RandomKey): Draw {
  let place = 0;
  return (low, high) => low + (high - low) * uniformAt(key, place++);
}
