import { assertEquals } from "@std/assert";
import { fromFloat16 } from "../../../../src/core/support/float16.ts";

Deno.test("fromFloat16() reads all 65,536 patterns as the platform does", () => {
  const view = new DataView(new ArrayBuffer(2));
  for (let bits = 0; bits < 2 ** 16; bits++) {
    view.setUint16(0, bits);
    const wanted = view.getFloat16(0);
    if (!Object.is(fromFloat16(bits), wanted)) assertEquals(fromFloat16(bits), wanted, `${bits}`);
  }
});
