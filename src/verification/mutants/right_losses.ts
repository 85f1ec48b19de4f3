import type { Activation } from "../../activations/activation.ts";
import { linear } from "../../activations/linear.ts";
import { sigmoid } from "../../activations/sigmoid.ts";
import type { Arithmetic } from "../../arithmetic/arithmetic.ts";
import { maximum, sum } from "../../arithmetic/reductions.ts";
import { categoricalCrossEntropy } from "../../losses/categorical_cross_entropy.ts";
import { type Loss, loss, type Outcome } from "../../losses/loss.ts";

/** The mean over the N outputs of (a − y)². */
export const meanSquaredError: Loss = loss({
  name: "meanSquaredError",
  value: (m, outcome) => {
    const squares = errorsOf(m, outcome).map((error) => m.mul(error, error));
    return m.div(sum(m, squares), m.constant(squares.length));
  },
  gradient: (m, outcome) => {
    const factor = m.div(m.constant(2), m.constant(outcome.a.length));
    return errorsOf(m, outcome).map((error) => m.mul(factor, error));
  },
});

/** Σ |a − y|; its gradient is 0 where the two are equal. */
export const absoluteError: Loss = loss({
  name: "absoluteError",
  value: (m, outcome) => sum(m, errorsOf(m, outcome).map((error) => magnitude(m, error))),
  gradient: (m, outcome) => errorsOf(m, outcome).map((error) => signOf(m, error)),
});

/** From where on Huber's loss is linear. */
export const DELTA = 0.5;

/** Huber's loss: ½ e² where |e| ≤ δ, else δ (|e| − ½ δ). */
export const huber: Loss = loss({
  name: "huber",
  value: (m, outcome) => {
    const half = m.constant(0.5), delta = m.constant(DELTA);
    return sum(
      m,
      errorsOf(m, outcome).map((error) => {
        const size = magnitude(m, error);
        const far = m.mul(delta, m.sub(size, m.mul(half, delta)));
        return m.choose(m.sub(size, delta), far, m.mul(half, m.mul(error, error)));
      }),
    );
  },
  gradient: (m, outcome) => {
    const delta = m.constant(DELTA);
    return errorsOf(m, outcome).map((error) => {
      const far = m.mul(delta, signOf(m, error));
      return m.choose(m.sub(magnitude(m, error), delta), far, error);
    });
  },
});

/** −Σ (y log a + (1 − y) log(1 − a)), each output a probability of its own. */
export const binaryCrossEntropy: Loss = loss({
  name: "binaryCrossEntropy",
  value: (m, { a, y }) => {
    const terms = a.map((aj, j) => {
      const rest = m.xlogy(m.sub(m.one, y[j]!), m.sub(m.one, aj));
      return m.add(m.xlogy(y[j]!, aj), rest);
    });
    return m.neg(sum(m, terms));
  },
  gradient: (m, { a, y }) =>
    a.map((aj, j) => {
      const rest = m.xdivy(m.sub(m.one, y[j]!), m.sub(m.one, aj));
      return m.sub(rest, m.xdivy(y[j]!, aj));
    }),
  domain: { text: "0 < a < 1", positive: (m, a) => m.choose(a, m.sub(m.one, a), a) },
});

/** From where on the hinge loss is 0: small, so that many outputs are there. */
const MARGIN = 0.1;

/** The hinge loss Σ max(0, μ − y a) with a margin μ. */
export const hinge: Loss = loss({
  name: "hinge",
  value: (m, { a, y }) => {
    const margins = a.map((aj, j) => m.sub(m.constant(MARGIN), m.mul(y[j]!, aj)));
    return sum(m, margins.map((margin) => m.choose(margin, margin, m.zero)));
  },
  gradient: (m, { a, y }) =>
    a.map((aj, j) => {
      const margin = m.sub(m.constant(MARGIN), m.mul(y[j]!, aj));
      return m.choose(margin, m.neg(y[j]!), m.zero);
    }),
});

