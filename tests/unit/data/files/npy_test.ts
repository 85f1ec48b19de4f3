import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { NumberArray } from "../../../../src/data/files/elements.ts";
import { readNpy, writeNpy } from "../../../../src/data/files/npy.ts";
import { concat } from "../../../support/idx.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** A file as NumPy writes it, its header in 118 bytes. */
function npy(header: string, elements: Uint8Array, version = 1): Uint8Array {
  const text = encode(header.padEnd(117) + "\n"), length = [text.length & 255, text.length >> 8];
  if (version > 1) length.push(0, 0);
  const magic = Uint8Array.of(0x93, ...encode("NUMPY"), version, 0, ...length);
  return concat(magic, text, elements);
}
const header = (descr: string, shape: string, fortran = "False") =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;

/** Numbers as bytes, by a setter of DataView. */
function bytesOf<T extends number | bigint>(
  values: readonly T[],
  size: number,
  set: (view: DataView, at: number, value: T) => void,
): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * size));
  values.forEach((value, i) => set(view, i * size, value));
  return new Uint8Array(view.buffer);
}

type Setter = Extract<keyof DataView, `set${string}`>;

/** The types of NumPy: the setter that writes one, and the array it is read as. */
const TYPES: readonly (readonly [type: string, Setter, NumberArray])[] = [
  ["i1", "setInt8", Int8Array.of(0, 1, -128, 127)],
  ["u1", "setUint8", Uint8Array.of(0, 1, 128, 255)],
  ["b1", "setUint8", Uint8Array.of(0, 1, 1, 0)],
  ["i2", "setInt16", Int16Array.of(0, 1, -32768, 258)],
  ["u2", "setUint16", Uint16Array.of(0, 1, 65535, 258)],
  ["i4", "setInt32", Int32Array.of(0, 1, -(2 ** 31), 66051)],
  ["u4", "setUint32", Uint32Array.of(0, 1, 2 ** 32 - 1, 66051)],
  ["i8", "setBigInt64", Float64Array.of(0, 1, 1 - 2 ** 53, 2 ** 53 - 1)],
  ["u8", "setBigUint64", Float64Array.of(0, 1, 2 ** 40, 2 ** 53 - 1)],
  ["f2", "setFloat16", Float32Array.of(-0, 1.5, 65504, -Infinity)],
  ["f4", "setFloat32", Float32Array.of(-0, 1.1, 3e38, NaN)],
  ["f8", "setFloat64", Float64Array.of(-0, 1.1, 5e-324, NaN)],
];

for (const [type, setter, wanted] of TYPES) {
  Deno.test(`readNpy() reads ${type} of both byte orders`, () => {
    for (const order of ["<", ">"]) {
      const bytes = bytesOf(Array.from(wanted), Number(type[1]), (view, at, value) => {
        const put = view[setter] as (at: number, value: unknown, little: boolean) => void;
        put.call(view, at, setter.includes("Big") ? BigInt(value) : value, order === "<");
      });
      for (const version of [1, 2, 3]) {
        const file = npy(
          header(type[1] === "1" ? `|${type}` : order + type, "(2, 2)"),
          bytes,
          version,
        );
        assertEquals(readNpy(file), { shape: [2, 2], data: wanted });
      }
    }
  });
}

Deno.test("readNpy() puts rows first where columns are, in any number of dimensions", () => {
  const file = npy(
    header("|u1", "(2, 3, 2)", "True"),
    Uint8Array.from({ length: 12 }, (_, i) => i),
  );
  const { shape, data } = readNpy(file);
  // Element (i, j, k) lies at i + 2 j + 6 k.
  const wanted = [0, 1].flatMap((i) =>
    [0, 1, 2].flatMap((j) => [0, 1].map((k) => i + 2 * j + 6 * k))
  );
  assertEquals([shape, Array.from(data)], [[2, 3, 2], wanted]);
});

Deno.test("readNpy() reads scalars, empty arrays, and headers that others write", () => {
  const one = Uint8Array.of(7);
  assertEquals(readNpy(npy(header("|u1", "()"), one)), { shape: [], data: one });
  assertEquals(readNpy(npy(header("|u1", "(9007199254740991, 0)", "True"), new Uint8Array())), {
    shape: [9007199254740991, 0],
    data: new Uint8Array(),
  });
  const others = [
    `{"shape": (1L,), "fortran_order": False, "descr": "|u1"}`,
    `{'fortran_order':False,'descr':'u1','shape':(1,1)}`,
  ];
  for (const text of others) assertEquals(readNpy(npy(text, one)).data, one);
});

Deno.test("readNpy() copies, and gives a plain array whatever subclass was passed", () => {
  const file = npy(header("|u1", "(2,)"), Uint8Array.of(1, 2)), data = readNpy(file).data;
  assertEquals(data.buffer === file.buffer, false);
  class Bytes extends Uint8Array {}
  assertStrictEquals(readNpy(Bytes.from(file)).data.constructor, Uint8Array);
});

const EMPTY = new Uint8Array(),
  NUMBERS = "booleans, integers or floats of 16 to 64 bits, but found";

