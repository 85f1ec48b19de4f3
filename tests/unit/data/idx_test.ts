import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import type { NumberArray } from "../../../src/data/files/elements.ts";
import { readIdx, type ReadIdxOptions } from "../../../src/data/files/idx.ts";
import { concat, gzip, idxFile } from "../../support/idx.ts";

const FILE = idxFile([2, 3], [1, 2, 3, 4, 5, 6]);

Deno.test("readIdx() gives shape and elements", () => {
  const { shape, data } = readIdx(FILE);
  assertEquals(shape, [2, 3]);
  assertEquals(data, Uint8Array.of(1, 2, 3, 4, 5, 6));
});

Deno.test("readIdx() gives the same from gzipped bytes, in one member or in two", () => {
  const two = concat(gzip(FILE.subarray(0, 7)), gzip(FILE.subarray(7)));
  for (const bytes of [gzip(FILE), two]) assertEquals(readIdx(bytes), readIdx(FILE));
});

Deno.test("readIdx() gives a view, not a copy, also of a part of a buffer", () => {
  const whole = concat(Uint8Array.of(9, 9, 9), FILE, Uint8Array.of(9));
  const { data } = readIdx(whole.subarray(3, whole.length - 1));
  assertStrictEquals(data.buffer, whole.buffer);
  assertEquals(Array.from(data), [1, 2, 3, 4, 5, 6]);
});

Deno.test("readIdx() gives a plain Uint8Array, whatever subclass was passed", () => {
  class Bytes extends Uint8Array {}
  assertStrictEquals(readIdx(Bytes.from(FILE)).data.constructor, Uint8Array);
  assertStrictEquals(readIdx(gzip(FILE)).data.constructor, Uint8Array);
});

Deno.test("readIdx() of no dimension gives one element", () => {
  assertEquals(readIdx(idxFile([], [7])), { shape: [], data: Uint8Array.of(7) });
  assertThrows(
    () => readIdx(idxFile([], [])),
    SyntaxError,
    "IDX elements of shape () (one element) must take 1 bytes, but found 0",
  );
});

Deno.test("readIdx() of an empty dimension gives no element, however large the others", () => {
  // The product of the others overflows float64, and Infinity × 0 is NaN.
  const shape = [...new Array<number>(40).fill(2 ** 32 - 1), 0];
  assertEquals(readIdx(idxFile(shape, [])), { shape, data: new Uint8Array() });
});

Deno.test("readIdx() reads 255 dimensions", () => {
  const shape = Array.from({ length: 255 }, (_, axis) => axis === 100 ? 3 : 1);
  assertEquals(readIdx(idxFile(shape, [1, 2, 3])).shape, shape);
});

const REFUSED: readonly (readonly [string, Uint8Array, string])[] = [
  ["no bytes", new Uint8Array(), "IDX bytes must begin with 4 bytes of magic, but found 0"],
  ["three bytes", Uint8Array.of(0, 0, 8), "must begin with 4 bytes of magic, but found 3"],
  [
    "a page of HTML",
    new TextEncoder().encode("<!doctype html>"),
    "IDX bytes must begin with 00 00, but found an HTML or XML document",
  ],
  [
    "one zero where two belong",
    Uint8Array.of(0, 1, 8, 0, 7),
    "IDX bytes must begin with 00 00, but found bytes that begin with 00 01 08 00",
  ],
  [
    "a header cut short",
    FILE.subarray(0, 11),
    "An IDX header of 2 dimensions must take 12 bytes, but found 11",
  ],
  [
    "elements cut short",
    FILE.subarray(0, 17),
    "IDX elements of shape 2 × 3 must take 6 bytes, but found 5",
  ],
  [
    "a byte too many",
    concat(FILE, Uint8Array.of(0)),
    "IDX elements of shape 2 × 3 must take 6 bytes, but found 7",
  ],
  [
    "a claim of 2^40 bytes",
    idxFile([2 ** 20, 2 ** 20], [1]),
    "IDX elements of shape 1048576 × 1048576 must take 1099511627776 bytes, but found 1",
  ],
  [
    "a claim of 2^64 bytes, which is 0 in 64 bits",
    idxFile([2 ** 16, 2 ** 16, 2 ** 16, 2 ** 16], []),
    "IDX elements of shape 65536 × 65536 × 65536 × 65536 must take more than 2^53 bytes, but found 0",
  ],
  [
    "255 dimensions of 2^32 − 1",
    idxFile(new Array(255).fill(2 ** 32 - 1), [1]),
    "4294967295 × … (255 dimensions) must take more than 2^53 bytes, but found 1",
  ],
  ["gzip cut short", gzip(FILE).subarray(0, 25), "Gzipped bytes must be whole"],
  ["gzip cut to its magic", gzip(FILE).subarray(0, 2), "Gzipped bytes must be whole"],
  ["gzip in gzip", gzip(gzip(FILE)), "IDX bytes must begin with 00 00, but found gzipped bytes"],
  [
    "gzip followed by zeros",
    concat(gzip(FILE), new Uint8Array(5)),
    "Gzipped bytes must be followed by nothing, but found 5 more",
  ],
  [
    "gzip followed by others",
    concat(gzip(FILE), Uint8Array.of(1, 2, 3)),
    "followed by nothing",
  ],
  [
    "gzip with a wrong checksum",
    gzip(FILE).map((byte, i, bytes) => i === bytes.length - 8 ? byte ^ 1 : byte),
    "Gzipped bytes must be whole and followed by nothing, but zlib says: ",
  ],
];

