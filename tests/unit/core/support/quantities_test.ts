import { assertEquals } from "@std/assert";
import {
  count,
  duration,
  parting,
  percent,
  rounded,
  things,
} from "../../../../src/core/support/quantities.ts";

Deno.test("duration(), count() and things() read like words", () => {
  assertEquals([0, 4e-4, 0.0412, 0.0996, 9.94, 9.96, 59.4, 185].map(duration), [
    ...["0.0 s", "0.4 ms", "41 ms", "0.1 s"],
    "9.9 s",
    "10 s",
    "59 s",
    "3 min 05 s",
  ]);
  assertEquals(count(60_000.4), "60,000");
  assertEquals([things(1, "class", "classes"), things(0, "class", "classes")], [
    "1 class",
    "0 classes",
  ]);
});

Deno.test("rounded() has as many digits as asked for, no zeros at the end, and no number as a dash", () => {
  const written = [0, -0.25, 1 / 3, 1000, 25_120.37, 1e6, 12_345_678.9, 1.2e-7, -2e-9, -Infinity];
  assertEquals(written.map((value) => rounded(value)), [
    ...["0", "−0.25", "0.3333", "1,000", "25,120", "1e6", "1.235e7", "1.2e-7", "−2e-9", "−∞"],
  ]);
  assertEquals([rounded(1 / 3, 2), rounded(NaN), rounded(undefined), rounded(NaN, 4, "NaN")], [
    ...["0.33", "–", "–", "NaN"],
  ]);
});

Deno.test("percent() is a share of 1", () => {
  assertEquals([percent(0.952), percent(1, 0), percent(NaN), percent(-0.01)], [
    ...["95.2 %", "100 %", "–", "−1.0 %"],
  ]);
});

Deno.test("parting() has as many digits as tell two numbers apart", () => {
  assertEquals(parting(0.731059, 0.927671), "0.731, not 0.928");
  assertEquals(parting(1.08332, 1.08296), "1.0833, not 1.083");
  assertEquals(parting(-1, 1), "−1, not 1");
  assertEquals(parting(1, 1 + 1e-9), "1, not 1.000000001");
  assertEquals(parting(1, 1), "1, not 1");
});
