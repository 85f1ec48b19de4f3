import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { loadStrokes } from "../../src/data/sets/strokes.ts";
import { frame } from "../../src/data/sets/strokes/frame.ts";
import { GLYPHS } from "../../src/data/sets/strokes/glyphs.ts";
import { write } from "../../src/data/sets/strokes/hand.ts";
import { distance } from "../../src/data/sets/strokes/spline.ts";
import { deriveKey, randomKey, uniformAt } from "../../src/core/random/random.ts";

const seeds = fc.maxSafeNat();
const counts = fc.integer({ min: 1, max: 25 });

/** Any glyph in any hand. */
const writings = fc.record({ seed: seeds, glyph: fc.constantFrom(...GLYPHS.flat()) })
  .map(({ seed, glyph }) => {
    let place = 0;
    return write(glyph, (low, high) => {
      return low + (high - low) * uniformAt(deriveKey(randomKey(seed), 0), place++);
    });
  });

Deno.test("loadStrokes() draws example n alike, however many are asked for", () => {
  fc.assert(
    fc.property(seeds, counts, counts, counts, (seed, few, more, test) => {
      const short = loadStrokes({ seed, train: few, test });
      const long = loadStrokes({ seed, train: few + more, test: test + more });
      for (const part of ["train", "test"] as const) {
        const { inputs, labels } = short[part];
        const { length } = inputs.data;
        assertEquals(inputs.data, (long[part].inputs.data as Uint8Array).slice(0, length));
        assertEquals(labels, (long[part].labels as Uint8Array).slice(0, labels!.length));
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("loadStrokes() draws the same bytes whenever it is given the same seed", () => {
  fc.assert(
    fc.property(seeds, counts, (seed, train) => {
      assertEquals(loadStrokes({ seed, train, test: 1 }), loadStrokes({ seed, train, test: 1 }));
    }),
    { numRuns: 30 },
  );
});

Deno.test("write() stays finite, in pieces shorter than 5 pixels, with a positive radius", () => {
  fc.assert(fc.property(writings, ({ lines, pen }) => {
    assert(pen.softness >= 1 && pen.ink <= 255);
    for (const line of lines) {
      assert(line.length >= 2);
      line.forEach(({ at, radius }, i) => {
        assert(at.every(Number.isFinite) && radius > 0);
        // Pieces are planned by chords, 1.5 pixels or less; curves and the frame lengthen them.
        if (i > 0) assert(distance(line[i - 1]!.at, at) < 5);
      });
    }
  }));
});

Deno.test("frame() gives lines the length and the centre of mass asked for, to 1e-9", () => {
  const places = fc.record({
    length: fc.integer({ min: 1, max: 40 }),
    right: fc.integer({ min: -3, max: 3 }),
    down: fc.integer({ min: -3, max: 3 }),
  });
  fc.assert(fc.property(writings, places, ({ lines }, { length, right, down }) => {
    const framed = frame(lines, length, [right, down]);
    const touches = framed.flat();
    const sides = ([0, 1] as const).map((axis) => {
      const all = touches.map(({ at }) => at[axis]);
      return Math.max(...all) - Math.min(...all);
    });
    // About a hundred roundings of numbers below 100: 100 · 100 · 2⁻⁵³ is 1e-12.
    assertAlmostEquals(Math.max(...sides), length, 1e-9);
    // Framed again, at the same length and place, nothing moves: the centre is where it was put.
    frame(framed, length, [right, down]).flat().forEach(({ at }, i) => {
      assertAlmostEquals(at[0], touches[i]!.at[0], 1e-9);
      assertAlmostEquals(at[1], touches[i]!.at[1], 1e-9);
    });
    assertEquals(touches.map(({ radius }) => radius), lines.flat().map(({ radius }) => radius));
  }));
});
