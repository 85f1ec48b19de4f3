import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fitImage, type Fitting, FITTINGS } from "../../../../src/data/files/images/fit.ts";
import { samplesOf } from "../../../../src/data/files/images/picture.ts";
import { resize } from "../../../../src/data/files/images/resize.ts";

/** An image of one channel. */
function imageOf(width: number, height: number, data: readonly number[]) {
  const row = (y: number) => data.slice(y * width, (y + 1) * width);
  return { width, height, channels: 1, row };
}

const fitted = (
  image: ReturnType<typeof imageOf>,
  fitting: Fitting,
  width: number,
  height: number,
) => Array.from(fitImage(image, fitting, { width, height, resizing: "area", background: [9] }));

const WIDE = imageOf(4, 2, [0, 2, 4, 6, 10, 12, 14, 16]);

Deno.test("fitImage() stretches, crops from the middle, or pads on both sides", () => {
  assertEquals(fitted(WIDE, "stretch", 2, 2), [1, 5, 11, 15]);
  assertEquals(fitted(WIDE, "crop", 2, 2), [2, 4, 12, 14]);
  assertEquals(fitted(WIDE, "pad", 4, 4), [9, 9, 9, 9, 0, 2, 4, 6, 10, 12, 14, 16, 9, 9, 9, 9]);
  assertEquals(fitted(WIDE, "pad", 2, 2), [6, 10, 9, 9]); // one row, as near to the middle as may be
  const high = imageOf(1, 4, [0, 2, 4, 6]);
  assertEquals(fitted(high, "crop", 1, 1), [2]);
  assertEquals(fitted(high, "pad", 2, 2), [1, 9, 5, 9]);
});

Deno.test("fitImage() does the same in each way where the aspect ratio is that of the size", () => {
  const sides = fc.integer({ min: 1, max: 6 });
  fc.assert(fc.property(sides, sides, sides, sides, (width, height, from, to) => {
    const size = width * from * height * from;
    const image = imageOf(
      width * from,
      height * from,
      Array.from({ length: size }, (_, i) => i % 7),
    );
    const wanted = Array.from(resize(image, width * to, height * to, "area"));
    for (const fitting of FITTINGS) {
      assertEquals(fitted(image, fitting, width * to, height * to), wanted, fitting);
    }
  }));
});

Deno.test("fitImage() gives the size asked for, whatever the ratios", () => {
  const sides = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(sides, sides, sides, sides, fc.constantFrom(...FITTINGS), (w, h, to, tall, by) => {
      const image = imageOf(w, h, Array(w * h).fill(5));
      const found = fitted(image, by, to, tall);
      assertEquals(found.length, to * tall);
      // Sums of weights, each rounded: 5 to within 1e-12, or what is added.
      const isKnown = (grey: number) => Math.abs(grey - 5) < 1e-12 || (by === "pad" && grey === 9);
      assertEquals(found.every(isKnown), true);
    }),
  );
});

Deno.test("samplesOf() of rgba has the colours on the background, and the opacity", () => {
  const rgba = Uint8Array.of(200, 100, 0, 51, 10, 20, 30, 255);
  const samples = samplesOf({ width: 2, height: 1, rgba: () => rgba }, "rgba", 255);
  assertEquals(samples.channels, 4);
  const found = Array.from(samples.row(0), (sample) => Math.round(sample));
  assertEquals(found, [244, 224, 204, 51, 10, 20, 30, 255]); // 51 is a fifth
});
