import { assert, assertEquals } from "@std/assert";
import {
  categoricalCrossEntropy,
  dense,
  elementwise,
  matrix,
  network,
  sumOfSquaredErrors,
} from "../../../engine.ts";
import { adam, clipped, fit, type Optimizer, sgd } from "../../../train.ts";
import { bitsOf } from "../../support/bits.ts";
import { BATCH, BOUND, DATA, EPOCHS, net, RUNS, slow } from "../../support/descents.ts";
import { distance } from "../../support/layers.ts";

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
