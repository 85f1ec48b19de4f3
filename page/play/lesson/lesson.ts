import { DEFAULTS, type Settings } from "../state/settings.ts";
import type { WalkStep } from "../walk/steps.ts";

/** The panels that a lesson points at. */
export type PanelName = "surface" | "network" | "check" | "walk" | "transport";

/** A step of a lesson. */
export interface LessonStep {
  readonly title: string;
  readonly text: string;
  /** Where to look. */
  readonly panel: PanelName;
  /** The step of the walk that goes with it. */
  readonly walk?: WalkStep;
  /** A button that does what the text asks for. */
  readonly action?: "step" | "play" | "spiral";
}

/**
 * A network that is small enough to follow: 2 inputs, 3 units, 1 output. All points are in each batch, so
 * that every step lowers the loss.
 */
export const LESSON_SETTINGS: Settings = /* @__PURE__ */ Object.freeze<Settings>({
  ...DEFAULTS,
  layers: /* @__PURE__ */ Object.freeze([3]),
  batch: 100,
  rate: 1,
});

/** What backpropagation does, in five minutes. */
export const LESSON: readonly LessonStep[] = [
  {
    title: "The task",
    text:
      "Every dot is a point with two coordinates. Blue disks are “+”, orange squares are “−”. A " +
      "network gets the two coordinates and must say how likely “+” is. The colour behind the dots is " +
      "its answer everywhere. It has not learned anything yet, so the colours do not fit the dots.",
    panel: "surface",
  },
  {
    title: "Forwards",
    text:
      "One point, the one in the ring, goes through the network from left to right. Each square is a " +
      "unit, each line a weight (blue: positive, orange and dashed: negative): it multiplies what " +
      "comes along. Each unit adds up what arrives, and a number of its own, its bias, at first “+ 0”: this " +
      "sum is z. The small 1s above are the layer, not powers. " +
      "Then it bends the sum: tanh, the curve below, makes it a number from −1 to 1. This is its answer.",
    panel: "network",
    walk: { kind: "forward", layer: 1 },
  },
  {
    title: "How wrong?",
    text:
      "The last unit bends its z by sigmoid, a curve from 0 to 1: how likely “+” is. The right answer " +
      "y is 1 for “+” and 0 for “−”. The loss " +
      "L is one number for how wrong the answer is: 0 for a sure right one, larger the surer it is " +
      "wrong. Here it is minus the logarithm of what the right answer got. To learn is to change the " +
      "weights so that the loss gets smaller. But which weight, which " +
      "way, and how much?",
    panel: "walk",
    walk: { kind: "loss", layer: 2 },
  },
  {
    title: "The slow way to find out",
    text:
      "Nudge one weight a little up and run the network, nudge it a little down and run it again. How " +
      "much the loss differs, for the size of the nudge, is the slope of the loss along this weight. " +
      "This network has 13 weights and biases, so that takes 26 runs for one small change of all. Large " +
      "networks have billions of weights.",
    panel: "check",
  },
  {
    title: "The fast way starts at the end",
    text:
      "Backpropagation finds all slopes in one pass backwards. It starts where the loss is: how fast " +
      "would the loss change if z, the sum in the last unit, grew a little? This slope is the error δ " +
      "(“delta”) of the output: the slope of the loss along the answer, times the slope of the answer " +
      "along z, which is the slope of sigmoid. For this loss the product is simply the answer minus " +
      "the right answer.",
    panel: "walk",
    walk: { kind: "output errors", layer: 2 },
  },
  {
    title: "The error travels back",
    text:
      "Each unit in the middle helped to make the output, through its weight. So the error goes back " +
      "along the same lines, times the same weights: see the arrow. Each unit then multiplies what " +
      "arrives by the slope of its bend at its z, written tanh′: the line on the curve shows it. Now " +
      "every unit has an error δ of its own. With more layers, this is repeated.",
    panel: "walk",
    walk: { kind: "hidden errors", layer: 1 },
  },
  {
    title: "From errors to slopes",
    text:
      "Every line now knows which answer went in at its start and which error came back to its end. " +
      "Their product is the slope of the loss along its weight, written ∂L/∂w: if it is positive, a " +
      "larger weight makes things worse. For a bias the slope is δ itself: BP4. That was all: one pass " +
      "forwards, one back.",
    panel: "walk",
    walk: { kind: "weights", layer: 1 },
  },
  {
    title: "Is that right?",
    text:
      "All slopes together are called the gradient. This page also finds them the slow way and " +
      "compares, while it trains; each is a mean over the points of the batch. They agree up to " +
      "rounding: both ways give the same numbers, one of them much faster.",
    panel: "check",
  },
  {
    title: "One step downhill",
    text:
      "One point is not enough: the network takes the mean of the slopes over all points that it " +
      "learns from. Each weight moves by the learning rate λ times its slope, against its sign: w " +
      "becomes w − λ · slope. The arrows show how: ↑ the weight’s " +
      "number will rise, ↓ it will fall. Take the step, and watch the loss fall a little.",
    panel: "network",
    action: "step",
  },
  {
    title: "Again and again",
    text:
      "Training repeats this: forwards, backwards, a small step. Play, and watch the loss fall and " +
      "the colours move until they fit the dots.",
    panel: "surface",
    action: "play",
  },
  {
    title: "In one sentence",
    text:
      "Backpropagation sends the error of the output backwards through the network, so that every " +
      "weight learns, in a single pass, which way to move to make the loss smaller. Now try the " +
      "spiral, or set points of your own.",
    panel: "surface",
    action: "spiral",
  },
];

/** The step of a lesson that an address names, counted from 1 there; nothing if it names none. */
export function readLesson(params: URLSearchParams): number | undefined {
  const text = params.get("lesson") ?? "";
  const place = /^\d{1,2}$/.test(text) ? Number(text) - 1 : -1;
  return LESSON[place] === undefined ? undefined : place;
}
