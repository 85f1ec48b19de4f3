import { assert } from "@std/assert";
import type { Augmentation, Dataset } from "../../../../data.ts";
import { dense, linear, network, sumOfSquaredErrors, tanh } from "../../../../engine.ts";
import { fit, sgd } from "../../../../train.ts";
import { matrixOf } from "../../../support/arbitraries.ts";

const net = network({ inputs: 2, layers: [dense(3, tanh), dense(1, linear)], seed: 1 });

/** Targets that depend on the inputs, later examples otherwise than earlier ones. */
function dataOf(rows: number): Dataset {
  const inputs = matrixOf(rows, 2, 1);
  const data = Float64Array.from({ length: rows }, (_, i) => {
    return i < rows / 2 ? inputs.data[2 * i]! : -inputs.data[2 * i + 1]!;
  });
  return { inputs, targets: { rows, columns: 1, data } };
}

const halved: Augmentation = ({ inputs, targets }) => ({
  inputs: { ...inputs, data: Float64Array.from(inputs.data, (x) => x / 2) },
  targets,
});

// Steps are handed over in stretches of up to 16,384 examples, and of 1,024 where they are augmented.
for (
  const { name, rows, options } of [
    { name: "more examples than a stretch of steps has", rows: 17_000, options: {} },
    { name: "more augmented ones", rows: 2_500, options: { augmentation: halved } },
  ]
) {
  Deno.test(`fit() on wasm takes ${name}: each step has the reference's cost`, async () => {
    const costsOf = async (executor: "wasm" | "reference") => {
      const costs: number[] = [];
      await fit(net, dataOf(rows), {
        ...{ loss: sumOfSquaredErrors, optimizer: sgd({ learningRate: 0.1 }), batchSize: 48 },
        ...{ executor, ...options, onStep: ({ cost }) => void costs.push(cost) },
      });
      return costs;
    };
    const [expected, found] = [await costsOf("reference"), await costsOf("wasm")];
    assert(found.length === expected.length && found.length > rows / 49);
    // Costs are below 1, and float32 has seven digits, of which hundreds of steps lose two.
    found.forEach((cost, i) => assert(Math.abs(cost - expected[i]!) < 1e-5, `step ${i + 1}`));
  });
}
