import { assertEquals } from "@std/assert";
import { short } from "../../../../page/shell/numbers.ts";

Deno.test("short() has six digits, a true minus sign, and small digits for powers of 10", () => {
  assertEquals([0.73105857863, -2, 1e-22 / 3, -4e30].map((x) => short(x)), [
    ...["0.731059", "−2", "3.33333·10⁻²³", "−4·10³⁰"],
  ]);
});
