import type { PointPass } from "./point_pass.ts";
import type { WalkStep } from "./steps.ts";
import { number } from "./mathml.ts";

/** The title of a step, and what happens in it. */
export interface StepWords {
  readonly title: string;
  readonly text: string;
}

/** Says what a step does, for people who see it for the first time. */
export function wordsOfStep({ kind, layer }: WalkStep, pass: PointPass): StepWords {
  const { layers, loss, point, targets, isPair } = pass, isLast = layer === layers.length;
  const where = isLast ? "the output" : `hidden layer ${layer}`;
  const sign = point.label === 1 ? "+" : "−";
  const answers = targets.map((y, i) => `y${targets.length > 1 ? "₁₂"[i] : ""} = ${y}`);
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
          `bias: that is z. Then its activation bends z: that is a, its answer. Upper numbers count ` +
          `layers, lower ones units.`,
      };
    case "loss":
      return {
        title: "How wrong is the answer?",
        text: `The loss L compares the output a with the right answer y. It is ${number(loss)} ` +
          `here; 0 would be perfect, and the more surely the network is wrong, the larger it is.`,
      };
    case "output errors":
      return {
        title: "BP1: the error at the output",
        text:
          `δ says how fast the loss changes as z of the output grows: if δ is negative, a larger ` +
          `z makes the loss smaller. ` +
          (isPair
            ? `With this loss and this last activation it is simply the answer minus the right one.`
            : `It is the slope of the loss along a, times the slope of a along z.`),
      };
    case "hidden errors":
      return {
        title: `BP2: the error travels back to ${where}`,
        text:
          `The errors of the next layer come back along the same weights. Each unit adds up what ` +
          `arrives and multiplies it by the slope of its activation at its z: that is its share of ` +
          `the blame. (J holds these slopes.)`,
      };
    case "weights":
      return {
        title: `BP3: the weights of ${where}`,
        text:
          `The slope of the loss along a weight is the error δ at the end of its line times the ` +
          `answer a at its start. Nothing else has to be computed.`,
      };
    case "biases":
      return {
        title: `BP4: the biases of ${where}`,
        text: `A bias is added as it is, so the slope of the loss along it is the error itself.`,
      };
    case "update":
      return {
        title: "Every parameter moves a little downhill",
        text:
          `Against its slope, times the learning rate λ: where the slope is positive the weight ` +
          `becomes smaller, where it is negative larger. A step of training does not follow one point ` +
          `alone: C is the mean of L over a batch of points, so the numbers below are not those of ` +
          `this point.`,
      };
  }
}
