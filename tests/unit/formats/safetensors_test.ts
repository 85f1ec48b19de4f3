import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { readSafetensors, writeSafetensors } from "../../../formats.ts";
import type { NumberArray } from "../../../src/data/files/elements.ts";

/** A file of a header and bytes. */
function fileOf(header: string, data: ArrayLike<number> = []): Uint8Array {
  const text = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + text.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(Uint8Array.from(data), 8 + text.length);
  return file;
}

const tensor = (dtype: string, shape: readonly number[], from: number, to: number) =>
  `{"dtype":"${dtype}","shape":[${shape}],"data_offsets":[${from},${to}]}`;

const one = (dtype: string, bytes: readonly number[]) => {
  const file = fileOf(`{"x":${tensor(dtype, [1], 0, bytes.length)}}`, bytes);
  return readSafetensors(file).tensors.x!.data[0];
};

Deno.test("readSafetensors() reads every type of elements exactly", () => {
  assertEquals(one("F64", [0, 0, 0, 0, 0, 0, 0xf8, 0x3f]), 1.5);
  assertEquals(one("F32", [0, 0, 0xc0, 0xbf]), -1.5);
  assertEquals(one("F16", [1, 0]), 2 ** -24); // the smallest subnormal number
  assertEquals(one("F16", [0xff, 0x7b]), 65504);
  assertEquals(one("BF16", [0x80, 0x3f]), 1);
  assertEquals(one("BF16", [0x49, 0xc0]), -3.140625);
  assertEquals(one("I64", [0xfe, 255, 255, 255, 255, 255, 255, 255]), -2);
  assertEquals(one("U64", [5, 0, 0, 0, 0, 0, 0, 0]), 5);
  assertEquals(one("I32", [255, 255, 255, 127]), 2 ** 31 - 1);
  assertEquals(one("U32", [255, 255, 255, 255]), 2 ** 32 - 1);
  assertEquals(one("I16", [0, 0x80]), -32768);
  assertEquals(one("U16", [0, 0x80]), 32768);
  assertEquals(one("I8", [0x80]), -128);
  assertEquals(one("U8", [0x80]), 128);
  assertEquals(one("BOOL", [1]), 1);
  assertThrows(() => one("I64", [1, 0, 0, 0, 0, 0, 32, 0]), SyntaxError, "within ±2^53");
});

const ARRAYS = [Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array] as const;

Deno.test("writeSafetensors() and readSafetensors() are inverse, metadata included", () => {
  const data = fc.oneof(
    fc.float32Array({ maxLength: 6, noNaN: true }),
    fc.float64Array({ maxLength: 6, noNaN: true }),
    ...ARRAYS.map((of) => fc.array(fc.nat(127), { maxLength: 6 }).map((list) => of.from(list))),
  ) as fc.Arbitrary<NumberArray>;
  const name = fc.string({ maxLength: 5 }).map((text) => `n${text}`);
  const tensors = fc.dictionary(name, data.map((data) => ({ shape: [1, data.length], data })));
  fc.assert(fc.property(tensors, fc.dictionary(name, fc.string()), (tensors, metadata) => {
    const file = writeSafetensors({ tensors, metadata });
    const read = readSafetensors(file);
    assertEquals({ ...read.tensors }, { ...tensors });
    assertEquals({ ...read.metadata }, { ...metadata });
    // As the format advises: elements are at multiples of 8, from where the header ends.
    assertEquals(new DataView(file.buffer).getUint32(0, true) % 8, 0);
  }));
});

Deno.test("readSafetensors() takes scalars, no elements, blanks and a view of other bytes", () => {
  const header = `{"s":${tensor("U8", [], 0, 1)},"e":${tensor("F32", [0, 3], 1, 1)}}   `;
  const file = fileOf(header, [9]), wider = new Uint8Array(file.length + 7);
  wider.set(file, 5);
  const { tensors, metadata } = readSafetensors(wider.subarray(5, 5 + file.length));
  assertEquals([tensors.s!.shape, tensors.s!.data[0], tensors.e!.data.length], [[], 9, 0]);
  assertEquals(metadata, {});
  assertEquals(readSafetensors(fileOf("{}")).tensors, {});
});

