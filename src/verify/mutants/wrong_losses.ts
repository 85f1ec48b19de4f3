import type { Activation } from "../../nn/activations/activation.ts";
import { ACTIVATIONS } from "../../nn/activations/activations.ts";
import { sigmoidBinaryCrossEntropy } from "../../nn/losses/binary_cross_entropy.ts";
import { errorsOf, shares } from "../../nn/losses/errors.ts";
import { huber as huberOf } from "../../nn/losses/huber.ts";
import { type Loss, loss, type Pair } from "../../nn/losses/loss.ts";
import { LOSSES } from "../../nn/losses/losses.ts";
import { softmaxCrossEntropy } from "../../nn/losses/softmax_cross_entropy.ts";
import { lossParts, type Mutant } from "./mutant.ts";
import {
  doubt,
  focal,
  PENALTY,
  regularized,
  renormalised,
  scaledByLargest,
  weighted,
} from "./right_losses.ts";
import { categoricalCrossEntropy } from "../../nn/losses/categorical_cross_entropy.ts";

/** Not 1, which would hide a missing factor. */
const DELTA = 0.5;

/** Losses whose gradient or paired error is not the derivative of their value. */
export function wrongLosses(): readonly Mutant[] {
  const { linear, sigmoid, softmax, tanh } = ACTIVATIONS;
  const { sumOfSquaredErrors, binaryCrossEntropy, binaryCrossEntropyFromLogits } = LOSSES;
  const { crossEntropyFromLogits, smoothedCrossEntropy, meanSquaredError } = LOSSES;
  const { meanAbsoluteError, hinge, kullbackLeibler, poisson } = LOSSES;
  const huber = huberOf({ delta: DELTA });
  return [
    wrong("the factor 2/N of a mean squared error lost", meanSquaredError, linear, {
      source: "the gradient of half a sum of squares used for a mean of squares",
      gradient: errorsOf,
    }),
    wrong("the 2 of a mean squared error lost", meanSquaredError, linear, {
      source: "an exponent that was not brought down",
      gradient: (m, outcome) => {
        const units = m.constant(outcome.a.length);
        return errorsOf(m, outcome).map((error) => m.div(error, units));
      },
    }),
    wrong("the sign of a squared error lost", sumOfSquaredErrors, tanh, {
      source: "y − a in place of a − y",
      gradient: (m, outcome) => errorsOf(m, outcome).map((error) => m.neg(error)),
    }),
    wrong("a squared error differentiated through an absolute value", sumOfSquaredErrors, tanh, {
      source: "the sign lost through an absolute value",
      gradient: (m, outcome) =>
        errorsOf(m, outcome).map((error) => m.choose(error, error, m.neg(error))),
    }),
    wrong("the gradient of a squared error halved", sumOfSquaredErrors, tanh, {
      source: "½ of the value kept in its derivative",
      gradient: (m, outcome) => errorsOf(m, outcome).map((error) => m.mul(m.constant(0.5), error)),
    }),
    wrong("an absolute error without its sign", meanAbsoluteError, linear, {
      source: "the derivative of |x| taken as 1",
      gradient: (m, { a }) => shares(m, a.map(() => m.one)),
    }),
    wrong("a mean absolute error with the gradient of a sum", meanAbsoluteError, linear, {
      source: "a mean taken in the value but not in its gradient",
      gradient: (m, outcome) => {
        const units = m.constant(outcome.a.length);
        return meanAbsoluteError.gradient(m, outcome).map((slope) => m.mul(units, slope));
      },
    }),
    wrong("Huber's branches swapped", huber, linear, {
      source: "the arms of a choice swapped",
      gradient: (m, outcome) => {
        const delta = m.constant(DELTA);
        const swapped = errorsOf(m, outcome).map((error) => {
          const size = m.choose(error, error, m.neg(error));
          return m.choose(m.sub(size, delta), error, m.choose(error, delta, m.neg(delta)));
        });
        return shares(m, swapped);
      },
    }),
    wrong("Huber's far branch without δ", huber, linear, {
      source: "a factor that is 1 by default",
      gradient: (m, outcome) => {
        const delta = m.constant(DELTA), minus = m.neg(m.one);
        const slopes = errorsOf(m, outcome).map((error) => {
          const size = m.choose(error, error, m.neg(error));
          return m.choose(m.sub(size, delta), m.choose(error, m.one, minus), error);
        });
        return shares(m, slopes);
      },
    }),
    wrong("the regularizer used as its own gradient", regularized, linear, {
      source: "a regularizer added to the gradient as it was added to the cost",
      gradient: (m, outcome) =>
        errorsOf(m, outcome).map((error, j) => {
          const square = m.mul(outcome.a[j]!, outcome.a[j]!);
          return m.add(error, m.mul(m.constant(PENALTY), square));
        }),
    }),
    wrong("the 2 of a squared penalty lost", regularized, linear, {
      source: "two conventions for the strength of a regularizer",
      gradient: (m, outcome) =>
        errorsOf(m, outcome).map((error, j) => {
          return m.add(error, m.mul(m.constant(PENALTY), outcome.a[j]!));
        }),
    }),
    wrong("a regularizer that is not differentiated", regularized, linear, {
      source: "a regularizer that is reported and not trained",
      gradient: errorsOf,
    }),
    wrong("the hinge's gradient where the margin is kept", hinge, linear, {
      source: "a mask that is computed and not applied",
      examples: 8,
      gradient: (m, { y }) => shares(m, y.map((yj) => m.neg(yj))),
    }),
    wrong("the hinge's gradient without the target's sign", hinge, linear, {
      source: "a loss of two classes differentiated for only one of them",
      gradient: (m, { a, y }) =>
        shares(
          m,
          a.map((aj, j) => {
            return m.choose(m.sub(m.one, m.mul(y[j]!, aj)), m.neg(m.one), m.zero);
          }),
        ),
    }),
    wrong("cross-entropy without its minus", categoricalCrossEntropy, sigmoid, {
      source: "a sign lost",
      gradient: (m, { a, y }) => a.map((aj, j) => m.xdivy(y[j]!, aj)),
    }),
    wrong("cross-entropy as NaN where a target is negative", categoricalCrossEntropy, sigmoid, {
      source: "−e^(log y − log a), which is −y / a for positive targets alone",
      gradient: (m, { a, y }) => a.map((aj, j) => m.neg(m.exp(m.sub(m.log(y[j]!), m.log(aj))))),
    }),
    wrong("an ε left in the denominator of cross-entropy", categoricalCrossEntropy, sigmoid, {
      source: "a guard against division by zero in the gradient alone",
      gradient: (m, { a, y }) =>
        a.map((aj, j) => m.neg(m.xdivy(y[j]!, m.add(aj, m.constant(1e-7))))),
    }),
    wrong("renormalised outputs differentiated as if they were not", renormalised, sigmoid, {
      source: "outputs divided by their sum in the value, and not in the gradient",
      gradient: categoricalCrossEntropy.gradient,
    }),
    wrong("the largest output, a divisor, taken for a constant", scaledByLargest, sigmoid, {
      source: "a maximum detached where it does not cancel",
      gradient: categoricalCrossEntropy.gradient,
    }),
    wrong("targets smoothed in the value alone", smoothedCrossEntropy, sigmoid, {
      source: "a transformation of the targets in one of two places",
      gradient: categoricalCrossEntropy.gradient,
    }),
    wrong("classes weighted in the value alone", weighted, sigmoid, {
      source: "class weights in one of two places",
      gradient: categoricalCrossEntropy.gradient,
    }),
    wrong("the focal factor taken for a constant", focal, sigmoid, {
      source: "a weight detached that depends on the outputs",
      gradient: (m, { a, y }) => a.map((aj, j) => m.neg(m.mul(doubt(m, aj), m.xdivy(y[j]!, aj)))),
    }),
    wrong("binary cross-entropy without the term of 1 − y", binaryCrossEntropy, sigmoid, {
      source: "the gradient of categorical cross-entropy reused",
      gradient: (m, { a, y }) => a.map((aj, j) => m.neg(m.xdivy(y[j]!, aj))),
    }),
    wrong("binary cross-entropy of logits, given outputs", binaryCrossEntropy, sigmoid, {
      source: "a − y, which the sigmoid is part of, multiplied by its slope again",
      gradient: errorsOf,
    }),
    wrong("the likelihood of counts by log a in place of a", poisson, sigmoid, {
      source: "the gradient of a loss of logarithms used for one of outputs",
      gradient: (m, { a, y }) => a.map((aj, j) => m.sub(aj, y[j]!)),
    }),
    wrong("logits taken for probabilities", binaryCrossEntropyFromLogits, linear, {
      source: "a − y, where a is not yet a probability",
      gradient: errorsOf,
    }),
    wrong("σ differentiated twice on logits", binaryCrossEntropyFromLogits, linear, {
      source: "a derivative with respect to logits multiplied by the slope of the sigmoid",
      gradient: (m, { a, y }) =>
        a.map((aj, j) => {
          const s = sigmoid.value(m, aj);
          return m.mul(m.sub(s, y[j]!), m.mul(s, m.sub(m.one, s)));
        }),
    }),
    wrong("cross-entropy of logits as softmax − y", crossEntropyFromLogits, linear, {
      source: "(32) used for targets that do not sum to 1",
      gradient: (m, { a, y }) => errorsOf(m, { a: softmax.value(m, a), y }),
    }),
    wrong("cross-entropy of logits without softmax", crossEntropyFromLogits, linear, {
      source: "logits taken for probabilities",
      gradient: (m, { a, y }) => softmaxCrossEntropy.error(m, { z: a, a }, y),
    }),
    wrong("the divergence of the targets from the outputs", kullbackLeibler, sigmoid, {
      source: "the arguments of a divergence swapped: log(a / y) + 1",
      gradient: (m, { a, y }) => a.map((aj, j) => m.add(m.sub(m.log(aj), m.log(y[j]!)), m.one)),
    }),
    wrong("a divergence with the gradient of the entropy in it", kullbackLeibler, sigmoid, {
      source: "y log y differentiated as if y were the output",
      gradient: (m, { a, y }) =>
        a.map((aj, j) => m.sub(m.add(m.log(aj), m.one), m.xdivy(y[j]!, aj))),
    }),
    wrong("the likelihood of counts without its rate", poisson, sigmoid, {
      source: "the gradient of categorical cross-entropy reused",
      gradient: (m, { a, y }) => a.map((aj, j) => m.neg(m.xdivy(y[j]!, aj))),
    }),
    wrongPair("a − y with smoothed targets in the value alone", {
      source: "a transformation of the targets in one of two places",
      error: (m, { a }, y) => errorsOf(m, { a, y }),
    }, smoothedCrossEntropy),
    wrongPair("y − a of sigmoid with binary cross-entropy", {
      source: "a sign lost",
      error: (m, { a }, y) => errorsOf(m, { a, y }).map((error) => m.neg(error)),
    }, binaryCrossEntropy),
    wrongPair("(a − y) a (1 − a) of sigmoid with binary cross-entropy", {
      source: "∂L/∂z pulled back through the sigmoid again",
      error: (m, at, y) => {
        return sigmoidBinaryCrossEntropy.error(m, at, y).map((error, j) => {
          return m.mul(error, sigmoid.slope(m, { z: at.z[j]!, a: at.a[j]! }));
        });
      },
    }, binaryCrossEntropy),
    wrongPair("a − y where Σ y is not 1", {
      source: "(32) used for targets that are not one-hot",
      error: (m, { a }, y) => a.map((aj, j) => m.sub(aj, y[j]!)),
    }),
    wrongPair("y − a Σ y", {
      source: "a sign lost",
      error: (m, at, y) => softmaxCrossEntropy.error(m, at, y).map((error) => m.neg(error)),
    }),
    wrongPair("softmax with cross-entropy averaged over the classes", {
      source: "a mean over both axes of a batch",
      error: (m, at, y) => {
        const classes = m.constant(y.length);
        return softmaxCrossEntropy.error(m, at, y).map((error) => m.div(error, classes));
      },
    }),
    wrongPair("softmax differentiated twice", {
      source: "∂L/∂z pulled back through softmax again",
      error: (m, at, y) => softmax.pullback(m, at, softmaxCrossEntropy.error(m, at, y)),
    }),
    wrongPair("softmax not differentiated", {
      source: "−y / a taken for ∂L/∂z",
      error: (m, { a }, y) => categoricalCrossEntropy.gradient(m, { a, y }),
    }),
  ];
}

type WrongGradient = Pick<Mutant, "source"> & Pick<Loss, "gradient"> & {
  /** How many examples are needed to reach where it is wrong. Defaults to 2. */
  readonly examples?: number;
};

function wrong(
  name: string,
  right: Loss,
  output: Activation,
  { source, gradient, examples = 2 }: WrongGradient,
): Mutant {
  const { plan, formula } = lossParts(loss({ ...right, gradient, pairs: [] }), output);
  return { name, source, plan: { ...plan, examples }, ...(formula && { formula }) };
}

type WrongError = Pick<Mutant, "source"> & Pick<Pair, "error">;

/** A loss with a wrong error in its only pair. */
function wrongPair(
  name: string,
  { source, error }: WrongError,
  right: Loss = categoricalCrossEntropy,
): Mutant {
  const [pair] = right.pairs;
  const wrong = loss({ ...right, pairs: [{ ...pair!, error }] });
  return { name, source, ...lossParts(wrong, pair!.activation) };
}
