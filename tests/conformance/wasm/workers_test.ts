import { assert, assertEquals, assertRejects } from "@std/assert";
import { dense, linear, meanSquaredError, network, tanh } from "../../../engine.ts";
import { wasm } from "../../../executors.ts";
import { randomKey } from "../../../src/core/random/random.ts";
import { adam, fit } from "../../../train.ts";
import { matrixOf } from "../../support/arbitraries.ts";
import { bitsOf } from "../../support/bits.ts";
import { leavingNoWorker } from "../../support/workers.ts";

// Of a matrix of one row the leader once updated columns that another worker transposed: the wider, the
// surer that one of them reads too early. Six runs of six did.
Deno.test("two workers train layers of one input to the bits of one worker", () =>
  leavingNoWorker(async () => {
    const layers = [dense(1024, tanh), dense(1, tanh), dense(1024, tanh), dense(1, linear)];
    const net = network({ inputs: 1, layers, seed: 1 });
    const data = { inputs: matrixOf(64, 1, 2), targets: matrixOf(64, 1, 3) };
    const run = async (workers: number) => {
      const rules = { loss: meanSquaredError, optimizer: adam({ learningRate: 1e-3 }) };
      const plan = { ...rules, epochs: 20, batchSize: 8, seed: 1, executor: "wasm", workers };
      return bitsOf((await fit(net, data, plan)).network);
    };
    assertEquals(await run(2), await run(1));
  }));

Deno.test({
  name: "however many workers auto tries, they train to the bits of one worker",
  ignore: navigator.hardwareConcurrency < 2,
  fn: () =>
    leavingNoWorker(async () => {
      const net = network({ inputs: 40, layers: [dense(33, tanh), dense(7, linear)], seed: 1 });
      const dataset = { inputs: matrixOf(512, 40, 2), targets: matrixOf(512, 7, 3) };
      const optimizer = adam({ learningRate: 1e-3 });
      const plan = { loss: meanSquaredError, optimizer, dataset, batchSize: 30 };
      const maskKey = () => randomKey(0);
      const rows = Uint32Array.from({ length: 512 }, (_, i) => i);
      // As if for hours, so that a trial seems cheap.
      const auto = await wasm.open(net, { ...plan, maskKey, workers: "auto", steps: 1e9 });
      const one = await wasm.open(net, { ...plan, maskKey, workers: 1 });
      try {
        const seen = new Set<number>();
        // Until two have begun and one went on, or two went on; how long that takes is the machine's.
        for (let epochs = 0; seen.size < 2 || epochs % 100 > 0; epochs++) {
          assert(epochs < 1e5, "nothing was tried");
          assertEquals(await auto.steps(rows), await one.steps(rows));
          seen.add(auto.workers!());
        }
        assertEquals(bitsOf(await auto.network()), bitsOf(await one.network()));
        assertEquals(bitsOf(await auto.state()), bitsOf(await one.state()));
      } finally {
        auto.close();
        one.close();
      }
    }),
});

Deno.test("a session that is closed while its workers take steps rejects them", () =>
  leavingNoWorker(async () => {
    const net = network({ inputs: 40, layers: [dense(33, tanh), dense(7, linear)], seed: 1 });
    const dataset = { inputs: matrixOf(512, 40, 2), targets: matrixOf(512, 7, 3) };
    const plan = { loss: meanSquaredError, optimizer: adam(), dataset, batchSize: 32 };
    const session = await wasm.open(net, { ...plan, maskKey: () => randomKey(0), workers: 2 });
    const steps = session.steps(Uint32Array.from({ length: 512 }, (_, i) => i));
    session.close();
    await assertRejects(() => steps, Error, "its session was closed while it worked");
  }));
