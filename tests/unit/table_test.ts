import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { bound } from "../../scripts/support/table.ts";

Deno.test("bound() is rounded up to two digits", () => {
  assertEquals([1.1e-3, 2.82e8, 1.18e14, 9.91, 0, 7].map(bound), [
    "1.1e-3",
    "2.9e+8",
    "1.2e+14",
    "1.0e+1",
    "0.0e+0",
    "7.0e+0",
  ]);
});

Deno.test("bound() is never below what it stands for, and less than a tenth above it", () => {
  fc.assert(fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (value) => {
    const shown = Number(bound(value));
    // Two digits: a step is a tenth of numbers that begin with 1, plus the rounding of the text.
    assert(shown >= value && shown <= value * 1.1 * (1 + 2 ** -50), `${value} ${shown}`);
  }));
});
