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

/** ρ of {@linkcode regularized}. */
export const PENALTY = 0.25;

/** ½ Σ (a − y)² + ρ Σ a²: squared errors with a penalty on large outputs. */
export const regularized: Loss = /* @__PURE__ */ loss({
  name: "regularized",
  value: (m, outcome) => {
    const errors = sum(m, errorsOf(m, outcome).map((error) => m.mul(error, error)));
    const squares = sum(m, outcome.a.map((aj) => m.mul(aj, aj)));
    return m.add(m.mul(m.constant(0.5), errors), m.mul(m.constant(PENALTY), squares));
  },
  gradient: (m, outcome) => {
    const factor = m.constant(2 * PENALTY);
    return errorsOf(m, outcome).map((error, j) => m.add(error, m.mul(factor, outcome.a[j]!)));
  },
});

/** The cross-entropy of outputs divided by their sum. */
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

/** The cross-entropy of outputs divided by the largest, differentiated by dual numbers. */
export const scaledByLargest: Loss = /* @__PURE__ */ loss({
  name: "scaledByLargest",
  value: (m, { a, y }) => {
    const top = maximum(m, a);
    return categoricalCrossEntropy.value(m, { a: a.map((aj) => m.div(aj, top)), y });
  },
  domain: { text: "a > 0", positive: (_, a) => a },
});

/** Cross-entropy in which class j has the weight j + 1. */
export const weighted: Loss = /* @__PURE__ */ loss({
  name: "weighted",
  value: (m, { a, y }) => categoricalCrossEntropy.value(m, { a, y: weigh(m, y) }),
  gradient: (m, { a, y }) => categoricalCrossEntropy.gradient(m, { a, y: weigh(m, y) }),
  domain: { text: "a > 0", positive: (_, a) => a },
});

function weigh<T>(m: Arithmetic<T>, y: readonly T[]): T[] {
  return y.map((yj, j) => m.mul(m.constant(j + 1), yj));
}

/** −Σ y (1 − a)² log a: cross-entropy with less weight on what is nearly right. */
export const focal: Loss = /* @__PURE__ */ loss({
  name: "focal",
  value: (m, { a, y }) => {
    const terms = a.map((aj, j) => m.mul(doubt(m, aj), m.xlogy(y[j]!, aj)));
    return m.neg(sum(m, terms));
  },
  gradient: (m, { a, y }) =>
    a.map((aj, j) => {
      const first = m.mul(m.mul(m.constant(2), m.sub(m.one, aj)), m.xlogy(y[j]!, aj));
      return m.sub(first, m.mul(doubt(m, aj), m.xdivy(y[j]!, aj)));
    }),
  domain: { text: "a > 0", positive: (_, a) => a },
});

/** (1 − a)². */
export function doubt<T>(m: Arithmetic<T>, a: T): T {
  return m.mul(m.sub(m.one, a), m.sub(m.one, a));
}

/** A loss, and an activation whose outputs lie in its domain. */
interface RightLoss {
  readonly loss: Loss;
  readonly output: Activation;
}

/** Correct losses beyond those of the library, from which mutants are made. */
export const rightLosses = (): readonly RightLoss[] => [
  { loss: huber({ delta: 0.5 }), output: linear },
  { loss: regularized, output: linear },
  { loss: renormalised, output: sigmoid },
  { loss: scaledByLargest, output: sigmoid },
  { loss: labelSmoothing(meanSquaredError, { amount: 0.25 }), output: linear },
  { loss: weighted, output: sigmoid },
  { loss: focal, output: sigmoid },
];
