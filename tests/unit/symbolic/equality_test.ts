import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ACTIVATIONS } from "../../../src/nn/activations/activations.ts";
import { evaluateExpression } from "../../../src/core/arithmetic/evaluate.ts";
import { type Expression, expressions } from "../../../src/core/arithmetic/expression.ts";
import { float64 } from "../../../src/core/arithmetic/float64.ts";
import { LOSSES } from "../../../src/nn/losses/losses.ts";
import { softmaxCrossEntropy } from "../../../src/nn/losses/softmax_cross_entropy.ts";
import { differentiate } from "../../../src/symbolic/rewrite/differentiate.ts";
import { compareExpressions, equalExpressions } from "../../../src/symbolic/decide/equality.ts";
import { rational } from "../../../src/symbolic/algebra/rational.ts";

const m = expressions();
const { add, sub, mul, div, neg, exp, log, choose, constant, one } = m;
const z = m.variable("z");

function symbols(letter: string, count: number): Expression[] {
  return Array.from({ length: count }, (_, j) => m.variable(`${letter}${j + 1}`));
}

function checkEqual(left: Expression, right: Expression, where: readonly Expression[] = []): void {
  assertEquals(compareExpressions(left, right, { where }).verdict, "equal");
}

for (const activation of Object.values(ACTIVATIONS)) {
  if (activation.kind === "rowwise") continue;
  Deno.test(`compareExpressions() proves the slope and all forms of ${activation.name}`, () => {
    const a = activation.value(m, z);
    checkEqual(activation.slope(m, { z, a }), differentiate(a, "z", m));
    for (const { value } of activation.equivalents) checkEqual(value(m, z), a);
  });
}

for (const n of [2, 3]) {
  Deno.test(`compareExpressions() proves softmax, its Jacobian and both forms for n = ${n}`, () => {
    const { softmax } = ACTIVATIONS;
    const z = symbols("z", n), a = softmax.value(m, z);
    a.forEach((ai, i) => {
      const along = a.map((_, k) => k === i ? m.one : m.zero);
      softmax.pullback(m, { z, a }, along).forEach((slope, j) => {
        checkEqual(slope, differentiate(ai, `z${j + 1}`, m));
      });
      for (const { value } of softmax.equivalents) checkEqual(value(m, z)[i]!, ai);
    });
  });

  Deno.test(`compareExpressions() proves softmax with cross-entropy for n = ${n} and any targets`, () => {
    const z = symbols("z", n), y = symbols("y", n);
    const a = ACTIVATIONS.softmax.value(m, z);
    const value = softmaxCrossEntropy.value(m, { z, a }, y);
    checkEqual(value, LOSSES.categoricalCrossEntropy.value(m, { a, y }));
    softmaxCrossEntropy.error(m, { z, a }, y).forEach((error, j) => {
      checkEqual(error, differentiate(value, `z${j + 1}`, m));
    });
  });

  Deno.test(`compareExpressions() refutes (32) as printed for n = ${n}, and proves it where rows sum to 1`, () => {
    const z = symbols("z", n), y = symbols("y", n);
    const a = ACTIVATIONS.softmax.value(m, z);
    const right = softmaxCrossEntropy.error(m, { z, a }, y)[0]!, printed = sub(a[0]!, y[0]!);
    assertEquals(compareExpressions(printed, right).verdict, "different");
    const others = y.slice(1).reduce(add);
    const oneRow = (name: string) => name === "y1" ? sub(one, others) : m.variable(name);
    checkEqual(evaluateExpression(printed, m, oneRow), evaluateExpression(right, m, oneRow));
  });
}

for (const loss of Object.values(LOSSES)) {
  Deno.test(`compareExpressions() proves the gradient of ${loss.name} inside its domain`, () => {
    const a = symbols("a", 3), y = symbols("y", 3);
    const where = loss.domain === undefined ? [] : a.map((aj) => loss.domain!.positive(m, aj));
    const value = loss.value(m, { a, y });
    loss.gradient(m, { a, y }).forEach((slope, j) => {
      const derived = differentiate(value, `a${j + 1}`, m);
      // It has roots, which are proved over residues, but not decided here.
      if (loss === LOSSES.cosineSimilarity) {
        assertEquals(compareExpressions(slope, derived).verdict, "undecided");
      } else checkEqual(slope, derived, where);
    });
  });
}

