/**
 * Executors of training and prediction: {@linkcode reference} is the engine itself, in float64,
 * {@linkcode wasm} compiles the same formulas to WebAssembly, and others can be registered.
 *
 * @example The same network on both
 * ```ts
 * import { dense, matrix, network, tanh } from "@backproof/backproof/engine";
 * import { reference, wasm } from "@backproof/backproof/executors";
 * import { predict } from "@backproof/backproof/train";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(1, tanh)], seed: 1 });
 * const [float64, float32] = await Promise.all(
 *   [reference, wasm].map((executor) => predict(net, matrix([[1]]), { executor })),
 * );
 * assertAlmostEquals(float32!.data[0]!, float64!.data[0]!, 1e-6);
 * ```
 *
 * @module
 */

export type {
  BatchAugmentation,
  Executor,
  Outputs,
  Plan,
  Session,
} from "./src/executors/executor.ts";
export { reference } from "./src/executors/reference.ts";
export {
  EXECUTOR_NAMES,
  type ExecutorName,
  executorNames,
  registerExecutor,
} from "./src/executors/registry.ts";

export { wasm } from "./src/executors/wasm/runtime/executor.ts";
export {
  mpi,
  type MpiExecutor,
  type MpiOptions,
  type MpiWorld,
} from "./src/executors/mpi/executor.ts";
export { DeviceLostError } from "./src/executors/webgpu/runtime/device_lost.ts";
export { blas, type BlasOptions } from "./src/executors/blas/executor.ts";
export { webgpu, type WebgpuOptions } from "./src/executors/webgpu/executor.ts";
