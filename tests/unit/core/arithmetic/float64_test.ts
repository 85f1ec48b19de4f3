import { assertEquals } from "@std/assert";
import { float64 } from "../../../../engine.ts";

Deno.test("float64.xlogy() and xdivy() are 0 where y is 0, even at a = 0, but not at NaN", () => {
  assertEquals([float64.xlogy(0, NaN), float64.xdivy(0, NaN)], [NaN, NaN]);
  assertEquals([float64.xlogy(0, 0), float64.xdivy(0, 0)], [0, 0]);
  assertEquals([float64.xlogy(2, Math.E), float64.xdivy(6, 3)], [2, 2]);
  assertEquals([float64.xlogy(1, 0), float64.xdivy(1, 0)], [-Infinity, Infinity]);
});

Deno.test("float64.choose() takes the positive arm only where x > 0, and keeps NaN", () => {
  const arms = [5e-324, 0, -0, -1, NaN].map((x) => float64.choose(x, 1, 0));
  assertEquals(arms, [1, 0, 0, 0, NaN]);
});
