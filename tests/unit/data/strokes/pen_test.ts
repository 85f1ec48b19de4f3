import { assertEquals } from "@std/assert";
import { drawLine, type Pen, SIDE, type Touch } from "../../../../src/data/sets/strokes/pen.ts";

const PLAIN: Pen = { softness: 1, ink: 255 };

function draw(touches: readonly (readonly [x: number, y: number, radius: number])[], pen = PLAIN) {
  const image = new Uint8Array(SIDE * SIDE);
  drawLine(image, touches.map(([x, y, radius]): Touch => ({ at: [x, y], radius })), pen);
  return image;
}

function row(image: Uint8Array, y: number, from: number, to: number): number[] {
  return Array.from(image.subarray(y * SIDE + from, y * SIDE + to));
}

function column(image: Uint8Array, x: number, from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => image[(from + i) * SIDE + x]!);
}

Deno.test("drawLine() inks by the distance to the line: full, half at the radius, none", () => {
  const image = draw([[5, 10, 1], [15, 10, 1]]);
  // Distances 2, 1, 0, 1 and 2 from a line of radius 1.
  assertEquals(column(image, 10, 8, 13), [0, 128, 255, 128, 0]);
});

Deno.test("drawLine() ends a line in a half disc", () => {
  const image = draw([[5, 10, 1], [15, 10, 1]]);
  assertEquals(row(image, 10, 13, 18), [255, 255, 255, 128, 0]);
  // (16, 11) lies √2 from the end of the line, 0.086 inside of its soft edge: 0.086 · 255 = 22.
  assertEquals(image[11 * SIDE + 16], 22);
});

Deno.test("drawLine() narrows a line between touches of different radius", () => {
  const image = draw([[5, 10, 3], [15, 10, 1]]);
  // The radius at x = 10 is 2.
  assertEquals(column(image, 10, 10, 14), [255, 255, 128, 0]);
});

Deno.test("drawLine() spreads the edge over the softness and dilutes the ink", () => {
  const image = draw([[5, 10, 2], [15, 10, 2]], { softness: 4, ink: 200 });
  assertEquals(column(image, 10, 10, 15), [200, 150, 100, 50, 0]);
});

Deno.test("drawLine() keeps the darker ink where lines cross", () => {
  const image = draw([[5, 10, 1], [15, 10, 1]]);
  drawLine(image, [{ at: [10, 5], radius: 1 }, { at: [10, 15], radius: 1 }], {
    softness: 1,
    ink: 100,
  });
  assertEquals(row(image, 10, 8, 13), [255, 255, 255, 255, 255]);
  assertEquals(row(image, 13, 8, 13), [0, 50, 100, 50, 0]);
});

Deno.test("drawLine() cuts off what lies outside of the image", () => {
  const image = draw([[-5, 0, 1], [40, 0, 1]]);
  assertEquals(row(image, 0, 0, SIDE), new Array(SIDE).fill(255));
  assertEquals(row(image, 1, 0, SIDE), new Array(SIDE).fill(128));
  assertEquals(image.subarray(2 * SIDE).some((byte) => byte > 0), false);
  assertEquals(draw([[-5, -9, 1], [40, -9, 1]]).some((byte) => byte > 0), false);
});

Deno.test("drawLine() draws two touches in one place as a disc", () => {
  assertEquals(row(draw([[10, 10, 1], [10, 10, 1]]), 10, 8, 13), [0, 128, 255, 128, 0]);
});
