import { assertEquals } from "@std/assert";
import { together, ulps } from "../../../../scripts/support/ulp.ts";

Deno.test("ulps() counts in distances of float32 at the exact value", () => {
  assertEquals(ulps(1 + 2 ** -23, 1), 1);
  assertEquals(ulps(1 - 2 ** -24, 1), 0.5);
  assertEquals(ulps(1, 1 - 2 ** -24), 1);
  assertEquals(ulps(-3, -3 - 2 ** -24), 0.25);
  assertEquals(ulps(0, 2 ** -150), 0.5);
  assertEquals(ulps(-0, 2 ** -200), 2 ** -51);
  assertEquals(ulps(2 ** -126, 2 ** -126 - 2 ** -149), 1);
});

Deno.test("ulps() takes infinity for 2^128 and forgives no wrong NaN, infinity or zero", () => {
  const most = 2 ** 128 - 2 ** 104;
  assertEquals(ulps(Infinity, 2 ** 200), 0);
  assertEquals(ulps(Infinity, most), 1);
  assertEquals(ulps(most, Infinity), 1);
  assertEquals(ulps(-Infinity, -Infinity), 0);
  assertEquals(ulps(Infinity, -Infinity), 2 ** 25);
  assertEquals(ulps(NaN, NaN), 0);
  assertEquals(ulps(-0, -0), 0);
  for (const [actual, exact] of [[NaN, 1], [1, NaN], [NaN, Infinity], [0, -0], [1e-45, 0]]) {
    assertEquals(ulps(actual!, exact!), Infinity);
  }
});

Deno.test("together() keeps the worse of two findings", () => {
  const one = { compared: 2, worst: 0.5, at: 1, nearest: 2 };
  const other = { compared: 3, worst: 0.75, at: 2, nearest: 1 };
  const both = { compared: 5, worst: 0.75, at: 2, nearest: 3 };
  assertEquals([together(one, other), together(other, one)], [both, both]);
});
