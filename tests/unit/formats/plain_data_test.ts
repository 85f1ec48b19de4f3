import { assertEquals, assertThrows } from "@std/assert";
import { pack, unpack } from "../../../src/formats/plain_data.ts";

Deno.test("pack() takes arrays out of plain data, and unpack() puts them back", () => {
  const data = { a: [1, -0, NaN], b: new Float32Array([1, 2]), c: { d: new Uint8Array([3]) } };
  const { json, arrays } = pack(data);
  assertEquals(JSON.parse(JSON.stringify(json)), {
    a: [1, { $number: "-0" }, { $number: "NaN" }],
    b: { $array: ["Float32Array", 0, 2] },
    c: { d: { $array: ["Uint8Array", 2, 1] } },
  });
  const elements = Float64Array.from(arrays.flatMap((array) => Array.from(array)));
  assertEquals(unpack(json, elements, {}), data);
});

Deno.test("pack() refuses members that would be read as something else", () => {
  assertThrows(() => pack({ deep: [{ $x: 1 }] }), TypeError, "a member named $x");
});

Deno.test("unpack() refuses what has no meaning, and arrays beyond the numbers of the file", () => {
  const elements = Float64Array.of(1, 2);
  for (
    const [json, message] of [
      [{ $array: ["Float64Array", 1, 2] }, "lies beyond its 2 numbers"],
      [{ $array: ["Float64Array", -1, 1] }, "lies beyond its 2 numbers"],
      [{ $array: ["Float64Array", 0, 0.5] }, "lies beyond its 2 numbers"],
      [{ $array: ["Float64Array", 0] }, "lies beyond its 2 numbers"],
      [{ $array: ["Array", 0, 1] }, "$array, which has no meaning"],
      [{ $array: 5 }, "$array, which has no meaning"],
      [{ $other: ["Float64Array", 0, 1] }, "$other, which has no meaning"],
      [{ $number: "12" }, "$number, which has no meaning"],
      [{ $number: [["NaN"]] }, "$number, which has no meaning"],
    ] as const
  ) {
    assertThrows(() => unpack({ at: json }, elements, {}), SyntaxError, message);
  }
});

Deno.test("unpack() refuses arrays that overlap, so that few numbers cannot become many", () => {
  const whole = { $array: ["Float64Array", 0, 2] };
  for (const json of [[whole, whole], [{ $array: ["Uint8Array", 1, 1] }, whole]]) {
    assertThrows(() => unpack(json, Float64Array.of(1, 2), {}), SyntaxError, "overlap");
  }
  const empty = { $array: ["Float64Array", 2, 0] };
  assertEquals(unpack([whole, empty, empty], Float64Array.of(1, 2), {}), [
    ...[Float64Array.of(1, 2), new Float64Array(), new Float64Array()],
  ]);
});

Deno.test("pack() and unpack() refuse data nested too deep to be walked", () => {
  const nested = (depth: number, open: string, close: string) =>
    JSON.parse(open.repeat(depth) + "1" + close.repeat(depth));
  for (const [open, close] of [["[", "]"], ['{"a":', "}"], ['{"$number":', "}"]] as const) {
    const deep = nested(100_000, open, close);
    assertThrows(() => unpack(deep, new Float64Array(), {}), SyntaxError);
    assertThrows(() => pack(deep), TypeError, "A file cannot hold");
  }
  const data = nested(200, "[", "]");
  assertEquals(unpack(pack(data).json, new Float64Array(), {}), data);
});
