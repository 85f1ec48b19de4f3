import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { decide, labelsOf, matrix } from "../../../mod.ts";
import { accuracyOf, confusionMatrix } from "../../../src/metrics/confusion.ts";
import { microAverages } from "../../../src/metrics/micro_averages.ts";
import { matrixOf, seeds } from "../../support/arbitraries.ts";

const outputs = matrix([[0.7, 0.2, 0.1], [0.4, 0.4, 0.2], [0.1, 0.2, 0.7]]);
const targets = matrix([[1, 0, 0], [0, 1, 0], [0, 0, 1]]);

Deno.test("decide() takes the largest output, among equals the one of lowest index", () => {
  assertEquals(Array.from(decide(outputs).data), [1, 0, 0, 1, 0, 0, 0, 0, 1]);
  assertEquals(Array.from(labelsOf(outputs)), [0, 0, 2]);
});

Deno.test("decide() with a threshold decides each output by itself, strictly above, (8)", () => {
  const decided = (threshold: number | number[]) => Array.from(decide(outputs, { threshold }).data);
  assertEquals(decided(0.4), [1, 0, 0, 0, 0, 0, 0, 0, 1]);
  assertEquals(decided([0.5, 0.3, 0.1]), [1, 0, 0, 0, 1, 1, 0, 0, 1]);
  assertThrows(() => decided([0.5]), TypeError, "each of 3 outputs, but found 1");
});

Deno.test("decide() of a single output is at 0.5, as in the paper's first example", () => {
  assertEquals(Array.from(decide(matrix([[0.5], [0.51]])).data), [0, 1]);
});

Deno.test("confusionMatrix() counts rows as true and columns as decided classes", () => {
  const confusion = confusionMatrix(outputs, targets);
  assertEquals(Array.from(confusion.data), [1, 0, 0, 1, 0, 0, 0, 0, 1]);
  assertEquals(accuracyOf(confusion), 2 / 3);
});

Deno.test("confusionMatrix() of a single output has two classes", () => {
  const confusion = confusionMatrix(matrix([[0.2], [0.8], [0.9]]), matrix([[0], [0], [1]]));
  assertEquals([confusion.rows, ...Array.from(confusion.data)], [2, 1, 1, 0, 1]);
});

Deno.test("microAverages() are (104) to (106), counted by hand", () => {
  // By largest output: TP 2, FP 1, FN 1, TN 5.
  assertEquals(microAverages(decide(outputs), targets), {
    accuracy: 7 / 9,
    precision: 2 / 3,
    recall: 2 / 3,
  });
  // Above 0.4: TP 2, FP 0, FN 1, TN 6.
  assertEquals(microAverages(decide(outputs, { threshold: 0.4 }), targets), {
    accuracy: 8 / 9,
    precision: 1,
    recall: 2 / 3,
  });
});

Deno.test("microAverages() have no precision where nothing is decided positive", () => {
  const { precision, recall } = microAverages(decide(outputs, { threshold: 1 }), targets);
  assert(Number.isNaN(precision));
  assertEquals(recall, 0);
});

Deno.test("micro-averaged precision and recall by largest output equal the accuracy for one-hot targets", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 2, max: 5 }),
      seeds,
      (rows, columns, seed) => {
        const random = matrixOf(rows, columns, seed);
        const truth = decide(matrixOf(rows, columns, seed >>> 1));
        const accuracy = accuracyOf(confusionMatrix(random, truth));
        const { precision, recall } = microAverages(decide(random), truth);
        assertEquals([precision, recall], [accuracy, accuracy]);
      },
    ),
  );
});
