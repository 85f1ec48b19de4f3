import { checkInputColumns } from "../../../engine/forward.ts";
import type { Executor } from "../../executor.ts";
import { checkCompilable } from "../../compilable.ts";
import { checkFloat32 } from "../../float32.ts";

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
    const compilable = checkCompilable(network, optimizer, plan, "wasm");
    const { openTraining } = await import("./training_session.ts");
    return await openTraining(network, { ...plan, ...compilable });
  },
  outputs: async (network, inputs) => {
    checkInputColumns(network, inputs);
    checkFloat32(inputs, "inputs", "wasm");
    const { computeOutputs } = await import("./inference.ts");
    return await computeOutputs(network, inputs);
  },
});
