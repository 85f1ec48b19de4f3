import { assertEquals } from "@std/assert";
import { CURVE, placesOf, topOf } from "../../../../page/shell/curve_path.ts";

Deno.test("placesOf() goes from the left edge to the right, without values that are not finite", () => {
  const { width, height, left, right, top, bottom } = CURVE;
  const points = [
    { step: 0, value: 1 },
    { step: 5, value: undefined },
    { step: 6, value: Infinity },
    { step: 7, value: NaN },
    { step: 10, value: 0 },
  ];
  const corners = [[left, top], [width - right, height - bottom]];
  const written = corners.map((place) => place.map((x) => x.toFixed(1)).join());
  assertEquals(placesOf(points, { lastStep: 10, top: 1 }), written);
  assertEquals(placesOf([], { lastStep: 0, top: 1 }), []);
});

Deno.test("placesOf() keeps what is beyond the axis at its ends", () => {
  const ends = { lastStep: 0, top: 1 };
  const place = (value: number) => placesOf([{ step: 0, value }], ends);
  assertEquals([place(7), place(-7)], [place(1), place(0)]);
});

Deno.test("topOf() is 1, 2 or 5 times a power of 10, and 1 where there is nothing", () => {
  assertEquals([0.7, 0.13, 3, 1].map((x) => topOf([x])), [1, 0.2, 5, 1]);
  assertEquals([topOf([]), topOf([NaN, 0.04])], [1, 0.05]);
});
