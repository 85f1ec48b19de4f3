import { type Inputs, rowRange, selectRows } from "../core/matrix/matrix.ts";
import { backward } from "../engine/backward.ts";
import { passOf } from "../engine/cost.ts";
import { forward, withStateOf } from "../engine/forward.ts";
import { type Network, outputsOf } from "../engine/network.ts";
import { copyOfNetwork } from "../engine/parameters.ts";
import { copyOfExamples, readExamples } from "../data/stored/stored.ts";
import { followsItsRule } from "../optim/optimizers/optimizer.ts";
import { batchOfStep } from "./batch_of_step.ts";
import type { Executor, Outputs, Plan, Session } from "./executor.ts";
import { checkOneWorker } from "./one_worker.ts";

/** The number of rows computed at a time, so that traces stay small. */
const ROWS_AT_A_TIME = 256;

/**
 * The reference implementation: the engine itself, in float64.
 *
 * It takes any optimizer, with a rule or without, and runs wherever JavaScript does, on one thread.
 *
 * @example By record or by name
 * ```ts
 * import { dense, matrix, network, predict, reference, tanh } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(1, tanh)], seed: 1 });
 * const { data } = await predict(net, matrix([[1]]), { executor: reference });
 * assertEquals(data, (await predict(net, matrix([[1]]), { executor: "reference" })).data);
 * ```
 * @category Executors
 */
export const reference: Executor = /* @__PURE__ */ Object.freeze<Executor>({
  name: "reference",
  open: (network, plan) => promised(() => openInFloat64(network, plan)),
  outputs: (network, inputs) => promised(() => outputsInFloat64(network, inputs)),
});

/** A promise of the result of a synchronous function, which rejects with the error it throws. */
function promised<Value>(compute: () => Value): Promise<Value> {
  return new Promise((resolve) => resolve(compute()));
}

function openInFloat64(
  untrained: Network,
  plan: Plan,
): Session {
  checkOneWorker("reference", plan);
  const { loss, optimizer, batchSize, regularizer } = plan;
  const dataset = copyOfExamples(plan.dataset);
  let network = untrained;
  let taken = plan.taken ?? 0;
  let state = plan.state ?? optimizer.init(network);
  async function take(rows: Uint32Array): Promise<number[]> {
    const costs: number[] = [];
    for (let from = 0; from < rows.length; from += batchSize) {
      const examples = await readExamples(dataset, rows.subarray(from, from + batchSize));
      const batch = batchOfStep(network, examples, taken + 1, plan);
      const trace = forward(network, batch.inputs, passOf(batch));
      const options = { regularizer, weights: batch.weights };
      const gradients = backward(network, trace, batch.targets, loss, options);
      costs.push(gradients.cost);
      if (!Number.isFinite(gradients.cost)) break;
      ({ network, state } = optimizer.update(withStateOf(network, trace), gradients, state));
      taken++;
    }
    return costs;
  }
  return {
    steps: take,
    network: () => Promise.resolve(copyOfNetwork(network)),
    // That of a rule is plain data; another may hold what cannot be copied.
    state: () => Promise.resolve(followsItsRule(optimizer) ? structuredClone(state) : state),
    close: () => {},
  };
}

function outputsInFloat64(network: Network, inputs: Inputs): Outputs {
  const columns = outputsOf(network);
  const z = new Float64Array(inputs.rows * columns), a = new Float64Array(z.length);
  // At least one pass, so that empty inputs of a wrong width are rejected, too.
  for (let start = 0; start === 0 || start < inputs.rows; start += ROWS_AT_A_TIME) {
    const length = Math.min(ROWS_AT_A_TIME, inputs.rows - start);
    const trace = forward(network, selectRows(rowRange(inputs, start, length)));
    z.set(trace.layers.at(-1)!.z.data as Float64Array, start * columns);
    a.set(trace.outputs.data as Float64Array, start * columns);
  }
  const shape = { rows: inputs.rows, columns };
  return { z: { ...shape, data: z }, a: { ...shape, data: a } };
}
