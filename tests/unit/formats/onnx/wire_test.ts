import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { readMessage, type Schema, writeMessage } from "../../../../src/formats/onnx/wire.ts";

const INNER = { text: [1, "text"], float: [2, "float"] } as const satisfies Schema;
const SCHEMA = {
  int: [1, "int"],
  ints: [2, "ints"],
  floats: [3, "floats"],
  doubles: [4, "doubles"],
  texts: [15, "texts"],
  bytes: [16, "bytes"],
  byteses: [2000, "byteses"],
  one: [5, INNER, "one"],
  many: [6, INNER, "many"],
} as const satisfies Schema;

const floats = fc.float({ noNaN: true });
const inners = fc.record(
  { text: fc.string({ unit: "grapheme" }), float: floats },
  { noNullPrototype: true },
);
const bytes = fc.uint8Array({ maxLength: 200 });
const messages = fc.record({
  int: fc.maxSafeInteger(),
  ints: fc.array(fc.maxSafeInteger()),
  floats: fc.array(floats),
  doubles: fc.array(fc.double({ noNaN: true })),
  texts: fc.array(fc.string()),
  bytes,
  byteses: fc.array(bytes),
  one: inners,
  many: fc.array(inners),
}, { noNullPrototype: true });

Deno.test("readMessage() gives back what writeMessage() wrote, views of the bytes", () => {
  fc.assert(fc.property(messages, (message) => {
    const file = writeMessage(SCHEMA, message), read = readMessage(SCHEMA, file);
    assertEquals(read, message);
    assert(read.bytes!.buffer === file.buffer);
  }));
});

Deno.test("writeMessage() writes bytes as Google's documentation of the encoding has them", () => {
  // 08 96 01 is field 1 with 150; 12 07 "testing" is field 2.
  assertEquals(writeMessage({ a: [1, "int"] }, { a: 150 }), Uint8Array.of(8, 0x96, 1));
  const testing = Uint8Array.of(0x12, 7, ...new TextEncoder().encode("testing"));
  assertEquals(writeMessage({ b: [2, "text"] }, { b: "testing" }), testing);
  // 32 06 03 8e 02 9e a7 05 is the packed field 6 with 3, 270 and 86942.
  const packed = Uint8Array.of(0x32, 6, 3, 0x8e, 2, 0x9e, 0xa7, 5);
  assertEquals(writeMessage({ d: [6, "ints"] }, { d: [3, 270, 86942] }), packed);
  const minusOne = Uint8Array.of(8, ...Array(9).fill(0xff), 1);
  assertEquals(writeMessage({ a: [1, "int"] }, { a: -1 }), minusOne);
});

Deno.test("readMessage() takes repeated numbers one by one, and skips fields that it does not know", () => {
  const file = Uint8Array.of(8, 1, 0x9a, 1, 2, 7, 7, 8, 2, 0x15, 0, 0, 0, 0, 8, 3);
  assertEquals(readMessage({ a: [1, "ints"] }, file), { a: [1, 2, 3] });
});

Deno.test("readMessage() throws a SyntaxError for a message that is cut anywhere within a field", () => {
  const file = writeMessage({ a: [1, "bytes"] }, { a: new Uint8Array(300) });
  for (let length = 1; length < file.length; length++) {
    assertThrows(() => readMessage({ a: [1, "bytes"] }, file.subarray(0, length)), SyntaxError);
  }
});

Deno.test("readMessage() throws for lengths that are huge or negative, and for wrong types", () => {
  const wrong: readonly (readonly number[])[] = [
    [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f], // 4 GB
    [0x0a, ...Array(9).fill(0xff), 1], // −1
    [0x0a, ...Array(11).fill(0xff)], // more than 10 bytes
    [8, 1], // an integer in place of bytes
    [0x0b, 0x0c], // groups
  ];
  for (const file of wrong) {
    assertThrows(() => readMessage({ a: [1, "bytes"] }, Uint8Array.from(file)), SyntaxError);
  }
  assertThrows(() => readMessage({ a: [1, "int"] }, Uint8Array.of(0x0a, 0)), SyntaxError);
  // Packed floats of 5 bytes.
  const floats = Uint8Array.of(0x0a, 5, 0, 0, 0, 0, 0);
  assertThrows(() => readMessage({ a: [1, "floats"] }, floats), SyntaxError);
});

Deno.test("readMessage() reads at most 131,072 parts, as each takes memory however few bytes it has", () => {
  const schema = { many: [1, "byteses"] } as const;
  const file = new Uint8Array(2 ** 18 + 2);
  for (let at = 0; at < file.length; at += 2) file[at] = 0x0a;
  assertEquals(readMessage(schema, file.subarray(2)).many.length, 2 ** 17);
  assertThrows(() => readMessage(schema, file), RangeError);
});
