import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  chainSchedules,
  constantRate,
  cosineDecay,
  cosineDecayRestarts,
  exponentialDecay,
  oneCycle,
  type OneCycleOptions,
  type Schedule,
  stepDecay,
  warmUp,
} from "../../../../train.ts";

const steps = fc.integer({ min: 1, max: 1000 });

/** The sizes of the first steps. */
function sizes(schedule: Schedule, count: number): number[] {
  return Array.from({ length: count }, (_, i) => schedule(i + 1));
}

Deno.test("cosineDecay() begins and ends as told, and never rises", () => {
  fc.assert(fc.property(steps, (count) => {
    const all = sizes(cosineDecay({ from: 2, to: 0.5, steps: count }), count + 3);
    assertEquals([all[0], ...all.slice(count)], [2, 0.5, 0.5, 0.5]);
    assert(all.every((size, i) => i === 0 || size <= all[i - 1]!));
    // Half a cosine is even about its middle.
    all.slice(0, count + 1).forEach((size, i) =>
      assertAlmostEquals(size + all[count - i]!, 2.5, 1e-14)
    );
  }));
});

Deno.test("cosineDecayRestarts() is cosineDecay() in periods that grow by the factor", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 4 }), (T, by) => {
      const periods = Array.from({ length: 4 }, (_, i) => T * by ** i);
      const expected = periods.flatMap((steps) =>
        sizes(cosineDecay({ from: 2, to: 0.5, steps }), steps)
      );
      const restarts = cosineDecayRestarts({ from: 2, to: 0.5, steps: T, factor: by });
      assertEquals(sizes(restarts, expected.length), expected);
    }),
  );
  assertEquals(sizes(cosineDecayRestarts({ from: 1, steps: 1 }), 3), [1, 1, 0.5]);
});

// torch.optim.lr_scheduler.CosineAnnealingWarmRestarts of PyTorch 1.13, T_0=3, T_mult=2, eta_min=0.1.
const RESTARTS: readonly number[] = [
  1.0,
  0.775,
  0.3250000000000001,
  1.0,
  0.9397114317029974,
  0.775,
  0.55,
  0.3250000000000001,
  0.16028856829700258,
  1.0,
  0.9846666218300807,
  0.9397114317029974,
];

Deno.test("cosineDecayRestarts() has the sizes of PyTorch's CosineAnnealingWarmRestarts to 1e-15", () => {
  const found = sizes(cosineDecayRestarts({ from: 1, to: 0.1, steps: 3 }), RESTARTS.length);
  found.forEach((size, i) => assertAlmostEquals(size, RESTARTS[i]!, 1e-15));
});

Deno.test("exponentialDecay() has the same ratio from step to step", () => {
  const all = sizes(exponentialDecay({ from: 0.1, to: 0.001, steps: 8 }), 12);
  assertAlmostEquals(all[8]!, 0.001, 1e-17);
  all.slice(1).forEach((size, i) => assertAlmostEquals(size / all[i]!, 0.01 ** (1 / 8), 1e-14));
});

Deno.test("stepDecay() falls after each so many steps, not one earlier or later", () => {
  assertEquals(sizes(stepDecay({ from: 8, factor: 0.5, every: 3 }), 8), [8, 8, 8, 4, 4, 4, 2, 2]);
  assertAlmostEquals(stepDecay({ from: 1, every: 1 })(3), 0.01, 1e-17);
});

Deno.test("warmUp() rises evenly to what follows, which then begins with its first step", () => {
  fc.assert(fc.property(steps, steps, (rising, falling) => {
    const then = cosineDecay({ from: 3, steps: falling });
    const schedule = warmUp({ steps: rising, then });
    const all = sizes(schedule, rising + falling);
    all.slice(0, rising).forEach((size, i) =>
      assertAlmostEquals(size, 3 * (i + 1) / rising, 1e-14)
    );
    assertEquals(all.slice(rising), sizes(then, falling));
  }));
  assertEquals(sizes(warmUp({ steps: 2, then: 1 }), 4), [0.5, 1, 1, 1]);
});

