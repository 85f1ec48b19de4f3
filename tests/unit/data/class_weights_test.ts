import { assertEquals, assertThrows } from "@std/assert";
import { arrayGenerator, classification, withClassWeights } from "../../../data.ts";
import { matrix } from "../../../engine.ts";

const inputs = matrix([[0], [1], [2], [3], [4], [5]]);
const data = classification(inputs, [0, 2, 2, 0, 2, 2], 4);

Deno.test('withClassWeights() of "balanced" are N / (k n), of k classes that occur', () => {
  // compute_sample_weight("balanced", [0, 2, 2, 0, 2, 2]) of scikit-learn 1.2.1
  const expected = Float64Array.of(1.5, 0.75, 0.75, 1.5, 0.75, 0.75);
  assertEquals(withClassWeights(data, "balanced").weights, expected);
});

Deno.test("withClassWeights() multiplies the weights of a data set, and keeps its labels", () => {
  const weighted = { ...data, weights: [1, 2, 3, 4, 0, 6] };
  const found = withClassWeights(weighted, [2, 100, 0.5, 100]);
  assertEquals(found.weights, Float64Array.of(2, 1, 1.5, 8, 0, 3));
  assertEquals(found.labels, data.labels);
  assertEquals(weighted.weights, [1, 2, 3, 4, 0, 6]);
});

Deno.test("withClassWeights() takes a single output and signs", () => {
  const of = (...ys: number[]) => {
    return { inputs: matrix(ys.map(() => [0])), targets: matrix(ys.map((y) => [y])) };
  };
  assertEquals(withClassWeights(of(0, 1, 1), [3, 4]).weights, Float64Array.of(3, 4, 4));
  assertEquals(withClassWeights(of(-1, 1, 1), [3, 4]).weights, Float64Array.of(3, 4, 4));
  const signs = { inputs: matrix([[0], [0]]), targets: matrix([[-1, 1], [1, -1]]) };
  assertEquals(withClassWeights(signs, [3, 4]).weights, Float64Array.of(4, 3));
});

Deno.test("withClassWeights() refuses targets that are not one class each, and wrong weights", () => {
  for (const rows of [[[0.5, 0.5]], [[1, 1]], [[0, 0]], [[0.3]], [[2]], [[-1, 1, 0]]]) {
    const given = { inputs: matrix([[0]]), targets: matrix(rows) };
    const found = `but found ${rows[0]!.join(", ")} in row 0`;
    assertThrows(() => withClassWeights(given, "balanced"), RangeError, found);
  }
  const any = (value: unknown) => withClassWeights(data, value as never);
  assertThrows(() => any([1, 2]), TypeError, "array of 4 numbers, one for each class, but found 2");
  assertThrows(() => any("auto"), TypeError, 'but found "auto"');
  assertThrows(() => any([1, 1, -1, 1]), RangeError, "at least 0, but found -1 at class 2");
  assertThrows(() => any([0, 1, 0, 1]), RangeError, "must not all be 0, but found 6 of 0");
});

Deno.test("arrayGenerator() splits weights as it splits examples", () => {
  const weights = [0, 1, 2, 3, 4, 5];
  const { train, validation } = arrayGenerator({ ...data, weights }, { validation: 0.4, test: 0 });
  for (const part of [train, validation]) {
    assertEquals(Array.from(part.weights!), Array.from(part.inputs.data));
    const batches = [...part.epoch(2)];
    for (const { inputs, weights } of batches) {
      assertEquals(Array.from(weights!), Array.from(inputs.data));
    }
  }
});
