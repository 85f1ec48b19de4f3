import { assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { ACTIVATIONS } from "../../src/nn/activations/activations.ts";
import type { Arithmetic } from "../../src/core/arithmetic/arithmetic.ts";
import { Dual, dual } from "../../src/core/arithmetic/dual.ts";
import { evaluateExpression, evaluateExpressions } from "../../src/core/arithmetic/evaluate.ts";
import { expressions } from "../../src/core/arithmetic/expression.ts";
import { float64 } from "../../src/core/arithmetic/float64.ts";
import { LOSSES } from "../../src/nn/losses/losses.ts";
import { softmaxCrossEntropy } from "../../src/nn/losses/softmax_cross_entropy.ts";
import { anyNumbers, bind, formulas, NAMES } from "../support/formulas.ts";

/** What a formula gives when it is run, against what its expression gives when it is evaluated. */
function checkToTheBit(
  formula: <T>(m: Arithmetic<T>, variables: readonly T[]) => readonly T[],
  values: readonly number[],
): void {
  const m = expressions();
  const read = evaluateExpressions(formula(m, NAMES.map(m.variable)), float64, bind(values));
  formula(float64, values).forEach((value, k) => assertStrictEquals(read[k], value));
}

Deno.test("evaluateExpression() of random formulas equals running them in float64 to the bit", () => {
  fc.assert(fc.property(formulas, anyNumbers, (formula, values) => {
    checkToTheBit((m, variables) => [formula(m, variables)], values);
  }));
});

Deno.test("evaluateExpression() of random formulas equals running them in dual(float64) to the bit", () => {
  fc.assert(fc.property(formulas, anyNumbers, anyNumbers, (formula, values, slopes) => {
    const m = expressions(), d = dual(float64);
    const along = values.map((value, k) => new Dual(value, slopes[k]!));
    const read = evaluateExpression(formula(m, NAMES.map(m.variable)), d, bind(along));
    const ran = formula(d, along);
    assertStrictEquals(read.value, ran.value);
    assertStrictEquals(read.slope, ran.slope);
  }));
});

for (const activation of Object.values(ACTIVATIONS)) {
  Deno.test(`evaluateExpression() of ${activation.name} and its slope equals float64 to the bit`, () => {
    fc.assert(fc.property(anyNumbers, (values) => {
      if (activation.kind === "rowwise") {
        checkToTheBit((m, z) => activation.value(m, z), values);
        checkToTheBit((m, z) => activation.pullback(m, { z, a: z }, z.toReversed()), values);
        for (const { value } of activation.equivalents) checkToTheBit(value, values);
      } else {
        checkToTheBit((m, [z]) => [activation.value(m, z!)], values);
        checkToTheBit((m, [z, a]) => [activation.slope(m, { z: z!, a: a! })], values);
        for (const { value } of activation.equivalents) {
          checkToTheBit((m, [z]) => [value(m, z!)], values);
        }
      }
    }));
  });
}

for (const loss of Object.values(LOSSES)) {
  Deno.test(`evaluateExpression() of ${loss.name} and its gradient equals float64 to the bit`, () => {
    fc.assert(fc.property(anyNumbers, (values) => {
      checkToTheBit((m, a) => [loss.value(m, { a, y: a.toReversed() })], values);
      checkToTheBit((m, a) => loss.gradient(m, { a, y: a.toReversed() }), values);
    }));
  });
}

Deno.test("evaluateExpression() of softmax with cross-entropy equals float64 to the bit", () => {
  fc.assert(fc.property(anyNumbers, (values) => {
    checkToTheBit((m, z) => [softmaxCrossEntropy.value(m, { z, a: z }, z.toReversed())], values);
    checkToTheBit((m, z) => softmaxCrossEntropy.error(m, { z, a: z }, z.toReversed()), values);
  }));
});
