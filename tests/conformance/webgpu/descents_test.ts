import { assert } from "@std/assert";
import { dense, elementwise, matrix, network, sumOfSquaredErrors } from "../../../engine.ts";
import { webgpu } from "../../../executors.ts";
import { clipped, fit, sgd } from "../../../train.ts";
import { hasAdapter } from "../../support/adapter.ts";
import { RUNS } from "../../support/descents.ts";
import { checkDescent } from "../../support/executor_checks.ts";
import { distance } from "../../support/layers.ts";

const ignore = !await hasAdapter(), needs = "(needs an adapter of WebGPU)";

for (const [name, descent] of Object.entries(RUNS)) {
  Deno.test({
    name: `${name}: webgpu agrees with the engine, twice to the same bits ${needs}`,
    ignore,
    fn: () => checkDescent(webgpu(), descent),
  });
}

Deno.test({
  name: `clipped() on webgpu takes the squares of gradients that float32 cannot hold ${needs}`,
  ignore,
  fn: async () => {
    const steep = elementwise({ name: "steep", value: (m, z) => m.mul(m.constant(1e12), z) });
    const one = network({ inputs: 1, layers: [dense(1, steep)], seed: 1 });
    const data = { inputs: matrix([[1]]), targets: matrix([[-1e12]]) };
    const optimizer = clipped(sgd({ learningRate: 0.5 }), { norm: 0.25 });
    const plan = { loss: sumOfSquaredErrors, optimizer };
    const { network: moved } = await fit(one, data, { ...plan, executor: webgpu() });
    const { network: exact } = await fit(one, data, { ...plan, executor: "reference" });
    const off = distance(moved, exact);
    // A step of 0.125 in float32, from a weight below 2.
    assert(off < 2 ** -22 && distance(exact, one) > 0.05, `${off}`);
  },
});
