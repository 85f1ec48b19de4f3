import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { axisLabel } from "../../../src/report/charts/axis_label.ts";

function labelsOf(...ticks: readonly number[]): string[] {
  return ticks.map((tick, i) => axisLabel(tick, i, ticks));
}

Deno.test("axisLabel() gives all ticks as many decimals, and is short where that is too long", () => {
  assertEquals(labelsOf(0, 0.5, 1), ["0.0", "0.5", "1.0"]);
  assertEquals(labelsOf(-0.1 - 0.2, 0.6), ["−0.3", "0.6"]); // no digits of rounding
  assertEquals(labelsOf(0, 5000, 10_000), ["0", "5,000", "10,000"]);
  assertEquals(labelsOf(0, 50_000, 1e6), ["0", "50k", "1M"]);
  assertEquals(labelsOf(1_250_000, 1_300_000), ["1.25M", "1.3M"]);
  assertEquals(labelsOf(-4e19, 0, 1e-5), ["−4e19", "0", "1e-5"]);
  assertEquals(labelsOf(13), ["13"]);
});

Deno.test("axisLabel() fits beside the axis and tells ticks apart, for round ticks of any size", () => {
  fc.assert(fc.property(
    fc.constantFrom(1, 2, 5),
    fc.integer({ min: -300, max: 300 }),
    fc.integer({ min: -9, max: 9 }),
    (step, power, first) => {
      const ticks = [0, 1, 2, 3].map((k) => (first + k) * step * Number(`1e${power}`));
      const labels = labelsOf(...ticks);
      assertEquals(new Set(labels).size, ticks.length);
      assert(labels.every((label) => label.length <= "−1.5e-300".length), labels.join(" "));
    },
  ));
});
