import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  MOST_POINTS,
  onGrid,
  readPoints,
  writePoints,
} from "../../../../page/play/data/own_points.ts";
import { EXTENT } from "../../../../page/play/data/point.ts";
import { drawSet, POINTS, SET_NAMES } from "../../../../page/play/data/sets.ts";
import { readLesson } from "../../../../page/play/lesson/lesson.ts";
import { readSettings, writeSettings } from "../../../../page/play/state/address.ts";
import {
  ACTIVATION_CHOICES,
  LOSS_CHOICES,
  OPTIMIZER_CHOICES,
  PENALTY_CHOICES,
} from "../../../../page/play/state/choices.ts";
import { DEFAULTS, LIMITS, type Settings } from "../../../../page/play/state/settings.ts";

const coordinate = fc.double({ min: -EXTENT, max: EXTENT, noNaN: true });
const point = fc.record({
  x: coordinate,
  y: coordinate,
  label: fc.constantFrom(0 as const, 1 as const),
}, { noNullPrototype: true })
  .map(onGrid);
const nameOf = <Name extends string>(table: Readonly<Record<Name, unknown>>) =>
  fc.constantFrom(...Object.keys(table) as Name[]);
const settings: fc.Arbitrary<Settings> = fc.record({
  set: fc.constantFrom(...SET_NAMES),
  noise: fc.integer({ min: 0, max: LIMITS.noise }),
  seed: fc.integer({ min: 0, max: LIMITS.seed }),
  batch: fc.integer({ min: 1, max: LIMITS.batch }),
  layers: fc.array(fc.integer({ min: 1, max: LIMITS.units }), { maxLength: LIMITS.layers }),
  activation: nameOf(ACTIVATION_CHOICES),
  loss: nameOf(LOSS_CHOICES),
  optimizer: nameOf(OPTIMIZER_CHOICES),
  rate: fc.double({ min: 1e-9, max: LIMITS.rate, noNaN: true }),
  penalty: nameOf(PENALTY_CHOICES),
  strength: fc.double({ min: 1e-9, max: LIMITS.strength, noNaN: true }),
  points: fc.array(point, { maxLength: 5 }),
}, { noNullPrototype: true });

Deno.test("readSettings() reads what writeSettings() wrote, and other keys stay", () => {
  fc.assert(
    fc.property(settings, (wanted) => {
      const written = writeSettings(new URLSearchParams("walk=3"), wanted);
      assertEquals(readSettings(new URLSearchParams(written.toString())), wanted);
      assertEquals(written.get("walk"), "3");
    }),
    { numRuns: 200 },
  );
});

Deno.test("writeSettings() leaves defaults out", () => {
  const before = new URLSearchParams("set=spiral&rate=3");
  assertEquals(writeSettings(before, DEFAULTS).toString(), "");
});

Deno.test("readSettings() reads any text as settings within the limits", () => {
  const key = fc.constantFrom(...Object.keys(DEFAULTS));
  const odd = fc.oneof(
    fc.string(),
    fc.constantFrom("-1", "1e9", "0", "NaN", "Infinity", "0x10", "9-9", "8-8-8-8-8", "constructor"),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(key, odd)), (pairs) => {
      const found = readSettings(new URLSearchParams(pairs));
      assertEquals(readSettings(writeSettings(new URLSearchParams(), found)), found);
      assert(found.rate > 0 && found.rate <= LIMITS.rate);
      assert(Number.isInteger(found.batch) && found.batch >= 1 && found.batch <= LIMITS.batch);
      assert(found.layers.length <= LIMITS.layers);
      assert(found.layers.every((units) => units >= 1 && units <= LIMITS.units));
      assert(Object.hasOwn(ACTIVATION_CHOICES, found.activation));
    }),
    { numRuns: 300 },
  );
});

Deno.test("readPoints() leaves out what is not a point of the plane, and reads so many at most", () => {
  assertEquals(readPoints("0,0,1_x_1,2_101,0,0_5,5,2_-100,100,0"), [
    { x: 0, y: 0, label: 1 },
    { x: -EXTENT, y: EXTENT, label: 0 },
  ]);
  assertEquals(readPoints(Array(MOST_POINTS + 1).fill("1,1,1").join("_")).length, MOST_POINTS);
  assertEquals(writePoints([onGrid({ x: 9, y: -0.0001, label: 1 })]), "100,0,1");
});

Deno.test("drawSet() draws half of each class inside the plane, equal for equal seeds", () => {
  for (const set of SET_NAMES) {
    if (set === "own") continue;
    const points = drawSet(set, LIMITS.noise, 7);
    assertEquals(points, drawSet(set, LIMITS.noise, 7));
    assertEquals(points.filter(({ label }) => label === 1).length, POINTS / 2);
    assert(points.every(({ x, y }) => Math.abs(x) <= EXTENT && Math.abs(y) <= EXTENT), set);
    assert(JSON.stringify(points) !== JSON.stringify(drawSet(set, LIMITS.noise, 8)), set);
  }
});

Deno.test("drawSet() without noise draws a disk in a ring, and quadrants", () => {
  for (const { x, y, label } of drawSet("circle", 0, 3)) {
    assertEquals(Math.hypot(x, y) / EXTENT < 0.85 * 0.6, label === 1);
  }
  for (const { x, y, label } of drawSet("xor", 0, 3)) assertEquals(x * y > 0, label === 1);
});

Deno.test("readLesson() reads the number of a step there is", () => {
  const read = (text: string) => readLesson(new URLSearchParams({ lesson: text }));
  assertEquals(["1", "11", "0", "12", "-1", "x", "1.5", ""].map(read), [
    0,
    10,
    ...Array(6).fill(undefined),
  ]);
});
