import type { ImageSet, Source } from "./image_set.ts";

/** One archive holds all splits; its checksum is by TensorFlow Datasets. */
const SOURCE: Source = {
  folder: "emnist",
  urls: ["https://biometrics.nist.gov/cs_links/EMNIST/"],
  checksums: { "gzip.zip": "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e" },
  archive: { name: "gzip.zip", folder: "gzip/" },
  most: 2 ** 30, // the archive has 562 million bytes
};

const DIGITS = "0123456789", CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** With those small letters that do not look like capitals. */
const MERGED = `${DIGITS}${CAPITALS}abdefghnqrt`;

/**
 * How EMNIST's characters are divided into classes.
 * @category Data sets
 */
export type EmnistSplit = "balanced" | "byclass" | "bymerge" | "digits" | "letters" | "mnist";

/** The classes of each split, a character each, and the label of the first. */
export const EMNIST_SPLITS: Readonly<Record<EmnistSplit, readonly [string, firstLabel: number]>> = {
  balanced: [MERGED, 0],
  byclass: [`${DIGITS}${CAPITALS}abcdefghijklmnopqrstuvwxyz`, 0],
  bymerge: [MERGED, 0],
  digits: [DIGITS, 0],
  letters: [CAPITALS, 1],
  mnist: [DIGITS, 0],
};

/**
 * Handwritten letters and digits of NIST's Special Database 19 (public domain), by G. Cohen and
 * others, arXiv:1702.05373. Their rows and columns are published exchanged.
 */
export function emnist(split: EmnistSplit): ImageSet {
  const [classes, firstLabel] = EMNIST_SPLITS[split];
  const part = (name: string) => ({
    images: `emnist-${split}-${name}-images-idx3-ubyte`,
    labels: `emnist-${split}-${name}-labels-idx1-ubyte`,
  });
  return {
    title: "EMNIST",
    train: part("train"),
    test: part("test"),
    sources: { images: SOURCE, labels: SOURCE },
    classes: Array.from(classes),
    firstLabel,
    isTransposed: true,
  };
}