const REFUSED: readonly (readonly [string, Uint8Array, string])[] = [
  ["no bytes", EMPTY, ".npy must begin with 93 NUMPY, but found an empty file"],
  ["a zip archive", encode("PK\x03\x04"), "but found a zip archive"],
  ["other bytes", encode("hello"), "but found a text"],
  ["a magic alone", npy("", EMPTY).subarray(0, 6), "version 1, 2 or 3, but found none"],
  ["version 4", npy("", EMPTY, 4), "must be of version 1, 2 or 3, but found 4"],
  ["a header cut short", npy("", EMPTY).subarray(0, 50), "is cut short: 50 bytes"],
  ["a length cut short", npy("", EMPTY, 2).subarray(0, 11), "is cut short: 11 bytes"],
  ["a header without members", npy("{}", EMPTY), "dictionary of descr, fortran_order and shape"],
  ["no dictionary", npy("[1]", EMPTY), 'shape, but found "[1]"'],
  ["a name twice", npy("{'descr': '<f4', 'descr': '<f4', 'shape': ()}", EMPTY), "dictionary of"],
  [
    "code",
    npy("{'descr': '<f4', 'fortran_order': False, 'shape': (f(),)}", EMPTY),
    "dictionary of",
  ],
  ["a negative side", npy(header("<f4", "(-1,)"), EMPTY), "dictionary of"],
  ["65 dimensions", npy(header("|u1", `(${"1,".repeat(65)})`), Uint8Array.of(1)), "dictionary of"],
  [
    "objects",
    npy(header("|O", "(1,)"), EMPTY),
    `${NUMBERS} "|O": Python objects, which are pickled`,
  ],
  ["text", npy(header("<U2", "(1,)"), EMPTY), `${NUMBERS} "<U2": text`],
  ["complex numbers", npy(header("<c8", "(1,)"), EMPTY), `${NUMBERS} "<c8": complex numbers`],
  ["long doubles", npy(header("<f16", "(1,)"), EMPTY), `${NUMBERS} "<f16": an unknown type`],
  ["an unknown letter", npy(header("<x4", "(1,)"), EMPTY), "an unknown type"],
  ["records", npy("{'descr': [('a', '<f4')], 'shape': ()}", EMPTY), "records"],
  [
    "elements cut short",
    npy(header("<f4", "(2, 3)"), new Uint8Array(23)),
    "Elements of shape 2 × 3 in .npy must take 24 bytes, but found 23",
  ],
  [
    "a claim beyond 2^53",
    npy(header("<f8", "(4294967296, 4294967296)"), new Uint8Array(8)),
    "must take more than 2^53 bytes, but found 8",
  ],
  [
    "an integer beyond 2^53",
    npy(
      header("<i8", "(1,)"),
      bytesOf([-(2n ** 53n)], 8, (view, at, v) => view.setBigInt64(at, v, true)),
    ),
    "within ±2^53, as numbers hold them, but found -9007199254740992",
  ],
];

for (const [what, bytes, message] of REFUSED) {
  Deno.test(`readNpy() refuses ${what} with a SyntaxError that says what is wrong`, () => {
    assertThrows(() => readNpy(bytes), SyntaxError, message);
  });
}

Deno.test("readNpy() refuses a header beyond 65,536 bytes", () => {
  const file = npy("", new Uint8Array(70_000), 2);
  new DataView(file.buffer).setUint32(8, 65_537, true);
  assertThrows(() => readNpy(file), SyntaxError, "at most 65536 bytes, but found 65537");
});

Deno.test("readNpy() throws a TypeError that names anything but a Uint8Array", () => {
  const wrong = new ArrayBuffer(3) as unknown as Uint8Array;
  assertThrows(() => readNpy(wrong), TypeError, "The bytes of .npy must be a Uint8Array");
});

Deno.test("writeNpy() writes the bytes of NumPy", () => {
  const file = writeNpy({ shape: [2, 1], data: Float32Array.of(1.5, -2) });
  const elements = Uint8Array.of(0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0);
  assertEquals(file, npy(header("<f4", "(2, 1)"), elements));
  const { shape, data } = { shape: [1], data: Uint8Array.of(3) };
  assertEquals(writeNpy({ shape, data }), npy(header("|u1", "(1,)"), data));
});

Deno.test("readNpy() reads back what writeNpy() wrote, also parts of buffers and long headers", () => {
  const shapes = fc.array(fc.nat(3), { maxLength: 12 });
  const sorts = TYPES.flatMap(([, , { constructor }]) => constructor as Float64ArrayConstructor);
  fc.assert(fc.property(shapes, fc.constantFrom(...sorts), (shape, Sort) => {
    const size = shape.reduce((product, side) => product * side, 1);
    const data = Sort.from({ length: size + 1 }, (_, i) => i % 100).subarray(1);
    const file = writeNpy({ shape, data });
    assertEquals((file.length - data.byteLength) % 64, 0);
    assertEquals(readNpy(file), { shape, data: data.slice() });
  }));
});

Deno.test("writeNpy() throws a TypeError that names what is no array of numbers, or not its shape", () => {
  const refused = (array: unknown, message: string) =>
    assertThrows(() => writeNpy(array as Parameters<typeof writeNpy>[0]), TypeError, message);
  refused(undefined, "must be a typed array of numbers, but found undefined");
  refused({ shape: [1], data: [1] }, "but found an array of 1");
  refused({ shape: [1], data: BigInt64Array.of(1n) }, "but found a BigInt64Array of 1");
  refused({ shape: [2], data: Int8Array.of(1) }, "dimensions of 1 elements, but found 2");
  refused({ shape: "1", data: Int8Array.of(1) }, 'dimensions of 1 elements, but found "1"');
  refused({ shape: Array(65).fill(1), data: Int8Array.of(1) }, "up to 64 dimensions");
});
