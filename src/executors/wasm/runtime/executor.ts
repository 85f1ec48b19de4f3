import { checkInputColumns } from "../../../engine/forward.ts";
import { columnOf } from "../../../core/matrix/numbers.ts";
import type { Executor } from "../../executor.ts";
import { followsItsRule, type RuleState } from "../../../optim/optimizers/optimizer.ts";
import { checkFloat32, checkParametersFloat32 } from "../programs/float32.ts";

/**
 * WebAssembly with SIMD, compiled for the network, in float32.
 *
 * Activations, losses and optimizers are compiled from the formulas that the engine computes and the
 * verifier proves, so anything generic over the arithmetic runs here without further code. Optimizers
 * need a `rule`. Compiled code is kept as long as its network is in use.
 *
 * @example By record or by name
 * ```ts
 * import { dense, matrix, network, predict, tanh, wasm } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(1, tanh)], seed: 1 });
 * const { data } = await predict(net, matrix([[1]]), { executor: wasm });
 * assertEquals(data, (await predict(net, matrix([[1]]), { executor: "wasm" })).data);
 * ```
 * @category Executors
 */
export const wasm: Executor = /* @__PURE__ */ Object.freeze<Executor>({
  name: "wasm",
  open: async (network, { optimizer, ...plan }) => {
    const { rule, name } = optimizer;
    if (rule === undefined || !followsItsRule(optimizer)) {
      const found = rule === undefined ? "none" : "an update that is not of its rule";
      throw new RangeError(
        `The wasm executor compiles the rule of an optimizer, but ${name} has ${found}; ` +
          `executor: "reference" takes any`,
      );
    }
    checkParametersFloat32(network);
    checkFloat32(plan.dataset.inputs, "inputs");
    checkFloat32(plan.dataset.targets, "targets");
    checkFloat32(columnOf(plan.dataset.weights ?? []), "weights");
    const state = (plan.state ?? optimizer.init(network)) as RuleState;
    const taken = plan.taken ?? 0;
    const { openTraining } = await import("./training_session.ts");
    return await openTraining(network, { ...plan, rule, state, taken });
  },
  outputs: async (network, inputs) => {
    checkInputColumns(network, inputs);
    checkFloat32(inputs, "inputs");
    const { computeOutputs } = await import("./inference.ts");
    return await computeOutputs(network, inputs);
  },
});
