import { assertEquals } from "@std/assert";
import { sparkline } from "../../scripts/support/sparkline.ts";

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
