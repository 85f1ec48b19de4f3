import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { Glyph } from "../../../../src/data/sets/strokes/glyphs.ts";
import { type Draw, write } from "../../../../src/data/sets/strokes/hand.ts";
import { distance, type Point } from "../../../../src/data/sets/strokes/spline.ts";
import { randomKey, uniformAt } from "../../../../src/core/random/random.ts";

const DIAGONAL: Glyph = [
  [[10, 10], [50, 50], [90, 90]].map((at) => ({ at: at as unknown as Point, corner: false })),
];

/** Random numbers, but for the first, which is how careless the hand is. */
function hand(carelessness: number, seed: number): Draw {
  let place = 0;
  return (low, high) => {
    const u = uniformAt(randomKey(seed), place++);
    return place === 1 ? carelessness : low + (high - low) * u;
  };
}

/** How far a diagonal is written from straight, as a share of its length, at most. */
function sagitta(draw: Draw): number {
  const points = write(DIAGONAL, draw).lines[0]!.map(({ at }) => at);
  const [ax, ay] = points[0]!, [bx, by] = points.at(-1)!;
  const length = distance(points[0]!, points.at(-1)!);
  const heights = points.map(([x, y]) => ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length);
  return Math.max(...heights.map(Math.abs)) / length;
}

Deno.test("write() keeps a straight stroke straight in a hand without carelessness", () => {
  for (let seed = 0; seed < 100; seed++) assertAlmostEquals(sagitta(hand(0, seed)), 0, 1e-12);
});

Deno.test("write() bends a straight stroke by more than tremor alone could", () => {
  // Tremor moves the middle and the ends by 2√2 each at most, which is 5 % of a length of 113; a
  // posture may make it 10 %. What is bent farther, the lattice bends.
  const sagittas = Array.from({ length: 100 }, (_, seed) => sagitta(hand(1, seed)));
  assert(Math.max(...sagittas) > 0.1, `${Math.max(...sagittas)}`);
});

Deno.test("write() draws as many numbers for a glyph, whatever they are", () => {
  const counts = [0, 0.5, 0.999].map((u) => {
    let count = 0;
    write(DIAGONAL, (low, high) => {
      count++;
      return low + (high - low) * u;
    });
    return count;
  });
  assertEquals(new Set(counts).size, 1);
});
