import { assertEquals } from "@std/assert";
import { block } from "../../scripts/support/block.ts";

Deno.test("block() breaks lines at blanks, and words that are too long", () => {
  const words = block("label", "word ".repeat(20).trim()).split("\n");
  assertEquals(words, [
    `label       ${"word ".repeat(13).trim()}`,
    `            ${"word ".repeat(7).trim()}`,
  ]);
  const narrow = block("label", "word ".repeat(20).trim(), 40).split("\n");
  assertEquals([narrow[0], narrow.length], [`label       ${"word ".repeat(5).trim()}`, 4]);
  const long = block("", `a ${"∂".repeat(100)}`).split("\n");
  assertEquals(long.map((line) => Array.from(line).length), [13, 80, 44]);
});