Deno.test("compareExpressions() refutes planted wrong slopes, with the factor where there is one", () => {
  const a = ACTIVATIONS.tanh.value(m, z), derived = differentiate(a, "z", m);
  const wrong: [Expression, [bigint, bigint] | undefined][] = [
    [sub(one, a), undefined],
    [ACTIVATIONS.tanh.slope(m, { z, a: ACTIVATIONS.tanh.value(m, a) }), undefined], // of the output
    [mul(constant(1.000001), derived), [1000001n, 1000000n]],
    [neg(derived), [-1n, 1n]],
    [mul(constant(1.5), derived), [3n, 2n]],
    [add(derived, constant(1e-9)), undefined],
  ];
  for (const [slope, factor] of wrong) {
    const { verdict, counterexample, factor: found } = compareExpressions(slope, derived);
    assertEquals(verdict, "different");
    assertEquals(found, factor === undefined ? undefined : rational(...factor));
    // The counterexample is what float64 computes.
    const { at, left, right } = counterexample!;
    assertEquals([left, right], [slope, derived].map((e) => evaluateExpression(e, float64, at)));
  }
});

Deno.test("compareExpressions() refutes a ReLU whose slope is wrong on one side only", () => {
  const { relu } = ACTIVATIONS;
  const derived = differentiate(relu.value, "z", m);
  const comparison = compareExpressions(choose(z, one, constant(0.01)), derived);
  assertEquals(comparison.verdict, "different");
  assertEquals(comparison.factor, undefined);
  assert(comparison.counterexample!.at["z"]! < 0);
});

Deno.test("compareExpressions() takes constants for their decimals: 0.1 z³ has the slope 0.3 z²", () => {
  const cubic = mul(constant(0.1), mul(z, mul(z, z)));
  checkEqual(differentiate(cubic, "z", m), mul(constant(0.3), mul(z, z)));
  checkEqual(add(constant(0.1), constant(0.2)), constant(0.3));
  assert(!equalExpressions(constant(0.1 + 0.2), constant(0.3)));
});

Deno.test("compareExpressions() knows that a logarithm is NaN where its argument is negative", () => {
  const x = m.variable("x"), y = m.variable("y");
  const split = add(log(x), log(y));
  assertEquals(compareExpressions(log(mul(x, y)), split).verdict, "different");
  checkEqual(log(mul(x, y)), split, [x, y]);
  // Both negative: log(xy) − log(−y) = log(−x)
  checkEqual(exp(sub(log(mul(x, y)), log(neg(y)))), neg(x), [neg(x), neg(y)]);
});

Deno.test("compareExpressions() is undecided where it cannot know, and says why", () => {
  const x = m.variable("x");
  const root = exp(mul(constant(0.5), log(x)));
  const square = compareExpressions(mul(root, root), x, { where: [x] });
  assertEquals(square.verdict, "undecided");
  assertStringIncludes(square.reason!, "a root");
  assertStringIncludes(
    compareExpressions(x, x, { where: [neg(exp(x))] }).reason!,
    "No case of signs",
  );
  assertStringIncludes(compareExpressions(div(x, m.zero), x).reason!, "a division by 0");
  // log(1 + 2x + x²) = 2 log(1 + x) is not seen, as polynomials are not split.
  const expanded = add(add(one, mul(constant(2), x)), mul(x, x)), sum = add(one, x);
  const logarithms = compareExpressions(log(expanded), mul(constant(2), log(sum)), {
    where: [sum],
  });
  assertEquals(logarithms.verdict, "undecided");
  assertEquals(
    compareExpressions(log(mul(sum, sum)), mul(constant(2), log(sum)), { where: [sum] }).verdict,
    "equal",
  );
  // The same largest of three, taken in another order: some of the cases cannot be.
  const y = m.variable("y"), max = (a: Expression, b: Expression) => choose(sub(a, b), a, b);
  assertEquals(compareExpressions(max(max(x, y), z), max(x, max(y, z))).verdict, "undecided");
  // A root that is wrong is refuted all the same.
  assertEquals(compareExpressions(root, x).verdict, "different");
});

Deno.test("compareExpressions() of formulas too large is undecided, or different at a point", () => {
  let power = add(add(add(z, one), m.variable("x")), m.variable("y"));
  for (let n = 0; n < 5; n++) power = mul(power, power);
  const large = add(power, one);
  assertStringIncludes(compareExpressions(large, add(one, power)).reason!, "Cannot");
  assertEquals(compareExpressions(large, power).verdict, "different");
});
