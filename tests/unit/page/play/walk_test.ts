import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { gradients, matrix } from "../../../../engine.ts";
import { LESSON, LESSON_SETTINGS } from "../../../../page/play/lesson/lesson.ts";
import { WORDS } from "../../../../page/play/lesson/words.ts";
import {
  ACTIVATION_CHOICES,
  type ActivationName,
  LOSS_CHOICES,
  type LossName,
} from "../../../../page/play/state/choices.ts";
import { DEFAULTS, type Settings } from "../../../../page/play/state/settings.ts";
import { networkOf, targetsOf } from "../../../../page/play/training/task.ts";
import { equationsOf } from "../../../../page/play/walk/equations.ts";
import { filledLines } from "../../../../page/play/walk/filled.ts";
import { number, value } from "../../../../page/play/walk/mathml.ts";
import { passOfPoint, type PointPass } from "../../../../page/play/walk/point_pass.ts";
import { curvesOfStep, type StepCurve } from "../../../../page/play/walk/step_curves.ts";
import {
  linesOfStep,
  placeOfStep,
  type WalkStep,
  walkSteps,
} from "../../../../page/play/walk/steps.ts";
import { wordsOfStep } from "../../../../page/play/walk/words.ts";

const POINT = { x: 0.5, y: -1, label: 1 as const };

function passOf(some: Partial<Settings>): PointPass {
  const settings = { ...DEFAULTS, ...some };
  return passOfPoint(networkOf(settings), POINT, LOSS_CHOICES[settings.loss].loss);
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0);

Deno.test("passOfPoint() has the numbers of BP1 to BP4, of all losses", () => {
  for (const loss of Object.keys(LOSS_CHOICES) as LossName[]) {
    const { layers, inputs, targets, lossGradient, isPair } = passOf({ loss });
    const below = [inputs, ...layers.map(({ a }) => a)], last = layers.at(-1)!;
    if (isPair) {
      // (32): exact, as both subtract.
      assertEquals(last.errors, last.a.map((a, j) => a - targets[j]!));
    } else assertEquals(last.errors, lossGradient.map((x, j) => x * last.slopes![j]!));
    for (const [l, layer] of layers.entries()) {
      layer.z.forEach((z, j) => {
        // A few roundings of sums of numbers near 1.
        assertAlmostEquals(z, dot(layer.weights[j]!, below[l]!) + layer.biases[j]!, 1e-14);
        assertEquals(layer.weightGradient[j], below[l]!.map((a) => a * layer.errors[j]!));
      });
      assertEquals(layer.biasGradient, layer.errors);
      const above = layers[l + 1];
      layer.carried?.forEach((carried, k) => {
        assertAlmostEquals(
          carried,
          dot(above!.errors, above!.weights.map((row) => row[k]!)),
          1e-14,
        );
        assertEquals(layer.errors[k], carried * layer.slopes![k]!);
      });
      assertEquals(layer.carried === undefined, above === undefined);
    }
  }
});

Deno.test("passOfPoint() has the gradients of the engine", () => {
  const settings = { ...DEFAULTS, loss: "softmax" as const }, net = networkOf(settings);
  const batch = { inputs: matrix([[POINT.x, POINT.y]]), targets: matrix([targetsOf(1, 2)]) };
  const { layers, cost } = gradients(net, batch, LOSS_CHOICES.softmax.loss);
  const pass = passOf(settings);
  assertEquals(pass.loss, cost);
  for (const [l, { weightGradient, biasGradient }] of pass.layers.entries()) {
    assertEquals(weightGradient.flat(), Array.from(layers[l]!.weights!.data));
    assertEquals(biasGradient, Array.from(layers[l]!.biases!.data));
  }
});

Deno.test("walkSteps() goes forwards, then back as the paper does, layer by layer", () => {
  assertEquals(walkSteps(2).map(({ kind, layer }) => `${kind} ${layer}`), [
    ...["point 0", "forward 1", "forward 2", "loss 2", "output errors 2", "weights 2", "biases 2"],
    ...["hidden errors 1", "weights 1", "biases 1", "update 2"],
  ]);
  assertEquals(placeOfStep(walkSteps(1), "hidden errors"), -1);
  assertEquals(placeOfStep(walkSteps(3), "weights", 2), 9);
});

