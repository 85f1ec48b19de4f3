import { assert, assertEquals, assertRejects } from "@std/assert";
import * as data from "../../../data.ts";
import { matrix } from "../../../engine.ts";
import { plainBitmap } from "../../../src/data/files/images/bitmap.ts";
import { listed } from "../../../src/data/files/csv/places.ts";
import { elementNameOf } from "../../../src/data/files/elements.ts";
import { readRegularFile } from "../../../src/data/files/read_regular_file.ts";
import { writeAtomically } from "../../../src/data/files/write_atomically.ts";
import { readImages, readLabels } from "../../../src/data/sets/image_set.ts";
import { describe } from "../../../src/core/support/describe.ts";
import { gzip, idxFile } from "../../support/idx.ts";
import { type Refused, testRefused } from "../../support/refused.ts";

const size = { width: 2, height: 2 };
const none = { rows: 0, columns: 1, data: [] };
const csv = "a,b\n1,2\n3,4\n";
const bytes = (shape: readonly number[]) =>
  idxFile(shape, new Uint8Array(shape.reduce((a, b) => a * b, 1)));

/** Calls that are wrong, and what their errors say. */
const WRONG: readonly Refused[] = [
  [
    "an augmentation onto no grey",
    () => data.imageAugmentation({ ...size, background: NaN }),
    RangeError,
    "background must be finite, but found NaN",
  ],
  [
    "standardizing nothing",
    () => data.standardizationOf(none),
    RangeError,
    "at least one example",
  ],
  [
    "CSV without targets",
    () => data.csvGenerator(csv, { target: [] }),
    TypeError,
    "target must name a column, but found none",
  ],
  [
    "CSV with an unknown sort of target",
    () => data.csvGenerator(csv, { target: undefined as never }),
    TypeError,
    "target must name a column",
  ],
  [
    "images of no dimension",
    () => data.idxGenerator({ images: bytes([]), labels: bytes([2]) }),
    SyntaxError,
    "one label for each of 1 images, but found 2",
  ],
  [
    "fewer labels than images",
    () => data.idxGenerator({ images: bytes([3, 2, 2]), labels: bytes([2]) }),
    SyntaxError,
    "one label for each of 3 images, but found 2",
  ],
  [
    "an IDX file beyond the limit",
    () =>
      data.idxGenerator({ images: gzip(bytes([3, 2, 2])), labels: bytes([3]) }, { maxBytes: 4 }),
    SyntaxError,
    "at most 4 bytes",
  ],
  [
    "digits that are no bytes",
    () => readImages({ path: "it", bytes: idxFile([1, 28, 28], new Uint8Array(3136), 0x0c) }),
    SyntaxError,
    "it must hold unsigned bytes, but found a Int32Array of 784",
  ],
  [
    "digits of no shape",
    () => readImages({ path: "it", bytes: bytes([]) }),
    SyntaxError,
    "at least one, but found the shape ()",
  ],
  [
    "labels in two dimensions",
    () => readLabels({ path: "it", bytes: bytes([2, 2]) }, 10),
    SyntaxError,
    "it must hold labels in one dimension, at least one, but found the shape 2 × 2",
  ],
  [
    "a BMP that is compressed as only OS/2 does",
    () => plainBitmap(bitmap(64, 4)),
    SyntaxError,
    "compressed as only OS/2 does",
  ],
  [
    "a BMP of OS/2 with masks",
    () => plainBitmap(bitmap(64, 3)),
    SyntaxError,
    "compressed as only OS/2 does",
  ],
];

testRefused("bad data is refused:", WRONG);

/** The headers of a bitmap, of this size and compression. */
function bitmap(size: number, compression: number): Uint8Array {
  const all = new Uint8Array(14 + size), view = new DataView(all.buffer);
  view.setUint32(14, size, true);
  view.setUint32(30, compression, true);
  return all;
}

Deno.test("plainBitmap() leaves what is cut short, and Windows's, as it is", () => {
  for (const bytes of [new Uint8Array(), new Uint8Array(17), bitmap(40, 0)]) {
    assert(plainBitmap(bytes) === bytes);
  }
  assertEquals(plainBitmap(bitmap(64, 0)).length, 14 + 40);
});

Deno.test("files that are too large are refused before they are read, and closed", async () => {
  let isClosed = false;
  const file = {
    stat: () => Promise.resolve({ size: 2 ** 40, isDirectory: () => false, isFile: () => true }),
    close: () => Promise.resolve(void (isClosed = true)),
    readFile: () => Promise.reject(new Error("must not be read")),
  };
  const files = { open: () => Promise.resolve(file), constants: { O_RDONLY: 0 } } as never;
  const found = `but found ${2 ** 40}`;
  await assertRejects(() => readRegularFile(files, "huge"), RangeError, found);
  assert(isClosed);
});

Deno.test("writeAtomically() passes on every error but that of a missing file", async () => {
  const files = { stat: () => Promise.reject(Object.assign(new Error("no"), { code: "EACCES" })) };
  await assertRejects(() => writeAtomically(files as never, "x", new Uint8Array()), Error, "no");
});

Deno.test("lists of names and of broken images end after some", () => {
  const names = Array.from({ length: 11 }, (_, i) => `n${i}`);
  assert(listed(names).endsWith('"n9", …') && listed(names.slice(1)).endsWith('"n10"'));
  const broken = (count: number) => {
    const images = Array.from({ length: count }, (_, i) => ({ path: `${i}.png`, reason: "cut" }));
    return new data.BrokenImagesError(images, 100).message;
  };
  assertEquals(broken(1), "1 of 100 image files cannot be read: 0.png (cut)");
  assert(/; and \d+ more$/.test(broken(50)), broken(50));
});

Deno.test("views of bytes are described by their lengths, and have elements if they are arrays", () => {
  const view = new DataView(new ArrayBuffer(3));
  assertEquals(describe(view), "a DataView of 3");
  assertEquals(describe(Uint8Array.of(1, 2)), "a Uint8Array of 2");
  assertEquals(elementNameOf(view), undefined);
  assertEquals(elementNameOf(Uint8Array.of(1)), "uint8");
});

Deno.test("describeTable() names texts that differ in case or blanks alone", () => {
  const text = "kind,size\nred,1\nRed ,2\nblue,4\nblue,8\n";
  const [kind] = data.describeTable(text).columns;
  const found = JSON.stringify(kind);
  assert(found.includes("differ in case or blanks alone"), found);
});

Deno.test("detectCsv() reads the records up to one that is broken", () => {
  assertEquals(data.detectCsv('a;b\n1;2\n3;"4').delimiter, ";");
});

Deno.test("a stored data set refuses what read() returns otherwise", async () => {
  const found = async (read: unknown) => {
    const stored = data.storedDataset({
      ...{ examples: 1, inputs: 1, targets: 1, read: () => Promise.resolve(read) as never },
    });
    await stored.read(Uint32Array.of(0));
  };
  const good = matrix([[1]]);
  await assertRejects(() => found(null), TypeError, "must return inputs (1 × 1), but found null");
  await assertRejects(() => found(3), TypeError, "must return inputs (1 × 1), but found 3");
  await assertRejects(
    () => found({ inputs: good }),
    TypeError,
    "targets (1 × 1), but found undefined",
  );
  await assertRejects(() => found({ inputs: matrix([[1, 2]]), targets: good }), TypeError, "1 × 2");
});
