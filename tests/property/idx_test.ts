import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type IdxArray, readIdx } from "../../src/data/files/idx.ts";
import { concat, gzip, idxFile } from "../support/idx.ts";

/** An array of up to four dimensions, its file, and the file gzipped. */
const anyArray = fc.array(fc.nat(5), { maxLength: 4 }).chain((shape) => {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  return fc.uint8Array({ minLength: size, maxLength: size }).map((data) => ({ shape, data }));
});
const anyFile = anyArray.map((array) => {
  const plain = idxFile(array.shape, array.data);
  return { array, plain, gzipped: gzip(plain) };
});

/** The array; undefined where there is a SyntaxError. Anything else is thrown on. */
function readOrRefuse(bytes: Uint8Array): IdxArray | undefined {
  try {
    return readIdx(bytes);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

Deno.test("readIdx() gives back every array that was written, gzipped or not", () => {
  fc.assert(fc.property(anyFile, ({ array, plain, gzipped }) => {
    assertEquals(readIdx(plain), array);
    assertEquals(readIdx(gzipped), array);
  }));
});

Deno.test("readIdx() leaves the bytes it is given as they are", () => {
  fc.assert(fc.property(anyFile, ({ plain, gzipped }) => {
    const copies = [plain.slice(), gzipped.slice()];
    readIdx(plain);
    readIdx(gzipped);
    assertEquals([plain, gzipped], copies);
  }));
});

function checkSize(array: IdxArray | undefined): void {
  if (array === undefined) return;
  assertEquals(array.data.length, array.shape.reduce((size, dimension) => size * dimension, 1));
}

const BEGINNINGS: readonly (readonly [string, readonly number[]])[] = [
  ["arbitrary bytes", []],
  ["arbitrary bytes behind an IDX magic", [0, 0, 0x08]],
  ["arbitrary bytes behind an IDX header of 2 × 3", [0, 0, 0x08, 2, 0, 0, 0, 2, 0, 0, 0, 3]],
  ["arbitrary bytes behind the magic of gzip", [0x1f, 0x8b]],
  // RFC 1952: no flags, no time, no hint, unknown system.
  ["arbitrary bytes behind a gzip header", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]],
];

for (const [what, beginning] of BEGINNINGS) {
  Deno.test(`readIdx() of ${what} returns or throws a SyntaxError`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (rest) => {
        const bytes = concat(Uint8Array.from(beginning), rest);
        checkSize(readOrRefuse(bytes));
      }),
      { numRuns: 1000 },
    );
  });
}

Deno.test("readIdx() refuses every file cut short, gzipped or not", () => {
  fc.assert(fc.property(anyFile, fc.nat(), (file, choice) => {
    for (const bytes of [file.plain, file.gzipped]) {
      assertThrows(() => readIdx(bytes.subarray(0, choice % bytes.length)), SyntaxError);
    }
  }));
});

Deno.test("readIdx() refuses every file followed by other bytes, gzipped or not", () => {
  fc.assert(fc.property(anyFile, fc.uint8Array({ minLength: 1, maxLength: 30 }), (file, more) => {
    for (const bytes of [file.plain, file.gzipped]) {
      assertThrows(() => readIdx(concat(bytes, more)), SyntaxError);
    }
  }));
});

Deno.test("readIdx() of gzip with one bit flipped gives the same array or a SyntaxError", () => {
  fc.assert(
    fc.property(anyFile, fc.nat(), ({ array, gzipped }, choice) => {
      // The time, the hint and the system in the header of gzip are covered by no checksum.
      assertEquals(readOrRefuse(flipBit(gzipped, choice)) ?? array, array);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("readIdx() of a file with one bit flipped returns or throws a SyntaxError", () => {
  fc.assert(
    fc.property(anyFile, fc.nat(), ({ plain }, choice) => {
      checkSize(readOrRefuse(flipBit(plain, choice)));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("readIdx() refuses every header that claims more than is there", () => {
  const dimension = fc.integer({ min: 1, max: 2 ** 32 - 1 });
  const claims = fc.array(dimension, { minLength: 3, maxLength: 255 })
    .map((shape) => [2 ** 10, ...shape]);
  fc.assert(fc.property(claims, (shape) => {
    const file = idxFile(shape, []);
    assertThrows(() => readIdx(file), SyntaxError, "found 0");
    assertThrows(() => readIdx(gzip(file)), SyntaxError, "found 0");
  }));
});

function flipBit(bytes: Uint8Array, choice: number): Uint8Array {
  const flipped = bytes.slice();
  const bit = choice % (8 * bytes.length);
  flipped[bit >> 3]! ^= 1 << (bit & 7);
  return flipped;
}
