import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { classification, type Dataset, kFold } from "../../../data.ts";
import { matrix } from "../../../engine.ts";
import { seeds } from "../../support/arbitraries.ts";

/** Examples whose input is their number. */
function numbered(labels: readonly number[], classes: number): Dataset {
  return classification(matrix(labels.map((_, i) => [i])), labels, classes);
}

const plans = fc.record({
  seed: seeds,
  labels: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 60 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
}).map(({ seed, labels, share }) => {
  return { seed, labels, folds: 2 + Math.floor(share * Math.min(8, labels.length - 2)) };
});

Deno.test("kFold() holds each example back once, with its target, label and weight", () => {
  fc.assert(fc.property(plans, fc.boolean(), ({ seed, labels, folds }, stratified) => {
    const weights = labels.map((_, i) => i / 2);
    const dataset = { ...numbered(labels, 4), weights };
    const all = [...kFold(dataset, { folds, seed, stratified })];
    assertEquals(all.length, folds);
    const held = all.flatMap(({ validation }) => Array.from(validation.inputs.data));
    assertEquals(held.toSorted((a, b) => a - b), labels.map((_, i) => i));
    for (const { train, validation } of all) {
      const both = [...Array.from(train.inputs.data), ...Array.from(validation.inputs.data)];
      assertEquals(both.toSorted((a, b) => a - b), labels.map((_, i) => i));
      for (const part of [train, validation]) {
        Array.from(part.inputs.data).forEach((i, row) => {
          assertEquals(part.labels![row], labels[i]);
          assertEquals(part.targets.data[4 * row + labels[i]!], 1);
          assertEquals(part.weights![row], i / 2);
        });
      }
    }
  }));
});

Deno.test("kFold() makes folds that differ by one example, and by one of each class if stratified", () => {
  fc.assert(fc.property(plans, ({ seed, labels, folds }) => {
    const countsOf = (stratified: boolean) =>
      [...kFold(numbered(labels, 4), { folds, seed, stratified })].map(({ validation }) => {
        const counts = [0, 0, 0, 0];
        Array.from(validation.labels!).forEach((label) => counts[label]!++);
        return [...counts, validation.inputs.rows];
      });
    const spread = (counts: number[][], j: number) => {
      const numbers = counts.map((each) => each[j]!);
      return Math.max(...numbers) - Math.min(...numbers);
    };
    const stratified = countsOf(true);
    for (let j = 0; j <= 4; j++) assert(spread(stratified, j) <= 1);
    assert(spread(countsOf(false), 4) <= 1);
  }));
});

Deno.test("kFold() shuffles by the seed alone, keeps bytes, and does not stratify numbers", () => {
  const data = Uint8Array.from({ length: 40 }, (_, i) => i);
  const targets = { rows: 40, columns: 1, data: Array.from(data, (x) => x / 3) };
  const dataset = { inputs: { rows: 40, columns: 1, data, scale: 1 / 255 }, targets };
  const first = (seed: number) => kFold(dataset, { seed })[Symbol.iterator]().next().value!;
  const { validation } = first(1);
  assertEquals(validation.inputs, first(1).validation.inputs);
  assertNotEquals(validation.inputs, first(2).validation.inputs);
  assert(validation.inputs.data instanceof Uint8Array);
  assertEquals(validation.inputs.rows, 8);
  assertNotEquals(Array.from(validation.inputs.data), [0, 5, 10, 15, 20, 25, 30, 35]);
  const again = kFold(dataset); // may be iterated again
  assertEquals([...again], [...again]);
});

Deno.test("kFold() refuses other numbers of folds at once", () => {
  const dataset = numbered([0, 1, 0, 1], 2);
  for (const folds of [1, 5, 2.5, "3"]) {
    assertThrows(
      () => kFold(dataset, { folds } as never),
      RangeError,
      "folds must be an integer from 2 to the number of examples, 4, but found",
    );
  }
  assertThrows(() => kFold(undefined as never), TypeError, "dataset.inputs");
  assertThrows(() => kFold(dataset, { stratified: 1 } as never), TypeError, "stratified must be");
});
