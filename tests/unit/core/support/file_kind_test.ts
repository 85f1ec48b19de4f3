import { assertEquals } from "@std/assert";
import { fileKind } from "../../../../src/core/support/file_kind.ts";

Deno.test("fileKind() takes tables whose first name is BMI or PK for texts", () => {
  const kindOf = (start: string, ...bytes: number[]) =>
    fileKind(Uint8Array.from([...new TextEncoder().encode(start), ...bytes]));
  assertEquals(kindOf("BMI,age\n21.5,40\n"), "a text");
  assertEquals(kindOf("PK;name\n1;ann\n"), "a text");
  assertEquals(kindOf("BM", 70, 0, 0, 0, 0, 0, 0, 0, 54), "a BMP image");
  assertEquals(kindOf("PK", 3, 4, 20, 0), "a zip archive");
  assertEquals(kindOf("PK", 5, 6, 0, 0), "a zip archive");
});
