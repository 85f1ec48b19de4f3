import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { classification } from "../../../data.ts";
import { matrix } from "../../../engine.ts";
import { baseline } from "../../../train.ts";

const inputsOf = (values: readonly unknown[]) => matrix(values.map(() => [0]));
const labels = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 20 });

Deno.test("baseline() of classes is the share of the most frequent one, among equals the lowest", () => {
  fc.assert(fc.property(labels, labels, (train, test) => {
    const of = (values: number[]) => classification(inputsOf(values), values, 3);
    const found = baseline(of(train), of(test));
    const counts = [0, 1, 2].map((c) => train.filter((label) => label === c).length);
    const label = counts.indexOf(Math.max(...counts));
    assertEquals(found.label, label);
    assertEquals(found.accuracy, test.filter((each) => each === label).length / test.length);
    assertEquals(found.outputs, counts.map((count) => count / train.length));
    assertEquals(found.regression, undefined);
  }));
});

Deno.test("baseline() decides two classes of one output at a half, and signs at 0", () => {
  const of = (values: number[]) => ({
    inputs: inputsOf(values),
    targets: matrix(values.map((y) => [y])),
  });
  assertEquals(baseline(of([1, 1, 0]), of([1, 0, 0])), {
    ...{ outputs: [2 / 3], label: 1, accuracy: 1 / 3 },
  });
  assertEquals(baseline(of([1, 1, -1]), of([1, -1, -1, -1])), {
    ...{ outputs: [1 / 3], label: 1, accuracy: 1 / 4 },
  });
  assertEquals(baseline(of([-1, -1, 1]), of([1, -1, -1, -1])).accuracy, 3 / 4);
  // A part of ones alone is one of classes, too, but numbers beside it make numbers of both.
  assertEquals(baseline(of([3, 5]), of([1, 1])).regression!.mae, 3);
});

Deno.test("baseline() of numbers is the mean of the training part, by the weights", () => {
  const train = {
    inputs: inputsOf([1, 2, 3]),
    targets: matrix([[1, 10], [2, 20], [6, 0]]),
    weights: [1, 1, 2],
  };
  const test = { inputs: inputsOf([1, 2]), targets: matrix([[3.75, 7.5], [5, 9]]) };
  const { outputs, regression } = baseline(train, test);
  assertEquals(outputs, [3.75, 7.5]);
  assertEquals(regression!.mae, (1.25 / 2 + 1.5 / 2) / 2);
  // Two roots of two squares: a unit in the last place.
  assertAlmostEquals(regression!.rmse, (1.25 / Math.SQRT2 + 1.5 / Math.SQRT2) / 2, 1e-15);
  const weighted = baseline(train, { ...test, weights: [1, 0] });
  assertEquals(weighted.regression!.mae, 0);
});

Deno.test("baseline() refuses parts that do not belong together", () => {
  const part = { inputs: matrix([[0]]), targets: matrix([[1]]) };
  const other = { inputs: matrix([[0]]), targets: matrix([[1, 2]]) };
  assertThrows(() => baseline(part, other), TypeError, "targets (1 × 2) must have the shape");
  assertThrows(() => baseline(part, undefined as never), TypeError, "test must be a data set");
  const empty = { inputs: matrix([]), targets: matrix([]) };
  assertThrows(() => baseline(empty, part), RangeError, "train must have at least one example");
});
