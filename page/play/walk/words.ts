import { ACTIVATION_CHOICES, LOSS_CHOICES } from "../state/choices.ts";
import type { Settings } from "../state/settings.ts";
import { number } from "./mathml.ts";
import type { PointPass } from "./point_pass.ts";
import type { WalkStep } from "./steps.ts";

/** The title of a step, and what happens in it. */
export interface StepWords {
  readonly title: string;
  readonly text: string;
}

/** Says what a step does, for people who see it for the first time. */
export function wordsOfStep(
  { kind, layer }: WalkStep,
  pass: PointPass,
  settings: Pick<Settings, "activation" | "loss">,
): StepWords {
  const { layers, loss, point, targets } = pass, isLast = layer === layers.length;
  const where = isLast ? "the output" : `hidden layer ${layer}`;
  const sign = point.label === 1 ? "+" : "−";
  const answers = targets.map((y, i) => `y${targets.length > 1 ? "₁₂"[i] : ""} = ${y}`);
  const f = isLast
    ? LOSS_CHOICES[settings.loss].activation
    : ACTIVATION_CHOICES[settings.activation];
  switch (kind) {
    case "point":
      return {
        title: "One point goes in",
        text:
          `Its two coordinates are the inputs, a⁰₁ and a⁰₂: the upper number is the layer, the ` +
          `lower one the unit; neither is a power. The point belongs to “${sign}”, so the right ` +
          `answer is ${answers.join(", ")}.`,
      };
    case "forward":
      return {
        title: `Forwards through ${where}`,
        text:
          `Each unit multiplies what comes in by its weights and adds a number of its own, its ` +
          `bias: this sum is z. Then its activation, here ${f.name}, bends z: that is a, its answer.` +
          (f.kind === "rowwise"
            ? " Softmax turns the two sums into two probabilities, which add up to 1."
            : isLast
            ? ` Sigmoid makes any z a number from 0 to 1, so that a can say how likely “+” is.`
            : ""),
      };
    case "loss":
      return {
        title: "How wrong is the answer?",
        text:
          `The loss L is one number for how wrong the answer a is, beside the right answer y. It ` +
          `is ${number(loss)} here; 0 would be perfect.`,
      };
    case "output errors":
      return {
        title: "BP1: the error at the output",
        text: `The way back begins here, as the loss sees nothing but the output. The error δ ` +
          `(“delta”) is the slope of the loss along z: how fast the loss changes as z grows. Below 0, a ` +
          `larger z makes the loss smaller. ${OUTPUT_WORDS[settings.loss]}`,
      };
    case "hidden errors":
      return {
        title: `BP2: the error travels back to ${where}`,
        text:
          `Each error is made from those of the next layer, so the layers come from last to first. ` +
          `The errors come back along the lines, times the same weights. Each unit adds up what ` +
          `arrives and multiplies it by the slope of ${f.name} at its z: that is its own error δ.`,
      };
    case "weights":
      return {
        title: `BP3: the weights of ${where}`,
        text:
          `The slope of the loss along a weight is the error δ at the end of its line times the ` +
          `answer a at its start. Nothing else is needed, so this follows as soon as δ is known.`,
      };
    case "biases":
      return {
        title: `BP4: the biases of ${where}`,
        text:
          `A bias is added to z as it is, so the slope of the loss along it is the error δ itself.`,
      };
    case "update":
      return {
        title: "Every weight and bias moves a little downhill",
        text:
          `Against its slope, times the learning rate λ: where the slope is positive the weight ` +
          `becomes smaller, where it is negative larger. A step of training does not follow one point ` +
          `alone, but the mean over a batch of points, so the numbers below are not those of this ` +
          `point.`,
      };
  }
}

const OUTPUT_WORDS: Readonly<Record<Settings["loss"], string>> = {
  "cross-entropy":
    "It is the slope of the loss along a, times the slope of a along z. The surer the " +
    "network is wrong, the steeper the first and the flatter the second: this loss is made so that " +
    "what is left of both is the answer minus the right answer, a − y.",
  softmax:
    "Each z moves both answers, and many slopes add up; this loss is made so that what is left " +
    "of them is the answer minus the right answer, a − y, as in (30) to (32).",
  squared: "It is the slope of the loss along a, times the slope of a along z.",
};
