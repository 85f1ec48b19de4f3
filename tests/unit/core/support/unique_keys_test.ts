import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { checkUniqueKeys } from "../../../../src/core/support/unique_keys.ts";

Deno.test("checkUniqueKeys() passes every text of JSON.stringify", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.nat(2), (value, spaces) => {
    assertEquals(checkUniqueKeys(JSON.stringify(value, undefined, spaces)), undefined);
  }));
});

Deno.test("checkUniqueKeys() refuses a key that an object has twice, however it is written", () => {
  for (
    const text of [
      '{"a":1,"a":2}',
      '{"b":[{"a":{},"c":1,"a" :2}]}',
      '{"a":1,"\\u0061":2}',
      '{"\\"":1,\n"\\"":2}',
    ]
  ) {
    assertThrows(() => checkUniqueKeys(text), SyntaxError, "must not have a key twice");
  }
  for (
    const text of ['{"a":{"a":1},"b":"a"}', '[{"a":1},{"a":1}]', '{"a":"{\\"a\\":1,\\"a\\":2"}']
  ) {
    checkUniqueKeys(text);
  }
});
