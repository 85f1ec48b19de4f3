import { printable } from "../../src/core/support/describe.ts";
import { fileKind } from "../../src/core/support/file_kind.ts";
import { classification, type Dataset, type TrainAndTest } from "../../src/data/dataset.ts";
import { isGzip } from "../../src/data/files/gzip.ts";
import {
  IMAGE_SIDE,
  type ImageSetContent,
  readImages,
  readLabels,
} from "../../src/data/sets/image_set.ts";
import type { Recognized } from "./messages.ts";
import { count } from "../../src/core/support/quantities.ts";

/** The most bytes of a file, inflated: the largest of MNIST has 47 million. */
const MOST = 2 ** 27;

const CLASSES = 10;

/** Files as they were recognized, and the data set if they are of one. */
export interface DigitFiles {
  readonly files: readonly Recognized[];
  readonly data?: TrainAndTest;
}

/** A file of images or of labels. */
interface Known {
  readonly name: string;
  readonly kind: "images" | "labels";
  readonly content: ImageSetContent;
}

/**
 * Reads MNIST, or another set of its form, from files of any names, gzipped or not.
 *
 * Images belong to the labels that are as many; of two pairs, the larger one is to train on. A single
 * pair is split: its last sixth is to test on.
 */
export async function readDigitFiles(files: readonly File[]): Promise<DigitFiles> {
  const known: Known[] = [], recognized: Recognized[] = [];
  for (const file of files) {
    const name = printable(file.name);
    try {
      const found = readOne(name, await bytesOf(file));
      known.push(found);
      const { examples } = found.content, what = found.kind === "images" ? "images" : "labels";
      const words = `${count(examples)} ${what}`;
      recognized.push({ name, words, isTaken: true });
    } catch (error) {
      recognized.push({ name, words: (error as Error).message, isTaken: false });
    }
  }
  const pairs = pairsOf(known);
  const data = pairs.length === 0 ? undefined : splitOf(pairs);
  return { files: recognized, ...(data && { data }) };
}

function readOne(path: string, bytes: Uint8Array): Known {
  if (bytes[0] !== 0 || bytes[1] !== 0) {
    throw new SyntaxError(`is ${fileKind(bytes)}, not an IDX file of MNIST`);
  }
  const file = { path, bytes };
  return bytes[3] === 1
    ? { name: path, kind: "labels", content: readLabels(file, CLASSES) }
    : { name: path, kind: "images", content: readImages(file) };
}

/** The bytes of a file, inflated if they are gzipped; reading stops at what is too much. */
async function bytesOf(file: File): Promise<Uint8Array> {
  if (file.size > MOST) throw new RangeError(`has ${file.size} bytes, but ${MOST} are the most`);
  const beginning = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (!isGzip(beginning)) return new Uint8Array(await file.arrayBuffer());
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = file.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
      size += value.length;
      if (size > MOST) {
        throw new RangeError(`inflates to more than ${MOST} bytes`);
      }
      parts.push(value as Uint8Array<ArrayBuffer>);
    }
  } catch (error) {
    await reader.cancel().catch(() => {});
    if (error instanceof RangeError) throw error;
    throw new SyntaxError("is gzipped, but broken", { cause: error });
  }
}

/** Images with the labels that are as many, the larger sets first. */
function pairsOf(known: readonly Known[]): Dataset[] {
  const labels = known.filter(({ kind }) => kind === "labels");
  const images = known.filter(({ kind }) => kind === "images");
  return images.flatMap(({ content }) => {
    const fitting = labels.findIndex((file) => file.content.examples === content.examples);
    if (fitting < 0) return [];
    const [{ content: { data } }] = labels.splice(fitting, 1) as [Known];
    const inputs = { ...matrixOf(content.data), rows: content.examples };
    return [classification(inputs, data, CLASSES)];
  }).sort((a, b) => b.inputs.rows - a.inputs.rows);
}

function matrixOf(data: Uint8Array) {
  return { columns: IMAGE_SIDE ** 2, data, scale: 1 / 255 };
}

function splitOf([train, test]: readonly Dataset[]): TrainAndTest {
  if (test !== undefined) return { train: train!, test };
  const { inputs, labels } = train!, { rows, columns, data } = inputs;
  const cut = Math.ceil(rows * 5 / 6);
  const part = (from: number, to: number) => {
    const pixels = (data as Uint8Array).slice(from * columns, to * columns);
    const some = Array.prototype.slice.call(labels, from, to);
    return classification({ ...matrixOf(pixels), rows: to - from }, some, CLASSES);
  };
  return { train: part(0, cut), test: part(cut, rows) };
}
