import { assertEquals, assertThrows } from "@std/assert";
import { elementwise } from "../../../src/nn/activations/activation.ts";
import { ACTIVATIONS } from "../../../src/nn/activations/activations.ts";
import { expressions } from "../../../src/core/arithmetic/expression.ts";
import { LOSSES } from "../../../src/nn/losses/losses.ts";
import { dense } from "../../../src/nn/layers/dense.ts";
import { layer } from "../../../src/nn/layers/plan.ts";
import { layerKind } from "../../../src/nn/layers/layer_kind.ts";
import { differentiate } from "../../../src/symbolic/rewrite/differentiate.ts";
import { equalExpressions } from "../../../src/symbolic/decide/equality.ts";
import { inline } from "../../../src/symbolic/print/equation.ts";
import { print } from "../../../src/symbolic/print/print.ts";
import { showActivation, showLoss } from "../../../src/symbolic/show/show.ts";
import { showNetwork } from "../../../src/symbolic/show/show_network.ts";

const { sigmoid, tanh, relu, softmax } = ACTIVATIONS;
const { categoricalCrossEntropy, sumOfSquaredErrors } = LOSSES;

Deno.test("showActivation() has the value, the slope as written, and the slope as derived", () => {
  const { values, slopes, derived } = showActivation(sigmoid);
  assertEquals([...values, ...slopes, ...derived].map(print), [
    "a = 1 / (1 + e^(−z))",
    "∂a/∂z = a·(1 − a)",
    "∂a/∂z = e^z / (1 + e^z)²",
  ]);
});

Deno.test("showActivation() of softmax has the Jacobian by cases, (89)", () => {
  const { values, slopes } = showActivation(softmax, { units: 2 });
  assertEquals(slopes.map(print), [
    "∂a₁/∂z₁ = a₁·(1 − a₁)",
    "∂a₁/∂z₂ = −a₁·a₂",
    "∂a₂/∂z₁ = −a₂·a₁",
    "∂a₂/∂z₂ = a₂·(1 − a₂)",
  ]);
  assertEquals(values.length, 2);
});

Deno.test("showActivation() shows the slope that a formula without one gets", () => {
  const gaussian = elementwise({ name: "gaussian", value: (m, z) => m.exp(m.neg(m.mul(z, z))) });
  assertEquals(showActivation(gaussian).slopes.map(print), ["∂a/∂z = −2·z·e^(−z²)"]);
});

Deno.test("showActivation() writes numbers as decimals, exactly", () => {
  const derived = (activation: Parameters<typeof showActivation>[0]) =>
    showActivation(activation).derived.map(({ value }) => print(value))[0];
  assertEquals(
    derived(ACTIVATIONS.gelu),
    "0.5·(1 + erf(0.7071067811865476·z)) + " +
      "(0.3989422804014327 + 2.982130372314988·10⁻¹⁷)·z·" +
      "e^(−(0.5000000000000001 + 6.91335120706576·10⁻¹⁸)·z²)",
  );
  const halved = elementwise({
    name: "a third of half a square",
    value: (m, z) => m.div(m.mul(m.constant(Math.SQRT1_2), m.mul(z, z)), m.constant(6)),
  });
  assertEquals(derived(halved), "0.7071067811865476·z / 3");
  const divided = elementwise({
    name: "divided",
    value: (m, z) => m.div(z, m.constant(0.7978845608028654)),
  });
  assertEquals(derived(divided), "1 / 0.7978845608028654");
});

Deno.test("showLoss() has L and its gradient inside the domain", () => {
  const lines = ({ values, slopes, derived }: ReturnType<typeof showLoss>) =>
    [...values, ...slopes, ...derived].map(print);
  assertEquals(lines(showLoss(categoricalCrossEntropy)), [
    "L = −y₁·log(a₁) − y₂·log(a₂)",
    "∂L/∂a₁ = −y₁ / a₁",
    "∂L/∂a₂ = −y₂ / a₂",
    "∂L/∂a₁ = −y₁ / a₁",
    "∂L/∂a₂ = −y₂ / a₂",
  ]);
  assertEquals(lines(showLoss(sumOfSquaredErrors, { outputs: 1 })), [
    "L = 0.5·(y − a)²",
    "∂L/∂a = a − y",
    "∂L/∂a = a − y",
  ]);
});