/** Σ (a − y log a), the negative log-likelihood of counts. */
export const poisson: Loss = loss({
  name: "poisson",
  value: (m, { a, y }) => sum(m, a.map((aj, j) => m.sub(aj, m.xlogy(y[j]!, aj)))),
  gradient: (m, { a, y }) => a.map((aj, j) => m.sub(m.one, m.xdivy(y[j]!, aj))),
  domain: { text: "a > 0", positive: (_, a) => a },
});

/** How much a square of an output adds to the penalised loss. */
export const PENALTY = 0.25;

/** ½ Σ (a − y)² + ρ Σ a²: squared errors with a penalty on large outputs. */
export const penalised: Loss = loss({
  name: "penalised",
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
export const renormalised: Loss = loss({
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
export const scaledByLargest: Loss = loss({
  name: "scaledByLargest",
  value: (m, { a, y }) => {
    const top = maximum(m, a);
    return categoricalCrossEntropy.value(m, { a: a.map((aj) => m.div(aj, top)), y });
  },
  domain: { text: "a > 0", positive: (_, a) => a },
});

/** Cross-entropy with targets that are first moved towards 1/N, nine tenths of each being kept. */
export const smoothed: Loss = loss({
  name: "smoothed",
  value: (m, { a, y }) => categoricalCrossEntropy.value(m, { a, y: smooth(m, y) }),
  gradient: (m, { a, y }) => categoricalCrossEntropy.gradient(m, { a, y: smooth(m, y) }),
  domain: { text: "a > 0", positive: (_, a) => a },
});

function smooth<T>(m: Arithmetic<T>, y: readonly T[]): T[] {
  const even = m.div(m.constant(0.1), m.constant(y.length));
  return y.map((yj) => m.add(m.mul(m.constant(0.9), yj), even));
}

/** Cross-entropy in which the j-th class counts j + 1 times. */
export const weighted: Loss = loss({
  name: "weighted",
  value: (m, { a, y }) => categoricalCrossEntropy.value(m, { a, y: weigh(m, y) }),
  gradient: (m, { a, y }) => categoricalCrossEntropy.gradient(m, { a, y: weigh(m, y) }),
  domain: { text: "a > 0", positive: (_, a) => a },
});

function weigh<T>(m: Arithmetic<T>, y: readonly T[]): T[] {
  return y.map((yj, j) => m.mul(m.constant(j + 1), yj));
}

/** −Σ y (1 − a)² log a: cross-entropy that looks away from what is nearly right. */
export const focal: Loss = loss({
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

/** a − y. */
export function errorsOf<T>(m: Arithmetic<T>, { a, y }: Outcome<T>): T[] {
  return a.map((aj, j) => m.sub(aj, y[j]!));
}

/** |x|. */
export function magnitude<T>(m: Arithmetic<T>, x: T): T {
  return m.choose(x, x, m.neg(x));
}

/** 1, −1 or 0. */
export function signOf<T>(m: Arithmetic<T>, x: T): T {
  return m.choose(x, m.one, m.choose(m.neg(x), m.neg(m.one), m.zero));
}

/** A loss, and an activation whose outputs lie in its domain. */
export interface RightLoss {
  /** The loss. */
  readonly loss: Loss;
  /** The activation. */
  readonly output: Activation;
}

/** Losses that the library does not have, each right: mutants are made from them. */
export const RIGHT_LOSSES: readonly RightLoss[] = [
  { loss: meanSquaredError, output: linear },
  { loss: absoluteError, output: linear },
  { loss: huber, output: linear },
  { loss: binaryCrossEntropy, output: sigmoid },
  { loss: hinge, output: linear },
  { loss: poisson, output: sigmoid },
  { loss: penalised, output: linear },
  { loss: renormalised, output: sigmoid },
  { loss: scaledByLargest, output: sigmoid },
  { loss: smoothed, output: sigmoid },
  { loss: weighted, output: sigmoid },
  { loss: focal, output: sigmoid },
];
