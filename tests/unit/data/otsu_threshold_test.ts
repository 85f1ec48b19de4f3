import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { otsuThreshold } from "../../../src/data/files/images/otsu_threshold.ts";

Deno.test("otsuThreshold() parts two groups, however many are in either", () => {
  for (const samples of [[0, 0.1, 0.8], [0.9, ...Array(99).fill(0.2)], [0.4, 0.6], [-3, 1, 7]]) {
    const threshold = otsuThreshold(Float64Array.from(samples));
    const light = samples.filter((sample) => sample >= threshold);
    assertEquals(light, samples.filter((sample) => sample >= 0.59), `${samples}`);
  }
});

/** The sum of the squared distances of samples from the mean of their class. */
function within(samples: readonly number[], threshold: number): number {
  const classes = [true, false].map((isLight) => {
    return samples.filter((sample) => sample >= threshold === isLight);
  });
  return classes.reduce((total, all) => {
    const mean = all.reduce((sum, sample) => sum + sample, 0) / all.length;
    return total + all.reduce((sum, sample) => sum + (sample - mean) ** 2, 0);
  }, 0);
}

Deno.test("otsuThreshold() leaves the least variance within the classes, of all thresholds", () => {
  const levels = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 2, maxLength: 12 });
  fc.assert(fc.property(levels, (counts) => {
    const samples = counts.map((level) => level / 255);
    const least = within(samples, otsuThreshold(Float64Array.from(samples)));
    for (const threshold of samples) assert(least <= within(samples, threshold) + 1e-12);
  }));
});
