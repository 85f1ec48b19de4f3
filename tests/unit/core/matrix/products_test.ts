import { assertEquals, assertThrows } from "@std/assert";
import { float64, matrix } from "../../../../engine.ts";
import { times, timesTransposed, transposedTimes } from "../../../../src/core/matrix/products.ts";

const a = matrix([[1, 2, 3], [4, 5, 6]]);

Deno.test("the three products of small matrices are right", () => {
  const b = matrix([[1, 0, 2], [0, 1, 0]]);
  assertEquals(timesTransposed(float64, a, b), matrix([[7, 2], [16, 5]]));
  assertEquals(times(float64, a, matrix([[1], [2], [3]])), matrix([[14], [32]]));
  assertEquals(transposedTimes(float64, a, matrix([[1], [2]])), matrix([[9], [12], [15]]));
});

Deno.test("the three products refuse shapes that do not fit and name both", () => {
  assertThrows(() => times(float64, a, a), TypeError, "A (2 × 3) by B (2 × 3)");
  assertThrows(
    () => timesTransposed(float64, a, matrix([[1]])),
    TypeError,
    "A (2 × 3) by the transpose of B (1 × 1) as A.columns must equal B.columns: 3 and 1",
  );
  assertThrows(
    () => transposedTimes(float64, a, matrix([[1]])),
    TypeError,
    "the transpose of A (2 × 3) by B (1 × 1) as A.rows must equal B.rows: 2 and 1",
  );
});
