import { assertEquals, assertThrows } from "@std/assert";
import { TooLarge, unlessThrown } from "../../../src/symbolic/algebra/too_large.ts";

Deno.test("unlessThrown() returns the result, nothing after an error named, and throws any other", () => {
  const tooLarge = () => {
    throw new TooLarge("a million terms");
  };
  assertEquals(unlessThrown([TooLarge], () => 3), 3);
  assertEquals(unlessThrown([TypeError, RangeError], tooLarge), undefined);
  assertThrows(() => unlessThrown([TypeError], tooLarge), TooLarge, "a million terms");
});
