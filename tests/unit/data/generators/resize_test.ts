import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { samplesOf } from "../../../../src/data/files/images/picture.ts";
import { resize, RESIZINGS } from "../../../../src/data/files/images/resize.ts";
import { randomKey, uniform } from "../../../../src/core/random/random.ts";
import { seeds } from "../../../support/arbitraries.ts";

const sides = fc.integer({ min: 1, max: 9 });
const images = fc.record({
  seed: seeds,
  width: sides,
  height: sides,
  channels: fc.constantFrom(1, 3),
})
  .map(({ seed, width, height, channels }) => {
    const data = uniform(randomKey(seed), width * height * channels, 0, 255);
    return { width, height, channels, data };
  });

Deno.test("resize() by area takes the mean of what a new pixel covers", () => {
  const image = { width: 4, height: 2, channels: 1, data: [0, 2, 4, 6, 10, 12, 14, 16] };
  assertEquals(Array.from(resize(image, 2, 1, "area").data), [6, 10]);
  // 3 to 2: the middle pixel is shared, (1 · 3 + ½ · 6) / 1.5 and (½ · 6 + 1 · 12) / 1.5.
  const line = { width: 3, height: 1, channels: 1, data: [3, 6, 12] };
  const [left, right] = Array.from(resize(line, 2, 1, "area").data);
  assertAlmostEquals(left!, 4, 1e-12);
  assertAlmostEquals(right!, 10, 1e-12);
});

Deno.test("resize() bilinearly interpolates between centres, and goes on at the edges", () => {
  const line = { width: 2, height: 1, channels: 1, data: [0, 8] };
  // Centres of the new pixels, in old ones: −1/4, 1/4, 3/4, 5/4.
  assertEquals(Array.from(resize(line, 4, 1, "bilinear").data), [0, 2, 6, 8]);
  const one = { width: 1, height: 1, channels: 1, data: [7] };
  assertEquals(Array.from(resize(one, 2, 2, "bilinear").data), [7, 7, 7, 7]);
});

Deno.test("resize() stays within the image's range, channel by channel, and keeps its size's image", () => {
  fc.assert(
    fc.property(images, sides, sides, fc.constantFrom(...RESIZINGS), (image, width, height, by) => {
      const resized = resize(image, width, height, by);
      assertEquals(resized.data.length, width * height * image.channels);
      for (let channel = 0; channel < image.channels; channel++) {
        const of = (data: ArrayLike<number>) =>
          Array.from(data).filter((_, i) => i % image.channels === channel);
        const old = of(image.data);
        // Two passes of at most 9 products below 255: 20 · 255 · 2⁻⁵³ is 6e-13.
        for (const sample of of(resized.data)) {
          assert(sample >= Math.min(...old) - 1e-12 && sample <= Math.max(...old) + 1e-12);
        }
      }
      assertEquals(resize(image, image.width, image.height, by), image);
    }),
  );
});

Deno.test("resize() by area keeps the mean brightness", () => {
  fc.assert(fc.property(images, sides, sides, (image, width, height) => {
    const mean = ({ data }: { data: ArrayLike<number> }) =>
      Array.from(data).reduce((sum, sample) => sum + sample) / data.length;
    // Sums of at most 243 samples, each resized with an error below 1e-12.
    assertAlmostEquals(mean(resize(image, width, height, "area")), mean(image), 1e-10);
  }));
});

Deno.test("resize() treats the axes alike: a turned image is resized to a turned one", () => {
  fc.assert(
    fc.property(images, sides, sides, fc.constantFrom(...RESIZINGS), (image, width, height, by) => {
      const turn = ({ width, height, channels, data }: typeof image) => ({
        width: height,
        height: width,
        channels,
        data: Float64Array.from({ length: data.length }, (_, i) => {
          const channel = i % channels, pixel = Math.floor(i / channels);
          const x = pixel % height, y = Math.floor(pixel / height);
          return data[(x * width + y) * channels + channel]!;
        }),
      });
      const a = resize(turn(image), height, width, by);
      const b = turn(resize(image, width, height, by) as typeof image);
      // The axes are summed in the other order.
      Array.from(a.data).forEach((sample, i) => assertAlmostEquals(sample, b.data[i]!, 1e-11));
    }),
  );
});

Deno.test("samplesOf() weighs colours by BT.601, and lays transparent pixels on the background", () => {
  const rgba = Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 9, 9, 9, 0);
  const picture = { width: 2, height: 2, rgba };
  const grey = samplesOf(picture, "grey", 100);
  // 255 · 0.299, 255 · 0.587, 255 · 0.114, and the background, to a few roundings.
  [76.245, 149.685, 29.07, 100].forEach((wanted, i) => {
    assertAlmostEquals(grey.data[i]!, wanted, 1e-11);
  });
  const rgb = samplesOf(picture, "rgb", 0);
  assertEquals(Array.from(rgb.data), [255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0]);
});
