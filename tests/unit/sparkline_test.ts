import { assert, assertEquals } from "@std/assert";
import { curve, sparkline } from "../../scripts/support/sparkline.ts";

Deno.test("sparkline() goes from the least value to the greatest", () => {
  assertEquals(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8), "▁▂▃▄▅▆▇█");
  assertEquals(sparkline([1e300, -1e300], 8), "█▁");
  assertEquals(sparkline([], 8), "");
  assertEquals(sparkline([3, 3], 8), "▁▁");
});

Deno.test("sparkline() means what does not fit, and leaves out what is no number", () => {
  assertEquals(sparkline([7, 7, 0, 0, 3, 5], 3), "█▁▅"); // 4 of 7 is the middle of 8 blocks
  assertEquals(sparkline([2, NaN, 1, Infinity, 0], 5), "█·▅·▁");
  assertEquals(sparkline([NaN, NaN], 5), "··");
});

Deno.test("curve() keeps means of as many values each, in bounded memory", () => {
  const { add, points } = curve(4);
  const kept = [1, 3, 5, 7, 9, 11, 13, 15].map((value) => {
    add(value);
    return [...points()];
  });
  assertEquals(kept, [
    [1],
    [1, 3],
    [1, 3, 5],
    [2, 6], // 1 and 3, 5 and 7
    [2, 6],
    [2, 6, 10],
    [2, 6, 10],
    [4, 12],
  ]);
  for (let value = 0; value < 1000; value++) add(value);
  assert(points().length < 4);
});
