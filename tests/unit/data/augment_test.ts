import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { imageAugmentation } from "../../../data.ts";
import { matrix, randomKey } from "../../../engine.ts";
import { matrixOf, seeds } from "../../support/arbitraries.ts";

const WIDTH = 7, HEIGHT = 5;
const size = { width: WIDTH, height: HEIGHT };
const batchOf = (seed: number, channels = 1) => ({
  inputs: matrixOf(3, WIDTH * HEIGHT * channels, seed),
  targets: matrix([[1, 0], [0, 1], [1, 0]]),
});
const all = { ...size, shift: 1.5, rotate: 20, elastic: 12 };

Deno.test("imageAugmentation() is a function of batch and key, and changes no input", () => {
  fc.assert(fc.property(seeds, seeds, (seed, other) => {
    const batch = batchOf(seed);
    const augment = imageAugmentation(all);
    const once = augment(batch, randomKey(other));
    assertEquals(once, augment(batchOf(seed), randomKey(other)));
    assertEquals(batch, batchOf(seed));
    assertEquals(once.targets, batch.targets);
  }));
});

Deno.test("imageAugmentation() changes each image another way, and each key's", () => {
  const row = Array.from(matrixOf(1, WIDTH * HEIGHT, 1).data);
  const batch = { inputs: matrix([row, row]), targets: matrix([[1], [1]]) };
  const augment = imageAugmentation(all);
  const [one, two] = [1, 2].map((seed) => Array.from(augment(batch, randomKey(seed)).inputs.data));
  const half = row.length;
  assert(one!.slice(0, half).join() !== one!.slice(half).join());
  assert(one!.join() !== two!.join());
});

Deno.test("imageAugmentation() that does nothing gives the image back", () => {
  const still = imageAugmentation({ ...size, channels: 3 });
  const batch = batchOf(1, 3);
  const { inputs } = still(batch, randomKey(1));
  // Places are computed by way of hundredths: a few roundings of numbers below 10, times slopes of 2.
  Array.from(inputs.data).forEach((x, i) => assertAlmostEquals(x, batch.inputs.data[i]!, 1e-13));
});

Deno.test("imageAugmentation() leaves an even image even, where nothing comes from beyond", () => {
  fc.assert(fc.property(seeds, (seed) => {
    const even = { rows: 2, columns: WIDTH * HEIGHT, data: new Float64Array(70).fill(0.6) };
    const augment = imageAugmentation({ ...all, background: 0.6 });
    const { inputs } = augment({ inputs: even, targets: even }, randomKey(seed));
    // The four weights sum to 1 up to roundings.
    for (const x of Array.from(inputs.data)) assertAlmostEquals(x, 0.6, 1e-15);
  }));
});

Deno.test("imageAugmentation() moves the centre of a spot no further than it was asked to", () => {
  const middle = Math.floor(WIDTH * HEIGHT / 2);
  const data = Float64Array.from({ length: WIDTH * HEIGHT }, (_, i) => i === middle ? 1 : 0);
  const batch = { inputs: { rows: 1, columns: data.length, data }, targets: matrix([[1]]) };
  const moved = new Set<string>();
  fc.assert(fc.property(seeds, (seed) => {
    const { inputs } = imageAugmentation({ ...size, shift: 1 })(batch, randomKey(seed));
    let mass = 0, x = 0, y = 0;
    Array.from(inputs.data).forEach((ink, i) => {
      mass += ink;
      x += ink * (i % WIDTH - 3);
      y += ink * (Math.floor(i / WIDTH) - 2);
    });
    // A spot between pixels is spread over four, whose weights sum to 1 and whose centre it is.
    assertAlmostEquals(mass, 1, 1e-12);
    assert(Math.abs(x) <= 1 + 1e-12 && Math.abs(y) <= 1 + 1e-12);
    moved.add(`${x > 0} ${y > 0}`);
  }));
  assertEquals(moved.size, 4); // all four directions
});

Deno.test("imageAugmentation() turns about the middle, which stays", () => {
  const odd = { width: 5, height: 5 };
  // A vertical bar; far turns take its ends elsewhere, never its middle.
  const data = Float64Array.from({ length: 25 }, (_, i) => i % 5 === 2 ? 1 : 0);
  const batch = { inputs: { rows: 1, columns: 25, data }, targets: matrix([[1]]) };
  let changed = 0;
  for (let seed = 0; seed < 20; seed++) {
    const { inputs } = imageAugmentation({ ...odd, rotate: 90 })(batch, randomKey(seed));
    assertAlmostEquals(inputs.data[12]!, 1, 1e-12);
    if (inputs.data[2]! < 0.5) changed++;
  }
  assert(changed > 5, `${changed}`);
});

Deno.test("imageAugmentation() refuses options out of range, and other images", () => {
  assertThrows(() => imageAugmentation({ width: 0, height: 1 }), RangeError, "width");
  assertThrows(
    () => imageAugmentation({ ...size, shift: -1 }),
    RangeError,
    "shift must be at least 0",
  );
  assertThrows(() => imageAugmentation({ ...size, rotate: 180 }), RangeError, "below 180");
  assertThrows(
    () => imageAugmentation({ ...size, channels: 3 })(batchOf(1), randomKey(1)),
    TypeError,
    "inputs must have 105 columns",
  );
});
