import { type Inputs, selectRows } from "../core/matrix/matrix.ts";
import { backward } from "../engine/backward.ts";
import { forward } from "../engine/forward.ts";
import { type Network, outputsOf } from "../engine/network.ts";
import { batchesOf } from "../data/batches.ts";
import { batchOfStep } from "./batch_of_step.ts";
import type { Executor, Outputs } from "./executor.ts";

/** Rows that pass through the network at a time, so that traces stay small. */
const ROWS_AT_A_TIME = 256;

/** The living definition: the engine itself, in float64. */
export const reference: Executor = Object.freeze<Executor>({
  name: "reference",
  open: (untrained, { loss, optimizer, dataset, batchSize, workers, penalty, ...plan }) => {
    if (workers > 1) {
      throw new RangeError(
        `The reference executor works alone, but found workers: ${workers}; ` +
          `executor: "wasm" can share its work`,
      );
    }
    let network = untrained;
    let taken = plan.taken ?? 0;
    let state = plan.state ?? optimizer.init(network);
    return Promise.resolve({
      steps: (rows: Uint32Array) => {
        const costs: number[] = [];
        for (const examples of batchesOf(dataset, batchSize, rows)) {
          const { inputs, targets, masks } = batchOfStep(network, examples, taken + 1, plan);
          const trace = forward(network, inputs, { masks });
          const gradients = backward(network, trace, targets, loss, { penalty });
          costs.push(gradients.cost);
          if (!Number.isFinite(gradients.cost)) break;
          ({ network, state } = optimizer.update(network, gradients, state));
          taken++;
        }
        return costs;
      },
      network: () => network,
      state: () => state,
      close: () => {},
    });
  },
  outputs: outputsInFloat64,
});

function outputsInFloat64(network: Network, inputs: Inputs): Outputs {
  const columns = outputsOf(network);
  const z = new Float64Array(inputs.rows * columns), a = new Float64Array(z.length);
  // At least one pass, so that empty inputs of a wrong width are refused, too.
  for (let start = 0; start === 0 || start < inputs.rows; start += ROWS_AT_A_TIME) {
    const length = Math.min(ROWS_AT_A_TIME, inputs.rows - start);
    const rows = Uint32Array.from({ length }, (_, i) => start + i);
    const trace = forward(network, selectRows(inputs, rows));
    z.set(trace.layers.at(-1)!.z.data as Float64Array, start * columns);
    a.set(trace.outputs.data as Float64Array, start * columns);
  }
  const shape = { rows: inputs.rows, columns };
  return { z: { ...shape, data: z }, a: { ...shape, data: a } };
}
