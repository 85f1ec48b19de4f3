import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { writeZip, zipContent, zipEntries } from "../../../../src/data/files/zip.ts";
import { concat } from "../../../support/idx.ts";
import { deflatedZip } from "../../../support/zip.ts";

const TEXT = new TextEncoder().encode("to be or not to be, to be or not to be");

/** The files of an archive. */
async function read(zip: Uint8Array): Promise<[string, Uint8Array][]> {
  const contents = zipEntries(zip).map(async (entry): Promise<[string, Uint8Array]> => [
    entry.name,
    await zipContent(entry),
  ]);
  return await Promise.all(contents);
}

/** An archive with a number at a place behind the record that begins with `PK` and two bytes. */
function changed(zip: Uint8Array, record: number, at: number, value: number): Uint8Array {
  const copy = zip.slice(), view = new DataView(copy.buffer);
  for (let from = 0; from < copy.length - 3; from++) {
    if (view.getUint32(from, true) === record) view.setUint16(from + at, value, true);
  }
  return copy;
}

const LOCAL = 0x04034b50, CENTRAL = 0x02014b50, END = 0x06054b50;

Deno.test("zipEntries() and zipContent() read back what writeZip() wrote", async () => {
  const files = fc.uniqueArray(fc.tuple(fc.string(), fc.uint8Array({ maxLength: 50 })), {
    selector: ([name]) => name,
    maxLength: 4,
  });
  await fc.assert(fc.asyncProperty(files, async (files) => {
    const zip = writeZip(files);
    if (files.length > 0) assertEquals(await read(zip), files);
  }));
});

Deno.test("zipContent() inflates, and a comment behind the directory is skipped", async () => {
  const zip = deflatedZip("a", TEXT);
  assertEquals(await read(zip), [["a", TEXT]]);
  const commented = concat(changed(zip, END, 20, 5), Uint8Array.of(0x50, 0x4b, 5, 6, 0));
  assertEquals(await read(commented), [["a", TEXT]]);
});

const TWO = writeZip([["a", TEXT], ["b", TEXT]]);

const REFUSED: readonly (readonly [string, Uint8Array, string])[] = [
  ["no bytes", new Uint8Array(), "must begin with PK, but found an empty file"],
  ["a PNG image", Uint8Array.of(0x89, 0x50, 0x4e, 0x47), "but found a PNG image"],
  ["an archive cut short", TWO.subarray(0, TWO.length - 1), "must end in its directory"],
  ["bytes behind it", concat(TWO, Uint8Array.of(0)), "must end in its directory"],
  ["an end alone", TWO.subarray(TWO.length - 22), "a record of it is cut short"],
  ["a name twice", writeZip([["a", TEXT], ["a", TEXT]]), '"a" twice'],
  ["encryption", changed(TWO, CENTRAL, 8, 1), '"a" is encrypted'],
  ["another compression", changed(TWO, CENTRAL, 10, 14), "but found the compression 14"],
  ["zip64", changed(changed(TWO, CENTRAL, 20, 0xffff), CENTRAL, 22, 0xffff), "found zip64"],
  ["65,535 files", changed(TWO, END, 10, 0xffff), "found zip64"],
  ["overlapping files", changed(TWO, CENTRAL, 42, 0), '"a" and "b" overlap'],
  ["a directory elsewhere", changed(TWO, END, 16, 3), "must begin with 02014b50"],
  ["a directory beyond the end", changed(TWO, END, 16, 9999), "a record of it is cut short"],
  ["a file longer than it is", changed(TWO, CENTRAL, 20, 9999), '"a" must take 38 bytes'],
];

for (const [what, bytes, message] of REFUSED) {
  Deno.test(`zipEntries() refuses ${what} with a SyntaxError that says what is wrong`, () => {
    assertThrows(() => zipEntries(bytes), SyntaxError, message);
  });
}

Deno.test("zipContent() refuses a wrong checksum, a wrong size and broken compression", async () => {
  const zip = deflatedZip("a", TEXT);
  const refused = async (bytes: Uint8Array, message: string) => {
    await assertRejects(() => zipContent(zipEntries(bytes)[0]!), SyntaxError, message);
  };
  await refused(changed(zip, CENTRAL, 16, 1), '"a" is broken');
  await refused(changed(TWO, CENTRAL, 16, 1), '"a" is broken');
  await refused(changed(zip, CENTRAL, 24, TEXT.length + 1), '"a" is broken');
  await refused(changed(zip, CENTRAL, 24, TEXT.length - 1), "inflated: more than 37 bytes");
  await refused(changed(zip, LOCAL, 31, 0xffff), '"a" cannot be inflated');
});
