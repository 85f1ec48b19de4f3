import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { matrix } from "../../../engine.ts";
import {
  averagePrecision,
  calibration,
  measure,
  precisionRecallCurve,
  rocAuc,
  rocCurve,
} from "../../../metrics.ts";

/** Outputs with ties, and targets of both kinds. */
const ranked = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { maxLength: 30 })
  .map((more) => [[3, true], [5, false], ...more] as const)
  .map((examples) => ({
    outputs: matrix(examples.map(([score]) => [score / 10])),
    targets: matrix(examples.map(([, isPositive]) => [Number(isPositive)])),
  }));

// Sums of at most 32 quotients of integers below 100.
const ROUNDING = 1e-13;

Deno.test("the area below rocCurve() is rocAuc(), and no point is on the line of its neighbours", () => {
  fc.assert(fc.property(ranked, ({ outputs, targets }) => {
    const curve = measure(rocCurve(), outputs, targets)[0]!;
    const area = curve.slice(1).reduce((sum, [x, y], k) => {
      const [before, below] = curve[k]!;
      return sum + (x - before) * (y + below) / 2;
    }, 0);
    assertAlmostEquals(area, measure(rocAuc(), outputs, targets), ROUNDING);
    assertEquals([curve[0], curve.at(-1)], [[0, 0], [1, 1]]);
    for (const [k, [x, y]] of curve.slice(1, -1).entries()) {
      const [before, after] = [curve[k]!, curve[k + 2]!];
      const turn = (y - before[1]) * (after[0] - x) - (x - before[0]) * (after[1] - y);
      assert(Math.abs(turn) > ROUNDING);
    }
  }));
});

Deno.test("the steps below precisionRecallCurve() sum to averagePrecision()", () => {
  fc.assert(fc.property(ranked, ({ outputs, targets }) => {
    const curve = measure(precisionRecallCurve(), outputs, targets)[0]!;
    const sum = curve.reduce((sum, [recall, precision], k) => {
      return sum + (recall - (curve[k - 1]?.[0] ?? 0)) * precision;
    }, 0);
    assertAlmostEquals(sum, measure(averagePrecision(), outputs, targets), ROUNDING);
    assertEquals(curve.at(-1)![0], 1);
  }));
});

Deno.test("rocCurve() and precisionRecallCurve() are empty where they are undefined", () => {
  const outputs = matrix([[0.2, 0.1], [0.7, NaN]]), targets = matrix([[0, 1], [0, 0]]);
  assertEquals(measure(rocCurve(), outputs, targets), [[], []]);
  assertEquals(measure(precisionRecallCurve(), outputs, targets), [[], []]);
  assertEquals(measure(rocCurve(), matrix([]), matrix([])), []);
});

Deno.test("calibration() compares the largest output with how often it is right", () => {
  const outputs = matrix([[0.6, 0.4], [0.3, 0.7], [0.05, 0.95], [1, 0]]);
  const targets = matrix([[1, 0], [1, 0], [0, 1], [1, 0]]);
  const { bins, expectedError } = measure(calibration({ bins: 4 }), outputs, targets);
  assertEquals(bins.map(({ count }) => count), [0, 0, 2, 2]);
  assertEquals(bins.map(({ frequency }) => frequency), [NaN, NaN, 0.5, 1]);
  assertAlmostEquals(bins[2]!.confidence, 0.65, ROUNDING);
  // Two of four promise 1.3 and keep 1, two promise 1.95 and keep 2.
  assertAlmostEquals(expectedError, (0.3 + 0.05) / 4, ROUNDING);
});

Deno.test("calibration() takes a single output, and with perOutput each, as a probability", () => {
  const single = measure(calibration({ bins: 2 }), matrix([[0.2], [0.8]]), matrix([[1], [1]]));
  assertEquals(single.bins.map(({ frequency }) => frequency), [1, 1]);
  const both = matrix([[0.2, 0.9]]), targets = matrix([[0, 1]]);
  const each = measure(calibration({ bins: 2, perOutput: true }), both, targets);
  assertEquals(each.bins.map(({ count, frequency }) => [count, frequency]), [[1, 0], [1, 1]]);
});

Deno.test("calibration() leaves out what is not a probability, and needs a range", () => {
  const outputs = matrix([[NaN], [-0.1], [1.5]]), targets = matrix([[1], [1], [1]]);
  assertEquals(measure(calibration(), outputs, targets).expectedError, NaN);
  assertThrows(() => calibration({ bins: 0 }), RangeError, "bins must be a positive integer");
});
