import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Samples, samplesOf } from "../../../../src/data/files/images/picture.ts";
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
    return imageOf(width, height, channels, data);
  });

/** An image of these samples, which lends a row until the next call. */
function imageOf(width: number, height: number, channels: number, data: ArrayLike<number>) {
  const length = width * channels, lent = new Float64Array(length);
  const row = (y: number) => {
    lent.set(Array.from(data).slice(y * length, (y + 1) * length));
    return lent;
  };
  return { width, height, channels, data, row };
}

Deno.test("resize() by area takes the mean of what a new pixel covers", () => {
  const eight = imageOf(4, 2, 1, [0, 2, 4, 6, 10, 12, 14, 16]);
  assertEquals(Array.from(resize(eight, 2, 1, "area")), [6, 10]);
  // 3 to 2: the middle pixel is shared, (1 · 3 + ½ · 6) / 1.5 and (½ · 6 + 1 · 12) / 1.5.
  const line = imageOf(3, 1, 1, [3, 6, 12]);
  const [left, right] = Array.from(resize(line, 2, 1, "area"));
  assertAlmostEquals(left!, 4, 1e-12);
  assertAlmostEquals(right!, 10, 1e-12);
});

Deno.test("resize() bilinearly interpolates between centres, and goes on at the edges", () => {
  const line = imageOf(2, 1, 1, [0, 8]);
  // Centres of the new pixels, in old ones: −1/4, 1/4, 3/4, 5/4.
  assertEquals(Array.from(resize(line, 4, 1, "bilinear")), [0, 2, 6, 8]);
  const one = imageOf(1, 1, 1, [7]);
  assertEquals(Array.from(resize(one, 2, 2, "bilinear")), [7, 7, 7, 7]);
});

Deno.test("resize() by Lanczos's kernel enlarges as Pillow does", () => {
  const image = imageOf(5, 2, 1, [0, 8, 3, 5, 1, 10, 0, 0, 7, 2]);
  // Image.resize((8, 3), Image.LANCZOS) of an image of mode "F", which is float32.
  const wanted = [
    ...[-2.462526, 3.184716, 9.219168, 5.512269, 3.119597, 4.794647, 2.575567, 0.436831],
    ...[5.02415, 4.930746, 3.780578, 1.428115, 2.856651, 5.98729, 3.666257, 0.899826],
    ...[12.510825, 6.676775, -1.658011, -2.656038, 2.593704, 7.179933, 4.756948, 1.362822],
  ];
  const found = resize(image, 8, 3, "lanczos");
  assertEquals(found.length, wanted.length);
  // Printed to six digits, below 16 in float32: 16 · 2⁻²⁴ is 1e-6.
  found.forEach((sample, i) => assertAlmostEquals(sample, wanted[i]!, 2e-6));
});

Deno.test("resize() stays within the image's range, channel by channel, and keeps its size's image", () => {
  fc.assert(
    fc.property(images, sides, sides, fc.constantFrom(...RESIZINGS), (image, width, height, by) => {
      const resized = resize(image, width, height, by);
      assertEquals(resized.length, width * height * image.channels);
      for (let channel = 0; channel < image.channels; channel++) {
        const of = (data: ArrayLike<number>) =>
          Array.from(data).filter((_, i) => i % image.channels === channel);
        const old = of(image.data);
        // Two passes of at most 9 products below 255: 20 · 255 · 2⁻⁵³ is 6e-13.
        for (const sample of of(resized)) {
          assert(sample >= Math.min(...old) - 1e-12 && sample <= Math.max(...old) + 1e-12);
        }
      }
      assertEquals(resize(image, image.width, image.height, by), image.data);
    }),
  );
});

Deno.test("resize() by area keeps the mean brightness", () => {
  fc.assert(fc.property(images, sides, sides, (image, width, height) => {
    const mean = (data: ArrayLike<number>) =>
      Array.from(data).reduce((sum, sample) => sum + sample) / data.length;
    // Sums of at most 243 samples, each resized with an error below 1e-12.
    assertAlmostEquals(mean(resize(image, width, height, "area")), mean(image.data), 1e-10);
  }));
});

Deno.test("resize() treats the axes alike: a turned image is resized to a turned one", () => {
  fc.assert(
    fc.property(images, sides, sides, fc.constantFrom(...RESIZINGS), (image, width, height, by) => {
      const { channels } = image;
      const turn = (data: ArrayLike<number>, width: number, height: number) =>
        Float64Array.from({ length: data.length }, (_, i) => {
          const channel = i % channels, pixel = Math.floor(i / channels);
          const x = pixel % height, y = Math.floor(pixel / height);
          return data[(x * width + y) * channels + channel]!;
        });
      const turned = imageOf(
        image.height,
        image.width,
        channels,
        turn(image.data, image.width, image.height),
      );
      const a = resize(turned, height, width, by);
      const b = turn(resize(image, width, height, by), width, height);
      // The axes are summed in the other order.
      a.forEach((sample, i) => assertAlmostEquals(sample, b[i]!, 1e-11));
    }),
  );
});

Deno.test("samplesOf() weighs colours by BT.601, and lays transparent pixels on the background", () => {
  const rgba = Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 9, 9, 9, 0);
  const picture = {
    ...{ width: 2, height: 2 },
    rgba: (y: number, rows: number) => rgba.subarray(8 * y, 8 * (y + rows)),
  };
  const all = ({ row }: Samples) => [0, 1].flatMap((y) => Array.from(row(y)));
  const grey = samplesOf(picture, "grey", 100);
  // 255 · 0.299, 255 · 0.587, 255 · 0.114, and the background, to a few roundings.
  [76.245, 149.685, 29.07, 100].forEach((wanted, i) => {
    assertAlmostEquals(all(grey)[i]!, wanted, 1e-11);
  });
  const rgb = samplesOf(picture, "rgb", 0);
  assertEquals(all(rgb), [255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0]);
});