Deno.test("oneCycle() has the peak at rising · steps, and its end at the last step", () => {
  fc.assert(fc.property(fc.integer({ min: 10, max: 500 }), (count) => {
    const all = sizes(oneCycle({ peak: 1, steps: count }), count + 2);
    const top = 0.3 * count;
    assertAlmostEquals(all[0]!, 1 / 25, 1e-15);
    assertEquals(all.filter((size) => size === 1).length, Number.isInteger(top) ? 1 : 0);
    all.slice(count - 1).forEach((size) => assertAlmostEquals(size, 1 / 25e4, 1e-16));
    all.slice(0, count).forEach((size, i) =>
      assert(
        i === 0 || Math.abs(i - top) < 1 || (i < top ? size > all[i - 1]! : size < all[i - 1]!),
      )
    );
  }));
  assertEquals(sizes(oneCycle({ peak: 2, steps: 4, rising: 0, to: 0 }), 5).at(0), 2);
  // A peak at the last step leaves nothing to fall in.
  assertEquals(sizes(oneCycle({ peak: 2, steps: 4, rising: 1, from: 1 }), 5).slice(3), [2, 2]);
});

// torch.optim.lr_scheduler.OneCycleLR of PyTorch 1.13, max_lr = 1.
const ONE_CYCLES: readonly (readonly [Omit<OneCycleOptions, "peak">, readonly number[]])[] = [
  [{ steps: 10 }, [
    0.04,
    0.52,
    1,
    0.9504846320134737,
    0.8117456539497631,
    0.6112620219362893,
    0.38874197806371075,
    0.18825834605023697,
    0.049519367986526286,
    4e-6,
  ]],
  [{ steps: 7 }, [
    0.04,
    0.9805566273349586,
    0.9190443762697106,
    0.6726838364805451,
    0.35773877573965707,
    0.0992967918932656,
    4e-6,
  ]],
  [{ steps: 6, rising: 0.5, from: 0.5 }, [0.5, 0.75, 1.0, 0.7500125, 0.25003750000000013, 5e-05]],
];

Deno.test("oneCycle() has the sizes of PyTorch's OneCycleLR to 1e-15", () => {
  for (const [options, expected] of ONE_CYCLES) {
    const found = sizes(oneCycle({ peak: 1, ...options }), expected.length);
    found.forEach((size, i) => assertAlmostEquals(size, expected[i]!, 1e-15));
  }
});

Deno.test("schedules are pure functions of the step: any order gives the same sizes", () => {
  const schedules = [
    stepDecay({ from: 1, every: 7 }),
    exponentialDecay({ from: 1, to: 0.1, steps: 50 }),
    warmUp({
      steps: 10,
      then: chainSchedules(constantRate(1), 5, cosineDecay({ from: 1, steps: 30 })),
    }),
    oneCycle({ peak: 1, steps: 40 }),
    cosineDecayRestarts({ from: 1, steps: 7 }),
  ];
  for (const schedule of schedules) {
    const forth = sizes(schedule, 60);
    const back = Array.from({ length: 60 }, (_, i) => schedule(60 - i)).reverse();
    assertEquals(back, forth);
  }
});

Deno.test("schedules refuse what is out of range", () => {
  const refused: readonly (readonly [() => unknown, string])[] = [
    [() => constantRate(0), "must be a positive number, but found 0"],
    [() => stepDecay({ from: 1, every: 0 }), "every must be a positive integer"],
    [() => stepDecay({ from: 1, factor: 2, every: 1 }), "factor must be a number from 0 to 1"],
    [() => exponentialDecay({ from: 1, to: 0, steps: 1 }), "to must be a positive number"],
    [() => cosineDecay({ from: -1, steps: 1 }), "from must be a number of at least 0"],
    [() => cosineDecay({ from: 1, steps: 1.5 }), "steps must be a positive integer"],
    [() => cosineDecayRestarts({ from: -1, steps: 1 }), "from must be a number of at least 0"],
    [() => cosineDecayRestarts({ from: 1, steps: 0 }), "steps must be a positive integer"],
    [() => cosineDecayRestarts({ from: 1, steps: 1, factor: 1.5 }), "factor must be a positive"],
    [() => warmUp({ steps: 1, then: NaN }), "learningRate must be a positive number"],
    [() => oneCycle({ peak: 1, steps: 1, rising: 1.1 }), "rising must be a number from 0 to 1"],
    [() => chainSchedules(constantRate(1), 0, constantRate(1)), "steps must be"],
  ];
  for (const [make, message] of refused) assertThrows(make, RangeError, message);
});
