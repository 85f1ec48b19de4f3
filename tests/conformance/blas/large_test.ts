import { assert } from "@std/assert";
import { classification } from "../../../data.ts";
import {
  categoricalCrossEntropy,
  conv2d,
  dense,
  l2,
  type Network,
  network,
  softmax,
  tanh,
} from "../../../engine.ts";
import { adam, clipped, fit, type FitOptions, predict, sgd } from "../../../train.ts";
import { randomKey, uniform } from "../../../src/core/random/random.ts";
import { allByBlas, lacksBlas } from "../../support/blas.ts";
import { distance } from "../../support/layers.ts";

const lacking = lacksBlas(), ignore = lacking !== "";

// Float32 rounds at 2⁻²⁴, sums here have at most 8,100 terms below one in any order, and the few steps move
// no parameter further than 1: what is wrong by one number of a hundred is far above.
const BOUND = 1e-4;

/** Asserts that what is trained differs from what wasm trains by rounding alone, and was trained. */
async function checkTraining(
  net: Network,
  options: Pick<FitOptions, "optimizer" | "regularizer">,
): Promise<void> {
  const rows = 18, columns = net.inputs;
  const inputs = { rows, columns, data: uniform(randomKey(2), rows * columns, -1, 1) };
  const data = classification(inputs, Array.from({ length: rows }, (_, i) => i % 3), 3);
  const plan = { loss: categoricalCrossEntropy, batchSize: 9, epochs: 2, seed: 3, ...options };
  const expected = await fit(net, data, { ...plan, executor: "wasm", workers: 1 });
  const got = await fit(net, data, { ...plan, executor: allByBlas() });
  assert(distance(expected.network, net) > 100 * BOUND, "nothing was learned");
  const off = distance(got.network, expected.network);
  assert(off < BOUND, `off by ${off}`);
  const [a, b] = await Promise.all(
    ["wasm" as const, allByBlas()].map((executor) => predict(net, inputs, { executor })),
  );
  Array.from(a!.data).forEach((x, i) => {
    assert(Math.abs(x - b!.data[i]!) < BOUND, `output ${i}`);
  });
}

Deno.test({
  name: `blas gathers windows in parts where all do not fit, errors too${lacking}`,
  ignore,
  fn: async () => {
    // 230 kB of windows an image, and 290 kB of errors: four and three at a time, of nine.
    const layers = [conv2d(8, 3, tanh), conv2d(8, 3, tanh), dense(3, softmax)];
    const net = network({ inputs: [32, 32, 8], layers, seed: 1 });
    await checkTraining(net, { optimizer: sgd({ learningRate: 0.2 }) });
    await checkTraining(net, { optimizer: adam({ learningRate: 0.02 }) });
  },
});

Deno.test({
  name: `blas sums squares and penalties of rows wider than a panel of tiles${lacking}`,
  ignore,
  fn: async () => {
    // 70 and 33 columns: whole cache lines, some vectors behind them, and part of one.
    const layers = [dense(70, tanh), dense(33, tanh), dense(3, softmax)];
    const net = network({ inputs: 20, layers, seed: 1 });
    await checkTraining(net, {
      optimizer: clipped(sgd({ learningRate: 0.5 }), { norm: 0.1 }),
      regularizer: l2(0.1),
    });
  },
});
