import { assert, assertEquals } from "@std/assert";
import { classification } from "../../../data.ts";
import {
  categoricalCrossEntropy,
  dense,
  elementwise,
  l1,
  l2,
  matrix,
  network,
  regularizer,
  softmax,
  sumOfSquaredErrors,
  tanh,
} from "../../../engine.ts";
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
  fit,
  type FitOptions,
  lion,
  nadam,
  oneCycle,
  type Optimizer,
  rmsprop,
  sgd,
  stepDecay,
  warmUp,
} from "../../../train.ts";
import { matrixOf } from "../../support/arbitraries.ts";
import { bitsOf } from "../../support/bits.ts";
import { distance } from "../../support/layers.ts";

const EPOCHS = 4, EXAMPLES = 42, BATCH = 12;
/** The last batch of each epoch is smaller than the others. */
const STEPS = EPOCHS * Math.ceil(EXAMPLES / BATCH);
const RATE = 1 / 64;

/** All vectors of each layer are padded: no number of units is a multiple of four. */
const net = network({
  inputs: 7,
  layers: [dense(9, tanh), dense(6, tanh), dense(3, softmax)],
  seed: 2,
});
const numbers = matrixOf(EXAMPLES, 7, 3);
const labels = Array.from({ length: EXAMPLES }, (_, i) => i % 3);
/** Dense rows, and packed ones as of images: most bytes 0, one column always, as dead pixels are. */
const DATA = {
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
const slow = { learningRate: RATE / 4 };
const RUNS: Readonly<Record<string, Pick<FitOptions, "optimizer" | "regularizer">>> = {
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
const BOUND = 2 * STEPS * (2 ** -23 + RATE * 8 * 2 ** -16);

for (const [kind, dataset] of Object.entries(DATA)) {
  for (const [name, descent] of Object.entries(RUNS)) {
    Deno.test(`${name} on ${kind} rows: wasm agrees with the engine, the same bits for any workers`, async () => {
      const run = (executor: "wasm" | "reference", workers = 1) =>
        fit(net, dataset, {
          ...{ loss: categoricalCrossEntropy, epochs: EPOCHS, batchSize: BATCH, seed: 4 },
          ...{ ...descent, executor, workers },
        });
      const expected = await run("reference"), got = await run("wasm");
      const off = distance(got.network, expected.network);
      assert(off < BOUND, `off by ${off}, where ${BOUND} is allowed`);
      got.history.forEach(({ cost }, e) => {
        const exact = expected.history[e]!.cost;
        // The slope of the cost is below 8 along any parameter's way.
        assert(Math.abs(cost - exact) < 8 * BOUND, `${cost} and ${exact}`);
      });
      for (const workers of [2, 3]) {
        const shared = await run("wasm", workers);
        assertEquals(bitsOf(shared.network), bitsOf(got.network));
        assertEquals(shared.history.map(({ cost }) => cost), got.history.map(({ cost }) => cost));
      }
    });
  }
}

Deno.test("descents differ from each other by far more than wasm may from the engine", async () => {
  const ends = await Promise.all(
    Object.values(RUNS).map(async (descent) => {
      const plan = { loss: categoricalCrossEntropy, epochs: EPOCHS, batchSize: BATCH, seed: 4 };
      const run = await fit(net, DATA.dense, { ...plan, ...descent, executor: "reference" });
      return run.network;
    }),
  );
  const names = Object.keys(RUNS);
  for (let i = 0; i < ends.length; i++) {
    for (let j = 0; j < i; j++) {
      const pair = `${names[i]} and ${names[j]}`;
      // A clip to ⅛ makes one to ¼ needless, and one to a million does nothing.
      if (/twice and clipped\(\)$|too long for and sgd\(\) with momentum$/.test(pair)) continue;
      const apart = distance(ends[i]!, ends[j]!);
      assert(apart > 2 * BOUND, `${pair}: ${apart}`);
    }
  }
});

Deno.test("clipped() has no effect to the bit where nothing is too long, on wasm", async () => {
  const end = async (optimizer: Optimizer) =>
    (await fit(net, DATA.dense, { loss: categoricalCrossEntropy, optimizer, batchSize: BATCH }))
      .network;
  const all = await end(clipped(adam(slow), { norm: 1e6 }));
  assertEquals(bitsOf(all), bitsOf(await end(adam(slow))));
});

Deno.test("clipped() on wasm takes the squares of gradients that float32 cannot hold", async () => {
  const steep = elementwise({
    name: "steep",
    value: (m, z) => m.mul(m.constant(1e12), z),
  });
  const one = network({ inputs: 1, layers: [dense(1, steep)], seed: 1 });
  const data = { inputs: matrix([[1]]), targets: matrix([[-1e12]]) };
  const optimizer = clipped(sgd({ learningRate: 0.5 }), { norm: 0.25 });
  const plan = { loss: sumOfSquaredErrors, optimizer };
  const { network: moved } = await fit(one, data, plan);
  const { network: exact } = await fit(one, data, { ...plan, executor: "reference" });
  const off = distance(moved, exact);
  // A step of 0.125 in float32, from a weight below 2.
  assert(off < 2 ** -22 && distance(exact, one) > 0.05, `${off}`);
});
