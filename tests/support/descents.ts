import { classification } from "../../data.ts";
import { dense, l1, l2, network, regularizer, softmax, tanh } from "../../engine.ts";
import {
  adadelta,
  adagrad,
  adam,
  adamw,
  chainSchedules,
  clipped,
  cosineDecay,
  decayed,
  exponentialDecay,
  type FitOptions,
  lion,
  nadam,
  oneCycle,
  rmsprop,
  sgd,
  stepDecay,
  warmUp,
} from "../../train.ts";
import { matrixOf } from "./arbitraries.ts";

const EXAMPLES = 42;
export const EPOCHS = 4, BATCH = 12;
/** The last batch of each epoch is smaller than the others. */
const STEPS = EPOCHS * Math.ceil(EXAMPLES / BATCH);
const RATE = 1 / 64;

/** All vectors of each layer are padded: no number of units is a multiple of four. */
export const net = network({
  inputs: 7,
  layers: [dense(9, tanh), dense(6, tanh), dense(3, softmax)],
  seed: 2,
});
const numbers = matrixOf(EXAMPLES, 7, 3);
const labels = Array.from({ length: EXAMPLES }, (_, i) => i % 3);
/** Dense rows, and packed ones as of images: most bytes 0, one column always, as dead pixels are. */
export const DATA = {
  dense: classification(numbers, labels, 3),
  packed: classification(
    {
      rows: EXAMPLES,
      columns: 7,
      scale: 1 / 255,
      data: Uint8Array.from(numbers.data, (x, i) => i % 7 === 2 || x < 0.3 ? 0 : 255 * x),
    },
    labels,
    3,
  ),
};

/** Its slope at 0 is not 0: whatever pads the blocks is moved, and must not be counted. */
const nearOne = regularizer({
  name: "near one",
  value: (m, w) => m.mul(m.constant(0.01), m.mul(m.sub(w, m.one), m.sub(w, m.one))),
});

const momentum = { learningRate: RATE, momentum: 0.875 };
export const slow = { learningRate: RATE / 4 };
export const RUNS: Readonly<Record<string, Pick<FitOptions, "optimizer" | "regularizer">>> = {
  "sgd()": { optimizer: sgd({ learningRate: RATE }) },
  "sgd() with momentum": { optimizer: sgd(momentum) },
  "sgd() with Nesterov's momentum": { optimizer: sgd({ ...momentum, nesterov: true }) },
  "rmsprop()": { optimizer: rmsprop(slow) },
  "adam()": { optimizer: adam(slow) },
  "adagrad()": { optimizer: adagrad(slow) },
  "adadelta()": { optimizer: adadelta({ epsilon: 1e-4 }) },
  "nadam()": { optimizer: nadam({ ...slow, momentumDecay: 0.5 }) },
  "adam() with amsgrad": { optimizer: adam({ ...slow, beta2: 0.5, amsgrad: true }) },
  "lion()": { optimizer: lion({ learningRate: RATE / 16 }) },
  "adamw()": { optimizer: adamw({ ...slow, weightDecay: 0.5 }) },
  "decayed()": { optimizer: decayed(sgd(momentum), { weightDecay: 0.5 }) },
  "clipped()": { optimizer: clipped(sgd(momentum), { norm: 0.125 }) },
  "clipped() adam()": { optimizer: clipped(adam(slow), { norm: 0.125 }) },
  "clipped() twice": {
    optimizer: clipped(clipped(sgd(momentum), { norm: 0.125 }), { norm: 0.25 }),
  },
  "a clip that nothing is too long for": { optimizer: clipped(sgd(momentum), { norm: 1e6 }) },
  "l1()": { optimizer: sgd({ learningRate: RATE }), regularizer: l1(0.01) },
  "l2()": { optimizer: sgd({ learningRate: RATE }), regularizer: l2(0.01) },
  "l2() and clipped() adamw()": {
    optimizer: clipped(adamw(slow), { norm: 0.125 }),
    regularizer: l2(0.01),
  },
  "a regularizer that moves zeros, and clipped()": {
    optimizer: clipped(sgd(momentum), { norm: 0.125 }),
    regularizer: nearOne,
  },
  "stepDecay()": { optimizer: sgd({ learningRate: stepDecay({ from: RATE, every: 7 }) }) },
  "exponentialDecay()": {
    optimizer: sgd({ learningRate: exponentialDecay({ from: RATE, to: 1e-3, steps: STEPS }) }),
  },
  "warmUp() and cosineDecay()": {
    optimizer: sgd({
      learningRate: warmUp({ steps: 5, then: cosineDecay({ from: RATE, steps: 19 }) }),
    }),
  },
  "oneCycle(), then a constant": {
    optimizer: sgd({
      learningRate: chainSchedules(oneCycle({ peak: RATE, steps: 15 }), 15, () => RATE / 8),
    }),
  },
};

/*
 * How far float32 may be from float64. All numbers are below 4, so that a parameter is rounded by 2⁻²³ at
 * most in each step, and so is what an optimizer remembers of it. A derivative is a sum of some 60 products
 * of numbers below 2, each off by some roundings: 2⁻¹⁶ of the largest derivative, some 0.5, is beyond that.
 * Steps are λ times that, and up to 1 / (1 − μ) = 8 times as much with momentum. Where the derivative is
 * divided by its own size, what counts is how far it is off relative to itself, up to some 2⁻¹⁰ where
 * terms cancel, times λ / 4. Errors of early steps are carried on, so far as the cost is not flat: twice.
 */
export const BOUND = 2 * STEPS * (2 ** -23 + RATE * 8 * 2 ** -16);