Deno.test("linesOfStep() takes BP2 along the weights that leave the unit, others along those that enter", () => {
  const back = linesOfStep({ kind: "hidden errors", layer: 1 }, 2)!;
  assertEquals([back.layer, back.includes(0, 2), back.includes(2, 0), back.way], [
    ...[2, true, false, -1],
  ]);
  const up = linesOfStep({ kind: "forward", layer: 1 }, 2)!;
  assertEquals([up.layer, up.includes(0, 2), up.includes(2, 0), up.way], [1, false, true, 1]);
  assertEquals(linesOfStep({ kind: "loss", layer: 2 }, 0), undefined);
});

Deno.test("filledLines() fills each step with the numbers of the pass", () => {
  const pass = passOf({ layers: [3] }), filling = { ...DEFAULTS, unit: 1 };
  const text = (kind: "forward" | "hidden errors" | "weights" | "biases", layer: number) =>
    filledLines(pass, { kind, layer }, filling).flat().join("");
  const { z, a, errors, weightGradient } = pass.layers[0]!;
  assertStringIncludes(text("forward", 1), value(z[1]!));
  assertStringIncludes(text("forward", 1), value(a[1]!));
  assertStringIncludes(text("hidden errors", 1), value(errors[1]!));
  for (const slope of weightGradient[1]!) assertStringIncludes(text("weights", 1), value(slope));
  assertEquals(filledLines(pass, { kind: "weights", layer: 1 }, filling).length, 2);
  assertStringIncludes(text("biases", 1), value(errors[1]!));
});

Deno.test("filledLines() shows the product (22), and a − y where loss and activation are a pair", () => {
  const step = { kind: "output errors", layer: 3 } as const;
  const lines = (loss: LossName) =>
    filledLines(passOf({ loss }), step, { ...DEFAULTS, loss, unit: 0 }).flat().join("");
  assertStringIncludes(lines("cross-entropy"), "<mi>a</mi><mo>−</mo><mi>y</mi>");
  assert(!lines("squared").includes("<mi>a</mi><mo>−</mo><mi>y</mi>"));
  for (const loss of ["squared", "cross-entropy"] as const) {
    const { lossGradient, layers } = passOf({ loss });
    assertStringIncludes(lines(loss), value(lossGradient[0]!));
    assertStringIncludes(lines(loss), value(layers.at(-1)!.slopes![0]!));
  }
  assert(!lines("softmax").includes("′"));
});

Deno.test("filledLines() computes the loss of what the right answer was given", () => {
  const step = { kind: "loss", layer: 3 } as const;
  for (const loss of Object.keys(LOSS_CHOICES) as LossName[]) {
    for (const label of [0, 1] as const) {
      const settings = { ...DEFAULTS, loss }, net = networkOf(settings);
      const pass = passOfPoint(net, { ...POINT, label }, LOSS_CHOICES[loss].loss);
      const text = filledLines(pass, step, { ...settings, unit: 0 }).flat().join("");
      assertStringIncludes(text, value(pass.loss));
      assertEquals(text.includes("log"), loss !== "squared");
      const [first, second] = pass.layers.at(-1)!.a as [number, number];
      assertStringIncludes(text, value(loss === "softmax" && label === 1 ? second : first));
      assertEquals(
        text.includes(`${value(1)}<mo>−</mo>`),
        label === 0 && loss === "cross-entropy" ||
          label === 1 && loss === "squared",
      );
    }
  }
});

Deno.test("filledLines() names the activation whose slope it takes, and where", () => {
  const pass = passOf({ layers: [3], activation: "silu" });
  const filling = { ...DEFAULTS, activation: "silu" as const, unit: 1 };
  const text = filledLines(pass, { kind: "hidden errors", layer: 1 }, filling).flat().join("");
  assertStringIncludes(text, `<mi>silu</mi><mo>′</mo>`);
  assertStringIncludes(text, value(pass.layers[0]!.z[1]!));
});

Deno.test("every step has words, balanced MathML, and the paper's number of its equation", () => {
  const numbers = {
    ...{ "forward": "(9)", "output errors": "BP1.1 (22)", "hidden errors": "BP2.1 (38)" },
    ...{ "weights": "BP3.1 (50)", "biases": "BP4.1 (55)", "update": "(66)", "loss": "(69)" },
  };
  const pass = passOf({ loss: "softmax" });
  for (const step of walkSteps(3)) {
    const { title, text } = wordsOfStep(step, pass, { ...DEFAULTS, loss: "softmax" });
    assert(title.length > 5 && text.length > 20);
    const found = equationsOf(step, "softmax");
    if (step.kind !== "point") assertEquals(found[0]?.name, numbers[step.kind]);
    for (const { words } of found) assert(/^[a-z∑].*\.$/.test(words), words);
    const filled = filledLines(pass, step, { ...DEFAULTS, loss: "softmax", unit: 0 }).flat();
    for (const markup of [...found.map(({ formula }) => formula), ...filled]) {
      assertBalanced(markup);
    }
  }
});

