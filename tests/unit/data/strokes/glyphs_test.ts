import { assert, assertEquals } from "@std/assert";
import { GLYPHS } from "../../../../src/data/sets/strokes/glyphs.ts";

Deno.test("GLYPHS has at least three ways of writing each of ten digits", () => {
  assertEquals(GLYPHS.length, 10);
  for (const glyphs of GLYPHS) assert(glyphs.length >= 3);
});

Deno.test("GLYPHS lie inside of their box, with at least two knots in each stroke", () => {
  for (const stroke of GLYPHS.flat(2)) {
    assert(stroke.length >= 2);
    for (const { at } of stroke) for (const place of at) assert(place >= 0 && place <= 100);
  }
});

Deno.test("GLYPHS reach from the top of their box to its bottom", () => {
  for (const glyph of GLYPHS.flat()) {
    const heights = glyph.flatMap((stroke) => stroke.map(({ at }) => at[1]));
    assert(Math.min(...heights) <= 10 && Math.max(...heights) >= 90, heights.join());
  }
});

Deno.test("GLYPHS have corners, and none at the end of a stroke", () => {
  const strokes = GLYPHS.flat(2);
  assert(strokes.some((stroke) => stroke.some(({ corner }) => corner)));
  for (const stroke of strokes) assert(!stroke[0]!.corner && !stroke.at(-1)!.corner);
});