for (const [what, bytes, message] of REFUSED) {
  Deno.test(`readIdx() refuses ${what} with a SyntaxError that says what is wrong`, () => {
    assertThrows(() => readIdx(bytes), SyntaxError, message);
  });
}

/** The same two elements, big-endian, by the code of their type. */
const ELEMENTS: readonly (readonly [code: number, bytes: readonly number[], data: NumberArray])[] =
  [
    [0x08, [1, 254], Uint8Array.of(1, 254)],
    [0x09, [1, 254], Int8Array.of(1, -2)],
    [0x0b, [1, 2, 255, 254], Int16Array.of(258, -2)],
    [0x0c, [1, 2, 3, 4, 255, 255, 255, 254], Int32Array.of(16909060, -2)],
    [0x0d, [0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0], Float32Array.of(1.5, -2)],
    [
      0x0e,
      [0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0],
      Float64Array.of(1.5, -2),
    ],
  ];

for (const [code, bytes, data] of ELEMENTS) {
  Deno.test(`readIdx() reads elements of the code ${code}, gzipped or not, and no fewer`, () => {
    const file = idxFile([2, 1], bytes, code);
    assertEquals(readIdx(file), { shape: [2, 1], data });
    assertEquals(readIdx(gzip(file)), { shape: [2, 1], data });
    assertThrows(
      () => readIdx(file.subarray(0, file.length - 1)),
      SyntaxError,
      `of shape 2 × 1 must take ${bytes.length} bytes, but found ${bytes.length - 1}`,
    );
  });
}

Deno.test("readIdx() refuses every other type of elements by its code", () => {
  const known = new Set(ELEMENTS.map(([code]) => code));
  for (let type = 0; type < 256; type++) {
    if (known.has(type)) continue;
    const code = type.toString(16).padStart(2, "0");
    assertThrows(
      () => readIdx(Uint8Array.of(0, 0, type, 0, 1)),
      SyntaxError,
      `IDX elements must be of a type from 08 to 0e, but found an unknown one (${code})`,
    );
  }
});

Deno.test("readIdx() inflates no more than the header says there is", () => {
  // 80 MB of zeros in 78 KB, more than is inflated to see the header.
  const bomb = concat(gzip(idxFile([10], [])), gzippedZeros());
  assert(bomb.length > 2 ** 16);
  assertThrows(
    () => readIdx(bomb),
    SyntaxError,
    "Gzipped bytes must inflate to at most 18 bytes, but there are more",
  );
});

Deno.test("readIdx() refuses gzip that holds less than the header says, also beyond 2^53", () => {
  for (
    const [shape, words] of [[[2 ** 30], "1073741824 bytes"], [[2 ** 31, 2 ** 31], "2^53"]] as const
  ) {
    const file = concat(gzip(idxFile(shape, [])), gzippedZeros());
    assertThrows(() => readIdx(file, { maxBytes: 2 ** 53 - 1 }), SyntaxError, words);
  }
});

Deno.test("readIdx() inflates to 8 times and 64 MiB at most, or to maxBytes, and says so", () => {
  const size = 80_000_000, file = concat(gzip(idxFile([80, 1_000_000], [])), gzippedZeros());
  const refused = (options: ReadIdxOptions, most: number) =>
    assertThrows(
      () => readIdx(file, options),
      SyntaxError,
      `must inflate to at most ${most} bytes, but their header claims ${
        size + 12
      } bytes: raise max`,
    );
  refused({}, 2 ** 26 + 8 * file.length);
  refused({ maxBytes: size + 11 }, size + 11);
  const { shape, data } = readIdx(file, { maxBytes: size + 12 });
  assertEquals([...shape, data.length], [80, 1_000_000, size]);
  const small = gzip(FILE);
  assertThrows(() => readIdx(small, { maxBytes: 17 }), SyntaxError, "at most 17 bytes, but there");
  assertThrows(() => readIdx(small, { maxBytes: 0 }), RangeError, "maxBytes must be a positive");
});

Deno.test("readIdx() throws a TypeError that names anything but a Uint8Array", () => {
  const wrong = [
    [undefined, "undefined"],
    [null, "null"],
    ["IDX", '"IDX"'],
    [[0, 0, 8, 0, 1], "an array of 5"],
    [new ArrayBuffer(5), "an ArrayBuffer of 5"],
    [new Uint8ClampedArray(5), "a Uint8ClampedArray of 5"],
  ] as const;
  for (const [value, name] of wrong) {
    assertThrows(
      () => readIdx(value as unknown as Uint8Array),
      TypeError,
      `IDX bytes must be a Uint8Array, but found ${name}`,
    );
  }
});

// 80 million zeros, compressed once for the tests that put them behind a header.
let zeros: Uint8Array | undefined;
function gzippedZeros(): Uint8Array {
  return zeros ??= gzip(new Uint8Array(80_000_000));
}
