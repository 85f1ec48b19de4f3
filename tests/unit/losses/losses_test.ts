import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  categoricalCrossEntropy,
  float64,
  loss,
  LOSSES,
  softmax,
  softmaxCrossEntropy,
  sumOfSquaredErrors,
  tanh,
} from "../../../mod.ts";
import { pairOf } from "../../../src/losses/pair.ts";

const positive = fc.double({ min: 0.01, max: 2, noNaN: true });
const any = fc.double({ min: -2, max: 2, noNaN: true });
const outcome = fc.array(fc.tuple(positive, any), { minLength: 1, maxLength: 5 })
  .map((pairs) => ({ a: pairs.map(([a]) => a), y: pairs.map(([, y]) => y) }));

Deno.test("losses take the values of (15) and (71)", () => {
  const at = { a: [0.25, 0.75], y: [1, 0] };
  assertEquals(categoricalCrossEntropy.value(float64, at), Math.log(4));
  assertEquals(categoricalCrossEntropy.gradient(float64, at), [-4, -0]);
  assertEquals(sumOfSquaredErrors.value(float64, at), 0.5625);
  assertEquals(sumOfSquaredErrors.gradient(float64, at), [-0.75, 0.75]);
});

for (const known of Object.values(LOSSES)) {
  Deno.test(`a gradient supplied by dual numbers equals that of ${known.name} to 1e-12`, () => {
    const derived = loss({ name: "derived", value: known.value });
    fc.assert(fc.property(outcome, (at) => {
      const expected = known.gradient(float64, at);
      derived.gradient(float64, at).forEach((g, j) => assertAlmostEquals(g, expected[j]!, 1e-12));
    }));
  });
}

Deno.test("categoricalCrossEntropy and its gradient are NaN outside a > 0, even where y is 0", () => {
  for (const a of [0, -0, -1e-300, -1, NaN]) {
    const at = { a: [0.5, a], y: [1, 0] };
    assert(Number.isNaN(categoricalCrossEntropy.value(float64, at)), `${a}`);
    assert(Number.isNaN(categoricalCrossEntropy.gradient(float64, at)[1]), `${a}`);
  }
});

Deno.test("softmaxCrossEntropy is the pair of softmax and cross-entropy; others are composed", () => {
  assert(pairOf(softmax, categoricalCrossEntropy) === softmaxCrossEntropy);
  assert(pairOf(tanh, categoricalCrossEntropy) !== softmaxCrossEntropy);
  assert(pairOf(softmax, sumOfSquaredErrors) !== softmaxCrossEntropy);
});

Deno.test("softmaxCrossEntropy equals the loss of softmax, and BP1.1, to 1e-12 for any targets", () => {
  const unpaired = pairOf(softmax, { ...categoricalCrossEntropy, pairs: [] });
  fc.assert(fc.property(fc.array(fc.tuple(any, any), { minLength: 1, maxLength: 5 }), (pairs) => {
    const z = pairs.map(([zj]) => 3 * zj), y = pairs.map(([, yj]) => yj);
    const at = { z, a: softmax.value(float64, z) };
    assertAlmostEquals(
      softmaxCrossEntropy.value(float64, at, y),
      unpaired.value(float64, at, y),
      1e-12,
    );
    const expected = unpaired.error(float64, at, y);
    softmaxCrossEntropy.error(float64, at, y)
      .forEach((e, j) => assertAlmostEquals(e, expected[j]!, 1e-12));
  }));
});

Deno.test("softmaxCrossEntropy is finite at a confident wrong prediction, and right", () => {
  const z = [1000, -1000], y = [0, 1];
  const at = { z, a: softmax.value(float64, z) };
  assertEquals(softmaxCrossEntropy.value(float64, at, y), 2000);
  assertEquals(softmaxCrossEntropy.error(float64, at, y), [1, -1]);
});

Deno.test("softmaxCrossEntropy is finite wherever the cost itself is a double", () => {
  const logit = fc.double({ noNaN: true, noDefaultInfinity: true });
  const logits = fc.array(logit, { minLength: 1, maxLength: 5 });
  const weight = fc.constantFrom(0, 0.5, 1, 3);
  fc.assert(fc.property(logits, fc.array(weight, { minLength: 5, maxLength: 5 }), (z, weights) => {
    // Where the distance to the largest logit is no double, a target there makes the cost none.
    const top = Math.max(...z);
    const y = z.map((zj, j) => 16 * (top / 16 - zj / 16) < 1e307 ? weights[j]! : 0);
    const at = { z, a: softmax.value(float64, z) };
    assert(Number.isFinite(softmaxCrossEntropy.value(float64, at, y)));
    assert(softmaxCrossEntropy.error(float64, at, y).every(Number.isFinite));
  }));
});

Deno.test("softmaxCrossEntropy keeps its digits at large logits", () => {
  const z = [1e10, 1e10 - 1], y = [1, 1];
  const at = { z, a: softmax.value(float64, z) };
  assertAlmostEquals(
    softmaxCrossEntropy.value(float64, at, y),
    1 + 2 * Math.log1p(1 / Math.E),
    1e-15,
  );
});

Deno.test("loss() refuses what is no formula", () => {
  assertThrows(() => loss({ name: "", value: () => 0 as never }), TypeError, "needs a name");
  assertThrows(() => loss({ name: "l", value: 1 as never }), TypeError, "value of loss l");
});
