import { assertEquals } from "@std/assert";
import fc from "fast-check";
import * as zlib from "node:zlib";
import { crc32 } from "../../../../src/core/support/crc32.ts";

Deno.test("crc32() equals zlib's", () => {
  assertEquals(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    assertEquals(crc32(bytes), zlib.crc32(bytes));
  }));
});