Deno.test("curvesOfStep() touches each curve where the pass is, with the engine's slope", () => {
  let tangents = 0;
  for (const activation of Object.keys(ACTIVATION_CHOICES) as ActivationName[]) {
    for (const loss of Object.keys(LOSS_CHOICES) as LossName[]) {
      const pass = passOf({ activation, loss });
      for (const step of walkSteps(3)) {
        for (const curve of curvesOfStep(pass, step, { activation, loss, unit: 0 })) {
          const { value, at, slope, from, to } = curve,
            name = `${step.kind}, ${activation}, ${loss}`;
          assert(from <= at && at <= to, name);
          if (slope === undefined) continue;
          tangents++;
          const h = 1e-5; // truncation h² meets rounding ε/h, both near 1e-10
          const difference = (value(at + h) - value(at - h)) / (2 * h);
          assertAlmostEquals(slope, difference, 1e-8 * Math.max(1, Math.abs(slope)), name);
        }
      }
    }
  }
  assert(tangents > 20, `${tangents}`);
});

Deno.test("curvesOfStep() reads the loss of the point, and a of the unit, from its curves", () => {
  for (const loss of Object.keys(LOSS_CHOICES) as LossName[]) {
    const pass = passOf({ loss }), filling = { ...DEFAULTS, loss, unit: 1 };
    const heightAt = (step: WalkStep) => {
      const [{ value, at }] = curvesOfStep(pass, step, filling) as [StepCurve];
      return value(at);
    };
    assertAlmostEquals(heightAt({ kind: "loss", layer: 3 }), pass.loss, 1e-12); // of the logits, or not
    assertEquals(heightAt({ kind: "forward", layer: 1 }), pass.layers[0]!.a[1]);
  }
});

Deno.test("curvesOfStep() has the paper's formulas of tanh and sigmoid", () => {
  const pass = passOf({}), filling = { ...DEFAULTS, unit: 0 };
  const formulas = (kind: "hidden errors" | "output errors", layer: number) =>
    curvesOfStep(pass, { kind, layer }, filling).flatMap(({ formulas }) => formulas).join("");
  assertStringIncludes(
    formulas("hidden errors", 1),
    "<msup><mrow><mi>a</mi></mrow><mn>2</mn></msup>",
  );
  assertStringIncludes(formulas("output errors", 3), "<mfrac><mrow><mn>1</mn></mrow>"); // (5)
  assert(!formulas("hidden errors", 1).includes("style="));
});

Deno.test("WORDS define what the lesson says, each once", () => {
  const words = WORDS.map(([word]) => word.toLowerCase());
  assertEquals(new Set(words).size, words.length);
  const wanted = ["weight", "bias", "unit", "slope", "derivative", "gradient", "error δ", "loss"];
  for (const word of [...wanted, "learning rate", "epoch", "batch", "activation"]) {
    assert(words.some((each) => each.startsWith(word)), word);
  }
});

function assertBalanced(markup: string): void {
  const open: string[] = [];
  for (const [, end, name] of markup.matchAll(/<(\/?)(\w+)[^>]*>/g)) {
    if (end) assertEquals(open.pop(), name, markup);
    else open.push(name!);
  }
  assertEquals(open, [], markup);
}

Deno.test("number() rounds to what one can read, with a true minus sign", () => {
  const written = [0, -0, 1, -3, 0.5, -0.0312, 123.4, 12.34, 1.26e-7, -4.5e12, NaN, -Infinity];
  assertEquals(written.map((x) => number(x)), [
    ...["0", "0", "1", "−3", "0.500", "−0.0312", "123", "12.3", "1.26·10⁻⁷", "−4.50·10¹²"],
    ...["NaN", "−Infinity"],
  ]);
});

Deno.test("the lesson's steps are steps of its own small network", () => {
  const steps = walkSteps(LESSON_SETTINGS.layers.length + 1);
  for (const { walk } of LESSON) if (walk) assert(placeOfStep(steps, walk.kind, walk.layer) >= 0);
  const count = networkOf(LESSON_SETTINGS).layers
    .flatMap(({ parameters }) => Object.values(parameters))
    .reduce((sum, { data }) => sum + data.length, 0);
  assertStringIncludes(
    LESSON[3]!.text,
    `${count} weights and biases, so that takes ${2 * count} runs`,
  );
});
