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
  const { layers, loss, point } = pass, isLast = layer === layers.length;
  const where = isLast ? "the output" : `hidden layer ${layer}`;
  const sign = point.label === 1 ? "+" : "−";
  switch (kind) {
    case "point":
      return {
        title: "One point goes in",
        text: `Its two coordinates are the inputs a⁰. It belongs to “${sign}”, so the answer the ` +
          `network should give, y, is known.`,
      };
    case "forward":
      return {
        title: `Forwards through ${where}`,
        text: `Each unit multiplies what comes in by its weights, adds its bias (that is z), and ` +
          `bends the sum with its activation (that is a).`,
      };
    case "loss":
      return {
        title: "How wrong is the answer?",
        text: `The loss L compares the output with y. It is ${number(loss)} here; 0 would be a ` +
          `perfect answer.`,
      };
    case "output errors":
      return {
        title: "BP1: the error at the output",
        text:
          `δ says how the loss changes if z of the output grows a little. A negative δ means: ` +
          `a larger z would make the loss smaller.`,
      };
    case "hidden errors":
      return {
        title: `BP2: the error travels back to ${where}`,
        text:
          `The errors above come back along the same weights, and each unit scales what arrives ` +
          `by the slope f′ of its activation: that is its share of the blame.`,
      };
    case "weights":
      return {
        title: `BP3: the weights of ${where}`,
        text:
          `The slope of the loss along a weight is the error behind it times the activation in ` +
          `front of it. Nothing else has to be computed.`,
      };
    case "biases":
      return {
        title: `BP4: the biases of ${where}`,
        text: `A bias is added as it is, so the slope of the loss along it is the error itself.`,
      };
    case "update":
      return {
        title: "Every parameter moves a little downhill",
        text: `Against its slope, by the learning rate λ: where the slope is positive the weight ` +
          `shrinks, where it is negative it grows. A step of training uses the mean of the slopes ` +
          `over a batch of points.`,
      };
  }
}