Deno.test("showNetwork() of a 1-2-1 network is the paper's backpropagation, symbol by symbol", () => {
  const { forward, cost, errors, gradients } = showNetwork({
    inputs: 1,
    layers: [dense(2, tanh), dense(1, sigmoid)],
    loss: sumOfSquaredErrors,
  });
  assertEquals([...forward, cost, ...errors, ...gradients].map(print), [
    "z¹₁ = x·w¹₁₁ + b¹₁",
    "z¹₂ = x·w¹₂₁ + b¹₂",
    "a¹₁ = tanh(z¹₁)",
    "a¹₂ = tanh(z¹₂)",
    "z²₁ = a¹₁·w²₁₁ + a¹₂·w²₁₂ + b²₁",
    "a²₁ = 1 / (1 + e^(−z²₁))",
    "C = 0.5·(y − a²₁)²",
    "δ²₁ = a²₁·(a²₁ − y)·(1 − a²₁)",
    "δ¹₁ = δ²₁·w²₁₁·(1 − (a¹₁)²)",
    "δ¹₂ = δ²₁·w²₁₂·(1 − (a¹₂)²)",
    "∂C/∂w¹₁₁ = δ¹₁·x",
    "∂C/∂w¹₂₁ = δ¹₂·x",
    "∂C/∂b¹₁ = δ¹₁",
    "∂C/∂b¹₂ = δ¹₂",
    "∂C/∂w²₁₁ = δ²₁·a¹₁",
    "∂C/∂w²₁₂ = δ²₁·a¹₂",
    "∂C/∂b²₁ = δ²₁",
  ]);
});

Deno.test("showNetwork() shows BP1 of softmax with cross-entropy, (31), and ReLU by cases", () => {
  const { errors } = showNetwork({
    inputs: 1,
    layers: [dense(1, relu), dense(2, softmax)],
    loss: categoricalCrossEntropy,
  });
  assertEquals(errors.map(print), [
    "δ²₁ = a²₁·(y₁ + y₂) − y₁",
    "δ²₂ = a²₂·(y₁ + y₂) − y₂",
    "δ¹₁ = { δ²₁·w²₁₁ + δ²₂·w²₂₁ if z¹₁ > 0; 0 otherwise }",
  ]);
});

for (const activation of Object.values(ACTIVATIONS)) {
  Deno.test(`showNetwork() with ${activation.name}, put together, derives its own cost`, () => {
    const m = expressions();
    const shown = showNetwork({
      inputs: 1,
      layers: [dense(2, activation), dense(1, tanh)],
      loss: sumOfSquaredErrors,
    }, m);
    const { forward, cost, errors, gradients } = shown;
    const [whole, ...slopes] = inline([...forward, cost, ...errors, ...gradients], m)
      .slice(forward.length)
      .filter(({ name }) => name === "C" || name.startsWith("∂"));
    assertEquals(slopes.length, 7);
    for (const { name, value } of slopes) {
      const derived = differentiate(whole!.value, name.replace("∂C/∂", ""), m);
      assertEquals([name, equalExpressions(value, derived)], [name, true]);
    }
  });
}

/** Shifts of so many columns, by names that differ. */
function shiftsOf(rows: number, ...names: string[]) {
  return layerKind({
    name: "shifts",
    outputShape: (_, inputs) => inputs,
    parameterShapes: () => Object.fromEntries(names.map((name) => [name, [rows, 1]])),
    forward: (m, { parameters }, x) => ({
      outputs: {
        ...x,
        data: Array.from(x.data, (v) => {
          return Object.values(parameters).reduce((s, { data }) => m.add(s, data[0]!), v);
        }),
      },
      saved: {},
    }),
  });
}

Deno.test("showNetwork() calls a parameter by its first letter, or by its name where that is taken", () => {
  for (
    const [names, shown] of [
      [["gains"], ["g"]],
      [["scale", "shift", "alpha"], ["scale", "shift", "alpha"]],
    ] as const
  ) {
    const layers = [layer(shiftsOf(1, ...names), {})];
    const { gradients } = showNetwork({ inputs: 1, layers, loss: sumOfSquaredErrors });
    assertEquals(gradients.map(({ name }) => name), shown.map((name) => `∂C/∂${name}¹₁₁`));
  }
});

Deno.test("showNetwork() refuses parameters whose indices could not be told apart", () => {
  const layers = [layer(shiftsOf(12, "gains"), {})];
  assertThrows(
    () => showNetwork({ inputs: 1, layers, loss: sumOfSquaredErrors }),
    RangeError,
    "at most 9 rows and columns, but found gains (12 × 1) in layer 1",
  );
});

Deno.test("showNetwork() refuses layers whose indices could not be told apart", () => {
  const wide = { inputs: 1, layers: [dense(10, tanh)], loss: sumOfSquaredErrors };
  assertThrows(() => showNetwork(wide), RangeError, "at most 9 units, but found 10");
});
