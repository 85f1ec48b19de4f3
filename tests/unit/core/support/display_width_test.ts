import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { beginning, displayWidth, shortened } from "../../../../src/core/support/display_width.ts";

Deno.test("displayWidth() counts the columns of a terminal, not UTF-16 units", () => {
  const widths = {
    "": 0,
    "abc": 3,
    "e\u0301": 1, // a letter and a combining accent
    "\u0301": 0,
    "日本語": 6,
    "ｱ": 1, // half-width
    "Ａ": 2, // full-width
    "한국": 4,
    "𠀋": 2,
    "😀": 2,
    "👩‍👩‍👧": 2, // three people, joined
    "🇩🇪": 2,
    "❤": 1,
    "❤\ufe0f": 2,
    "नि": 1,
    "─━…·–²": 6,
    "a\u200bb": 2,
  };
  for (const [text, width] of Object.entries(widths)) {
    assertEquals([text, displayWidth(text)], [text, width]);
  }
});

Deno.test("shortened() ends what is too long with an ellipsis, between characters", () => {
  assertEquals(["abcdef", "日本語", "é́abc", "😀😀😀"].map((text) => shortened(text, 4)), [
    "abc…",
    "日…",
    "é́abc",
    "😀…",
  ]);
  assertEquals(shortened("abc", 3), "abc");
  assertEquals(shortened("abc", 1), "…");
});

Deno.test("beginning() is the longest that fits, or one character", () => {
  const texts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 2, max: 30 }), (text, columns) => {
      const head = beginning(text, columns);
      assert(text.startsWith(head) && head !== "" && displayWidth(head) <= columns);
      const rest = text.slice(head.length), next = beginning(rest, 1);
      assertEquals(displayWidth(head) + displayWidth(rest), displayWidth(text));
      assert(rest === "" || displayWidth(head + next) > columns, "more would fit");
    }),
    { numRuns: 100 },
  );
  assertEquals(beginning("日本", 1), "日");
});
