import type { Activation } from "../../nn/activations/activation.ts";
import { linear } from "../../nn/activations/linear.ts";
import { sigmoid } from "../../nn/activations/sigmoid.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { maximum, sum } from "../../core/arithmetic/reductions.ts";
import { categoricalCrossEntropy } from "../../nn/losses/categorical_cross_entropy.ts";
import { errorsOf } from "../../nn/losses/errors.ts";
import { huber } from "../../nn/losses/huber.ts";
import { labelSmoothing } from "../../nn/losses/label_smoothing.ts";
import { type Loss, loss } from "../../nn/losses/loss.ts";
import { meanSquaredError } from "../../nn/losses/mean_squared_error.ts";

/** How much a square of an output adds to the regularized loss. */
export const PENALTY = 0.25;

/** ½ Σ (a − y)² + ρ Σ a²: squared errors with a regularizer on large outputs. */
export const regularized: Loss = /* @__PURE__ */ loss({
  name: "regularized",
  value: (m, outcome) => {
    const errors = errorsOf(m, outcome).map((error) => m.mul(error, error));
    const squares = outcome.a.map((aj) => m.mul(aj, aj));
    return m.add(
      m.mul(m.constant(0.5), sum(m, errors)),
      m.mul(m.constant(PENALTY), sum(m, squares)),
    );
  },
  gradient: (m, outcome) => {
    const factor = m.constant(2 * PENALTY);
    return errorsOf(m, outcome).map((error, j) => m.add(error, m.mul(factor, outcome.a[j]!)));
  },
});

/** The cross-entropy of outputs that are first divided by their sum. */
export const renormalised: Loss = /* @__PURE__ */ loss({
  name: "renormalised",
  value: (m, { a, y }) => {
    const total = sum(m, a);
    return categoricalCrossEntropy.value(m, { a: a.map((aj) => m.div(aj, total)), y });
  },
  gradient: (m, { a, y }) => {
    const share = m.div(sum(m, y), sum(m, a));
    return categoricalCrossEntropy.gradient(m, { a, y }).map((term) => m.add(term, share));
  },
  domain: { text: "a > 0", positive: (_, a) => a },
});

/** The cross-entropy of outputs that are first divided by the largest; dual numbers differentiate. */
export const scaledByLargest: Loss = /* @__PURE__ */ loss({
  name: "scaledByLargest",
  value: (m, { a, y }) => {
    const top = maximum(m, a);
    return categoricalCrossEntropy.value(m, { a: a.map((aj) => m.div(aj, top)), y });
  },
  domain: { text: "a > 0", positive: (_, a) => a },
});

/** Cross-entropy in which the j-th class counts j + 1 times. */
export const weighted: Loss = /* @__PURE__ */ loss({
  name: "weighted",
  value: (m, { a, y }) => categoricalCrossEntropy.value(m, { a, y: weigh(m, y) }),
  gradient: (m, { a, y }) => categoricalCrossEntropy.gradient(m, { a, y: weigh(m, y) }),
  domain: { text: "a > 0", positive: (_, a) => a },
});

function weigh<T>(m: Arithmetic<T>, y: readonly T[]): T[] {
  return y.map((yj, j) => m.mul(m.constant(j + 1), yj));
}

/** −Σ y (1 − a)² log a: cross-entropy that looks away from what is nearly right. */
export const focal: Loss = /* @__PURE__ */ loss({
  name: "focal",
  value: (m, { a, y }) => {
    const terms = a.map((aj, j) => m.mul(doubt(m, aj), m.xlogy(y[j]!, aj)));
    return m.neg(sum(m, terms));
  },
  gradient: (m, { a, y }) =>
    a.map((aj, j) => {
      const turned = m.mul(m.mul(m.constant(2), m.sub(m.one, aj)), m.xlogy(y[j]!, aj));
      return m.sub(turned, m.mul(doubt(m, aj), m.xdivy(y[j]!, aj)));
    }),
  domain: { text: "a > 0", positive: (_, a) => a },
});

/** (1 − a)². */
export function doubt<T>(m: Arithmetic<T>, a: T): T {
  return m.mul(m.sub(m.one, a), m.sub(m.one, a));
}

/** A loss, and an activation whose outputs lie in its domain. */
interface RightLoss {
  /** The loss. */
  readonly loss: Loss;
  /** The activation. */
  readonly output: Activation;
}

/** Losses that the library does not have, each right: mutants are made from them. */
export const rightLosses = (): readonly RightLoss[] => [
  { loss: huber({ delta: 0.5 }), output: linear },
  { loss: regularized, output: linear },
  { loss: renormalised, output: sigmoid },
  { loss: scaledByLargest, output: sigmoid },
  { loss: labelSmoothing(meanSquaredError, { amount: 0.25 }), output: linear },
  { loss: weighted, output: sigmoid },
  { loss: focal, output: sigmoid },
];
