import { type ElementwiseActivation, float64 } from "../../../engine.ts";
import { expressions } from "../../../src/core/arithmetic/expression.ts";
import { mathml } from "../../../src/symbolic/print/mathml.ts";
import { simplify } from "../../../src/symbolic/rewrite/simplify.ts";
import { unstyled } from "../../shell/unstyled.ts";
import { ACTIVATION_CHOICES, LOSS_CHOICES } from "../state/choices.ts";
import type { Filling } from "./filled.ts";
import { number } from "./mathml.ts";
import type { PointPass } from "./point_pass.ts";
import type { WalkStep } from "./steps.ts";

/** A function that a step takes a number from, or a slope. */
export interface StepCurve {
  readonly value: (x: number) => number;
  /** Where it is drawn. */
  readonly from: number;
  readonly to: number;
  /** The height where the drawing ends; by default all of it is drawn. */
  readonly top?: number;
  /** Where the point is. */
  readonly at: number;
  /** Its slope there; nothing where only the value counts. */
  readonly slope: number | undefined;
  /** The letters of its axes: what it is drawn over, and what it gives. */
  readonly axes: readonly [across: string, up: string];
  /** What is read from it. */
  readonly words: string;
  /** Its formula, and that of its slope where it counts, as MathML. */
  readonly formulas: readonly string[];
}

/** The curves that a step reads, with the numbers of a pass. */
export function curvesOfStep(
  pass: PointPass,
  { kind, layer }: WalkStep,
  { activation, loss, unit }: Filling,
): readonly StepCurve[] {
  const isLast = layer === pass.layers.length;
  const f = isLast ? LOSS_CHOICES[loss].activation : ACTIVATION_CHOICES[activation];
  const bent = (hasSlope: boolean) => {
    return f.kind === "elementwise" ? [activationCurve(pass, f, { layer, unit }, hasSlope)] : [];
  };
  switch (kind) {
    case "forward":
      return bent(false);
    case "hidden errors":
      return bent(true);
    case "loss":
      return [lossCurve(pass, loss, false)];
    case "output errors":
      return f.kind === "elementwise" ? [lossCurve(pass, loss, true), ...bent(true)] : [];
    default:
      return [];
  }
}

function activationCurve(
  { layers }: PointPass,
  f: ElementwiseActivation,
  { layer, unit }: { readonly layer: number; readonly unit: number },
  hasSlope: boolean,
): StepCurve {
  const at = layers[layer - 1]!, z = at.z[unit]!, slope = at.slopes![unit]!;
  const far = Math.max(3, 1.25 * Math.abs(z));
  const { value, derivative } = formulasOf(f);
  return {
    value: (x) => f.value(float64, x),
    from: -far,
    to: far,
    at: z,
    slope: hasSlope ? slope : undefined,
    axes: ["z", "a"],
    words: hasSlope
      ? `${f.name} at z = ${number(z)}: its slope there, ${f.name}′, is ${number(slope)}.`
      : `${f.name} makes z = ${number(z)} to a = ${number(at.a[unit]!)}.`,
    formulas: hasSlope ? [value, derivative] : [value],
  };
}

/** The loss of this point by what the right output answers; by the only output, if there is one. */
function lossCurve(
  { layers, targets, lossGradient, loss: height }: PointPass,
  name: Filling["loss"],
  hasSlope: boolean,
): StepCurve {
  const { loss } = LOSS_CHOICES[name], answers = layers.at(-1)!.a;
  const output = Math.max(0, targets.indexOf(1)), a = answers[output]!;
  return {
    value: (x) =>
      loss.value(float64, { a: answers.map((each, i) => i === output ? x : each), y: targets }),
    from: 0,
    to: 1,
    top: Math.max(name === "squared" ? 0.6 : 2, 1.2 * height),
    at: a,
    slope: hasSlope ? lossGradient[output] : undefined,
    axes: ["a", "L"],
    words: `The loss if the answer is a, and the right answer ${targets[output]}. At a = ` +
      `${number(a)} ` +
      (hasSlope ? `its slope is ${number(lossGradient[output]!)}.` : `it is ${number(height)}.`),
    formulas: [],
  };
}

/** f(z) and f′ as the library's own formulas print; the paper's form where it has one. */
function formulasOf({ name, value, slope, equivalents: [form] }: ElementwiseActivation) {
  const m = expressions(), z = m.variable("z"), a = m.variable("a");
  const simple = (formula: typeof z) => simplify(formula, { arithmetic: m });
  const written = (name: string, value: typeof z) =>
    unstyled(mathml({ name, value }, { display: "block" }));
  return {
    value: written(`${name}(z)`, form?.value(m, z) ?? simple(value(m, z))),
    derivative: written(`${name}′(z)`, simple(slope(m, { z, a }))),
  };
}
