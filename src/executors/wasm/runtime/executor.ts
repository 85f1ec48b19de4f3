import { checkInputColumns } from "../../../engine/forward.ts";
import type { Executor, Plan } from "../../executor.ts";
import type { RuleState } from "../../../optim/optimizers/optimizer.ts";
import { checkFloat32, checkParametersFloat32 } from "../programs/float32.ts";
import { LANES } from "../memory/layout.ts";
import { openTraining } from "./training_session.ts";
import { fusedOfEngine } from "./variant.ts";
import { outputsOf } from "./inference.ts";

/**
 * WebAssembly with SIMD, emitted for the network: float32, the speed of the machine.
 *
 * Activations, losses and optimizers are compiled from the formulas that the engine computes and the
 * verifier proves, so whatever is written over any arithmetic runs here without further code.
 */
export const wasm: Executor = Object.freeze<Executor>({
  name: "wasm",
  open: async (network, { optimizer, ...plan }) => {
    const { rule, name } = optimizer;
    if (rule === undefined) {
      throw new RangeError(
        `The wasm executor compiles the rule of an optimizer, but ${name} has none; ` +
          `executor: "reference" takes any`,
      );
    }
    checkParametersFloat32(network);
    checkFloat32(plan.dataset.inputs, "inputs");
    checkFloat32(plan.dataset.targets, "targets");
    const fused = fusedOfEngine();
    const state = (plan.state ?? optimizer.init(network)) as RuleState;
    const taken = plan.taken ?? 0;
    const workers = Math.min(plan.workers, mostWorkers(plan));
    return await openTraining(network, { ...plan, rule, state, taken, fused, workers });
  },
  outputs: (network, inputs) => {
    checkInputColumns(network, inputs);
    checkFloat32(inputs, "inputs");
    return outputsOf(network, inputs, fusedOfEngine());
  },
});

/** How many workers have examples of their own: more would be waited for and do nothing. */
function mostWorkers({ batchSize, dataset }: Pick<Plan, "batchSize" | "dataset">): number {
  return Math.ceil(Math.min(batchSize, dataset.inputs.rows) / LANES);
}