Deno.test("readSafetensors() holds the format's limits", () => {
  const long = fileOf("{}");
  new DataView(long.buffer).setBigUint64(0, 100_000_001n, true);
  const beyond = fileOf("{}");
  new DataView(beyond.buffer).setBigUint64(0, 3n, true);
  const huge = fileOf("{}");
  new DataView(huge.buffer).setBigUint64(0, 2n + 2n ** 32n, true);
  const a = (from: number, to: number) => `"a":${tensor("U8", [to - from], from, to)}`;
  const b = (from: number, to: number) => `"b":${tensor("U8", [to - from], from, to)}`;
  const bytes = [1, 2, 3, 4];
  const cases: readonly (readonly [Uint8Array, string])[] = [
    [new Uint8Array(), "but found an empty file"],
    [long, "must take at most 100000000 bytes, but found 100000001"],
    [huge, "must begin with the length of its header and {, but found bytes that begin with"],
    [new TextEncoder().encode("solver: adam"), "but found a text"],
    [beyond, "must end at 11, but the file at 10: it is cut short"],
    [fileOf(" {}"), "must begin with"],
    [fileOf("[]"), "must begin with"],
    [fileOf('{"a'), "JSON"],
    [fileOf("{\xff}").with(9, 0xff), "must be UTF-8"],
    [fileOf(`{${a(0, 4)},${a(0, 4)}}`, bytes), 'a key twice: "a"'],
    [fileOf('{"__metadata__":{"x":"1","x":"2"}}'), 'a key twice: "x"'],
    [fileOf('{"__metadata__":{"x":1}}'), 'must be texts, but found 1 as "x"'],
    [fileOf('{"__metadata__":[]}'), "must be an object"],
    [fileOf('{"a":null}'), "must be of a type F64"],
    [fileOf(`{"a":${tensor("F8_E4M3", [1], 0, 1)}}`, [1]), 'but found "F8_E4M3"'],
    [fileOf(`{"a":${tensor("constructor", [1], 0, 1)}}`, [1]), "must be of a type F64"],
    [fileOf(`{"a":${tensor("U8", [0.5], 0, 1)}}`, [1]), "a shape of integers"],
    [fileOf(`{"a":${tensor("U8", [-1], 0, 1)}}`, [1]), "a shape of integers"],
    [fileOf('{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}'), "where it begins and ends"],
    [fileOf('{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}'), "where it begins and ends"],
    [fileOf(`{"a":${tensor("F32", [2], 0, 4)}}`, bytes), "must take 8 bytes, but found 4"],
    [
      fileOf(`{"a":${tensor("F32", [], 0, 8)}}`, [...bytes, ...bytes]),
      "must take 4 bytes, but found 8",
    ],
    [fileOf(`{"a":${tensor("F64", [2 ** 40, 2 ** 40], 0, 4)}}`, bytes), "more than 2^53 bytes"],
    [fileOf(`{${a(0, 2)},${b(1, 4)}}`, bytes), '"b" of a safetensors file must begin at 2'],
    [fileOf(`{${a(0, 1)},${b(2, 4)}}`, bytes), '"b" of a safetensors file must begin at 1'],
    [fileOf(`{${a(1, 4)}}`, bytes), "must begin at 0"],
    [fileOf(`{${a(0, 3)}}`, bytes), "must take 3 bytes, but found 4: it is followed by others"],
    [fileOf(`{${a(0, 5)}}`, bytes), "must take 5 bytes, but found 4: it is cut short"],
  ];
  for (const [file, message] of cases) {
    assertThrows(() => readSafetensors(file), SyntaxError, message);
  }
  assertThrows(() => readSafetensors("{}" as never), TypeError, "must be a Uint8Array");
});

Deno.test("writeSafetensors() refuses what a file cannot hold, by name", () => {
  const data = Float32Array.of(1, 2);
  const cases: readonly (readonly [object, string])[] = [
    [{ tensors: { a: { shape: [3], data } } }, 'The tensor "a" must be a typed array'],
    [{ tensors: { a: { shape: [1], data: [1] } } }, "an array of 1 of shape 1"],
    [{ tensors: { a: { shape: "2", data } } }, 'but found "2"'],
    [
      { tensors: { __metadata__: { shape: [2], data } } },
      "arrays by names other than __metadata__",
    ],
    [{}, "but found undefined"],
    [{ tensors: {}, metadata: { x: 1 } }, "must be texts"],
  ];
  for (const [content, message] of cases) {
    assertThrows(() => writeSafetensors(content as never), TypeError, message);
  }
});
