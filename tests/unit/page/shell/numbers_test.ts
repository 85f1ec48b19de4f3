import { assertEquals } from "@std/assert";
import { parting, short } from "../../../../page/shell/numbers.ts";

Deno.test("short() has six digits, a true minus sign, and small digits for powers of 10", () => {
  assertEquals([0.73105857863, -2, 1e-22 / 3, -4e30].map((x) => short(x)), [
    ...["0.731059", "−2", "3.33333·10⁻²³", "−4·10³⁰"],
  ]);
});

Deno.test("parting() has as many digits as tell two numbers apart", () => {
  assertEquals(parting(0.731059, 0.927671), "0.731, not 0.928");
  assertEquals(parting(1.08332, 1.08296), "1.0833, not 1.083");
  assertEquals(parting(-1, 1), "−1, not 1");
  assertEquals(parting(1, 1 + 1e-9), "1, not 1");
});
