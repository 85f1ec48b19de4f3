import { crc32 } from "node:zlib";
import { digitImage } from "../../../data.ts";
import { loadDecoder } from "../../../src/data/files/images/decoder.ts";
import { imageOf, MAX_PIXELS } from "../../../src/data/files/images/read_images.ts";
import { IMAGE_SAMPLES, TINY_JPEG } from "../../../tests/support/image_files.ts";
import type { Reader } from "./fuzz.ts";
import { type Draw, mutateBytes } from "./mutate.ts";

/** The names of the readers below. */
export const IMAGE_READERS: readonly string[] = ["png", "jpeg", "exif", "bmp"];

/** A PNG, mostly with right checksums of its chunks. */
function mutatePng(file: Uint8Array, draw: Draw, other: Uint8Array): Uint8Array {
  const png = mutateBytes(file, draw, other).slice();
  if (draw.below(8) === 0) return png;
  const view = new DataView(png.buffer);
  for (let at = 8; at + 12 <= png.length;) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > png.length) break;
    view.setUint32(end, crc32(png.subarray(at + 4, end)));
    at = end + 4;
  }
  return png;
}

/** EXIF: a TIFF header, in either order of bytes, and entries of orientation, width and a date. */
const EXIF = ["0112000300000001" + "00060000", "a002000400000001" + "00000004"];
const EXIF_FILES = [
  `4578696600004d4d002a000000080002${EXIF.join("")}00000000`,
  "45786966000049492a0008000000" + "0100" + "12010300" + "01000000" + "08000000" + "00000000",
].map((hex) => withExif(Uint8Array.fromHex(hex)));

/** A JPEG with a segment of EXIF behind its first marker. */
function withExif(exif: Uint8Array): Uint8Array {
  const { bytes } = IMAGE_SAMPLES.find(({ name }) => name === "rgb.jpg")!;
  const length = Math.min(exif.length + 2, 0xffff);
  const head = Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, length >> 8, length & 0xff);
  return Uint8Array.from([...head, ...exif.subarray(0, length - 2), ...bytes.subarray(2)]);
}

/** A JPEG whose EXIF is mutated, behind the right length. */
function mutateExif(file: Uint8Array, draw: Draw, other: Uint8Array): Uint8Array {
  if (draw.below(10) === 0) return mutateBytes(file, draw, other);
  const exifOf = (jpeg: Uint8Array) => jpeg.subarray(6, 4 + (jpeg[4]! << 8 | jpeg[5]!));
  return withExif(mutateBytes(exifOf(file), draw, exifOf(other)));
}

/** Greys or RGBA behind a byte that says which, and one each for width and height. */
const DIGIT_FILES = [
  Uint8Array.of(0, 5, 7, ...Array.from({ length: 35 }, (_, i) => i % 5 === 2 ? 20 : 240)),
  Uint8Array.of(1, 3, 3, ...Array.from({ length: 36 }, (_, i) => i % 4 === 3 ? 200 : 9 * i)),
];

/** The reader of pixels as pictures of digits: their own are repeated where they are too few. */
export const DIGIT_READER: Reader = {
  name: "digit",
  files: DIGIT_FILES,
  mutate: mutateBytes,
  read: ([kind = 0, columns = 0, rows = 0, ...pixels]) => {
    const width = 1 + columns % 32, height = 1 + rows % 32;
    const length = width * height * (kind & 1 ? 4 : 1);
    // In floating point, too: a byte of 255 stands for NaN.
    const greys = Array.from({ length }, (_, i) => pixels[i % pixels.length]!);
    const isExact = (kind & 6) !== 6;
    return digitImage(
      isExact ? greys : greys.map((grey) => grey === 255 ? NaN : grey),
      width,
      height,
    );
  },
};

/** The readers of images, whose decoder is a package that is fetched. */
export async function imageReaders(): Promise<readonly Reader[]> {
  const decode = await loadDecoder();
  const plan = { background: 0, maxPixels: MAX_PIXELS };
  const small = { ...plan, width: 4, height: 3, colour: "rgb", resizing: "area" } as const;
  const read = (bytes: Uint8Array) =>
    decode(bytes, MAX_PIXELS, (picture) => imageOf(picture, small));
  const files = (type: string) =>
    IMAGE_SAMPLES.filter(({ name }) => name.endsWith(type)).map(({ bytes }) => bytes);
  return [
    { name: "png", files: files(".png"), mutate: mutatePng, read },
    { name: "jpeg", files: [...files(".jpg"), TINY_JPEG], mutate: mutateBytes, read },
    { name: "exif", files: EXIF_FILES, mutate: mutateExif, read },
    { name: "bmp", files: files(".bmp"), mutate: mutateBytes, read },
  ];
}
