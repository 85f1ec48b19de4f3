import { assertEquals } from "@std/assert";
import { dense, linear, meanSquaredError, network, tanh } from "../../../engine.ts";
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
