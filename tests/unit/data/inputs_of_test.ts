import { assertEquals, assertStrictEquals } from "@std/assert";
import { inputsOf } from "../../../src/data/inputs_of.ts";

Deno.test("inputsOf() gives a row for each example, of any number of dimensions", () => {
  const data = Float32Array.from({ length: 12 }, (_, i) => i);
  const shapes = [[3, 2, 2], [3, 4], [12], [], [0, 5]].map((shape) => {
    const { rows, columns } = inputsOf({ shape, data });
    return [rows, columns];
  });
  assertEquals(shapes, [[3, 4], [3, 4], [12, 1], [1, 1], [0, 5]]);
  assertStrictEquals(inputsOf({ shape: [12], data }).data, data);
});

Deno.test("inputsOf() keeps bytes with their scale, and multiplies other numbers", () => {
  const bytes = Uint8Array.of(0, 255);
  assertEquals(inputsOf({ shape: [2], data: bytes }, 0.5), {
    ...{ rows: 2, columns: 1, data: bytes, scale: 0.5 },
  });
  assertEquals(inputsOf({ shape: [2], data: Int16Array.of(1, -3) }, 0.5), {
    ...{ rows: 2, columns: 1, data: Float64Array.of(0.5, -1.5) },
  });
});
