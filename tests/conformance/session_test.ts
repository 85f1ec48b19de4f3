import { assert, assertEquals } from "@std/assert";
import { dense, linear, matrix, network, relu, sumOfSquaredErrors } from "../../engine.ts";
import { reference, wasm, webgpu } from "../../executors.ts";
import { sgd } from "../../train.ts";
import { randomKey } from "../../src/core/random/random.ts";
import { hasAdapter } from "../support/adapter.ts";
import { bitsOf } from "../support/bits.ts";

const net = network({ inputs: 2, layers: [dense(3, relu), dense(2, linear)], seed: 1 });
const steep = {
  inputs: matrix([[1, 2], [3, 4], [1e18, 1e18], [0, 1]]),
  targets: matrix([[1, 1], [0, 1], [1e30, 0], [1, 0]]),
};

const hasGpu = await hasAdapter();
for (const { name, open } of [reference, wasm, webgpu()]) {
  for (const workers of name === "wasm" ? [1, 2] : [1]) {
    const ignore = name === "webgpu" && !hasGpu;
    Deno.test(
      `${name}, workers: ${workers}: a step whose cost is not finite updates nothing, and is the last${
        name === "webgpu" ? " (needs an adapter of WebGPU)" : ""
      }`,
      { ignore },
      async () => {
        const session = await open(net, {
          ...{ loss: sumOfSquaredErrors, optimizer: sgd({ learningRate: 1e300 }), workers },
          ...{ dataset: steep, batchSize: 1, maskKey: () => randomKey(0) },
        });
        try {
          // Beyond all numbers after one step; the next cost shows it.
          const [first, ...rest] = Array.from(await session.steps(Uint32Array.of(0)));
          assert(Number.isFinite(first) && rest.length === 0);
          const before = bitsOf(await session.network());
          const costs = Array.from(await session.steps(Uint32Array.of(1, 3, 0)));
          assertEquals(costs.length, 1);
          assert(!Number.isFinite(costs[0]));
          assertEquals(bitsOf(await session.network()), before);
        } finally {
          session.close();
        }
      },
    );
  }
}
