import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { classification } from "../../src/data/dataset.ts";
import { partsOf, splitRows, strataOf } from "../../src/data/generators/split.ts";
import { deriveKey, randomKey, uniform } from "../../src/core/random/random.ts";
import { seeds } from "../support/arbitraries.ts";

/** Rows in classes of uneven size, and two shares that leave one for training. */
const plans = fc.record({
  seed: seeds,
  rows: fc.integer({ min: 3, max: 200 }),
  classes: fc.integer({ min: 1, max: 6 }),
  shares: fc.record({
    validation: fc.constantFrom(0, 0.05, 0.1, 1 / 3, 0.4),
    test: fc.constantFrom(0, 0.1, 0.15, 0.25, 1 / 3),
  }),
});

function strata(seed: number, rows: number, classes: number): Uint8Array {
  // Squares of uniform numbers: low classes are frequent, high ones rare or absent.
  const drawn = uniform(deriveKey(randomKey(seed), 99), rows);
  return Uint8Array.from(drawn, (x) => Math.floor(x * x * classes));
}

function counts(rows: Uint32Array, labels: Uint8Array, classes: number): number[] {
  const all = new Array<number>(classes).fill(0);
  rows.forEach((row) => all[labels[row]!]!++);
  return all;
}

Deno.test("splitRows() puts every row into one part, in ascending order", () => {
  fc.assert(fc.property(plans, ({ seed, rows, classes, shares }) => {
    const { train, validation, test } = splitRows(
      strata(seed, rows, classes),
      shares,
      randomKey(seed),
    );
    const all = [...train, ...validation, ...test];
    assertEquals(all.toSorted((a, b) => a - b), Array.from({ length: rows }, (_, n) => n));
    for (const part of [train, validation, test]) assertEquals(part, part.toSorted());
  }));
});

Deno.test("splitRows() gives each part its share of all rows to 4/3, of each class to 2", () => {
  fc.assert(fc.property(plans, ({ seed, rows, classes, shares }) => {
    const labels = strata(seed, rows, classes);
    const parts = splitRows(labels, shares, randomKey(seed));
    const all = counts(Uint32Array.from({ length: rows }, (_, n) => n), labels, classes);
    const share = { ...shares, train: 1 - shares.validation - shares.test };
    for (const part of ["train", "validation", "test"] as const) {
      // The docstring proves 4/3 and 2; 1e-9 is for the roundings of shares like 1/3.
      assert(Math.abs(parts[part].length - share[part] * rows) <= 4 / 3 + 1e-9);
      counts(parts[part], labels, classes).forEach((count, label) => {
        assert(Math.abs(count - share[part] * all[label]!) <= 2 + 1e-9, `${part}, class ${label}`);
      });
    }
  }));
});

Deno.test("splitRows() depends on the seed alone, and a share of 0 takes nothing", () => {
  fc.assert(fc.property(plans, ({ seed, rows, classes, shares }) => {
    const labels = strata(seed, rows, classes);
    const parts = splitRows(labels, shares, randomKey(seed));
    assertEquals(splitRows(labels, shares, randomKey(seed)), parts);
    if (shares.validation === 0) assertEquals(parts.validation.length, 0);
  }));
  const labels = new Uint8Array(50);
  const split = (seed: number) => splitRows(labels, { validation: 0, test: 0.5 }, randomKey(seed));
  assert(String(split(1).test) !== String(split(2).test));
});

Deno.test("partsOf() keeps each example with its targets and label, and bytes as bytes", () => {
  fc.assert(fc.property(plans, ({ seed, rows, classes, shares }) => {
    const labels = strata(seed, rows, classes);
    const bytes = Uint8Array.from({ length: rows * 2 }, (_, i) => i % 2 === 0 ? i >> 1 : 7);
    const inputs = { rows, columns: 2, data: bytes, scale: 0.5 };
    const parts = partsOf(classification(inputs, labels, classes), { ...shares, seed });
    for (const { inputs, targets, labels: taken } of Object.values(parts)) {
      assert(inputs.data instanceof Uint8Array && "scale" in inputs && inputs.scale === 0.5);
      for (let i = 0; i < inputs.rows; i++) {
        const row = inputs.data[2 * i]!;
        assertEquals(taken![i], labels[row]);
        assertEquals(targets.data[i * classes + labels[row]!], 1);
      }
    }
  }));
});

Deno.test("strataOf() tells sets of classes apart, and does not stratify other targets", () => {
  const sets = { rows: 4, columns: 2, data: [1, 0, 1, 1, 0, 1, 1, 1] };
  assertEquals(Array.from(strataOf({ targets: sets })), [0, 1, 2, 1]);
  const numbers = { rows: 4, columns: 1, data: [1, 0, 0.5, 1] };
  assertEquals(Array.from(strataOf({ targets: numbers })), [0, 0, 0, 0]);
});
