import { checkInputColumns } from "../../engine/forward.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import { checkCompilable } from "../compilable.ts";
import type { Executor } from "../executor.ts";
import { checkFloat32 } from "../float32.ts";
import { checkOneWorker } from "../one_worker.ts";

/**
 * Options of {@linkcode webgpu}.
 * @category Executors
 */
export interface WebgpuOptions {
  /** The `GPUDevice` to compute on; defaults to one that is opened at first use, and shared. */
  readonly device?: object;
  /** Which adapter is wanted, if there are several; a given device has one already. */
  readonly powerPreference?: "low-power" | "high-performance";
}

/**
 * An executor that computes on a GPU by WebGPU, in float32: in Deno and in browsers.
 *
 * It prints the formulas that the engine computes and the verifier proves in WGSL, the language of
 * shaders. Parameters and what optimizers keep of them stay on the device between steps. Kinds of
 * layers without a compiled form are refused by name, as is what exceeds a limit of the adapter.
 *
 * @param options Which device or adapter.
 * @returns The executor, to be given to `fit`, `evaluate` or `predict`.
 * @throws {TypeError} If `device` is not a device.
 *
 * @example Training on whatever adapter there is
 * ```ts
 * import { dense, fit, linear, matrix, network, sgd, sumOfSquaredErrors, webgpu } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * if (await globalThis.navigator.gpu?.requestAdapter()) {
 *   const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 *   const line = { inputs: matrix([[0], [1]]), targets: matrix([[1], [3]]) };
 *   const { history } = await fit(net, line, {
 *     loss: sumOfSquaredErrors,
 *     optimizer: sgd({ learningRate: 0.1 }),
 *     epochs: 3,
 *     executor: webgpu(),
 *   });
 *   assert(history[2]!.cost < history[0]!.cost);
 * }
 * ```
 * @category Executors
 */
export function webgpu(options: WebgpuOptions = {}): Executor {
  const { device, powerPreference } = checkOptions("webgpu()", options, "device powerPreference");
  if (device !== undefined && !isDevice(device)) {
    throw new TypeError(`device must be a GPUDevice of WebGPU, but found ${describe(device)}`);
  }
  const opened = async () => {
    const { openDevice } = await import("./runtime/device.ts");
    return await openDevice({ device, powerPreference });
  };
  return Object.freeze<Executor>({
    name: "webgpu",
    open: async (network, { optimizer, ...plan }) => {
      checkOneWorker("webgpu", plan);
      const compilable = checkCompilable(network, optimizer, plan, "webgpu");
      const { openTraining } = await import("./runtime/training_session.ts");
      return await openTraining(network, { ...plan, ...compilable }, await opened());
    },
    outputs: async (network, inputs) => {
      checkInputColumns(network, inputs);
      checkFloat32(inputs, "inputs", "webgpu");
      const { computeOutputs } = await import("./runtime/inference.ts");
      return await computeOutputs(network, inputs, await opened());
    },
  });
}

/** Whether a value has what a device is used for; a class may be missing, or of another realm. */
function isDevice(value: object): value is GPUDevice {
  const { queue, limits, createComputePipelineAsync } = value as Partial<GPUDevice>;
  return [queue, limits, createComputePipelineAsync].every((each) => each !== undefined);
}
