import { checkInputColumns } from "../../engine/forward.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import { checkCompilable } from "../compilable.ts";
import type { Executor } from "../executor.ts";
import { checkFloat32 } from "../float32.ts";
import { checkOneWorker } from "../one_worker.ts";
import type { ProductShape } from "./product_shape.ts";

/**
 * Options of {@linkcode blas}.
 * @category Executors
 */
export interface BlasOptions {
  /**
   * The file or the name of the library; defaults to what the environment variable `BACKPROOF_BLAS`
   * names, then to the first of Accelerate, OpenBLAS, MKL and BLIS that is found.
   */
  readonly library?: string;
  /** How many threads the library uses; defaults to 1. */
  readonly threads?: number;
}

/**
 * An executor that leaves large dense products to the system's BLAS, in float32: in Deno alone.
 *
 * It compiles the step that {@linkcode wasm} compiles, but products of layers that are large enough are
 * done by `cblas_sgemm` on the same memory, also those of convolutions; small ones, and those of inputs
 * that are mostly zero, stay in WebAssembly. Needs `--allow-ffi`. The library, its version and the
 * number of threads are in `FitResult.variant`.
 *
 * @param options Which library, and how many threads it uses.
 * @returns The executor, to be given to `fit`, `evaluate` or `predict`; these reject with a `RangeError`
 * if the library cannot be found or used, and with `Deno.errors.NotCapable` if `--allow-ffi` is missing.
 * @throws {TypeError} If `library` is not a name.
 * @throws {RangeError} If `threads` is not a positive integer.
 *
 * @example Training with products by the system's BLAS
 * ```ts
 * import { blas, dense, fit, linear, matrix, network, sgd, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const line = { inputs: matrix([[0], [1]]), targets: matrix([[1], [3]]) };
 * const optimizer = sgd({ learningRate: 0.1 });
 * try {
 *   const executor = blas({ threads: 1 });
 *   const run = await fit(net, line, { loss: sumOfSquaredErrors, optimizer, executor });
 *   assert(run.variant?.includes("1 thread"));
 * } catch (error) {
 *   assert(/--allow-ffi|found no BLAS/.test((error as Error).message));
 * }
 * ```
 * @category Executors
 */
export function blas(options: BlasOptions = {}): Executor {
  const { library, threads = 1 } = checkOptions("blas()", options, "library threads");
  if (library !== undefined && (typeof library !== "string" || library === "")) {
    throw new TypeError(`library must name a file, but found ${describe(library)}`);
  }
  if (!Number.isSafeInteger(threads) || threads < 1) {
    throw new RangeError(`threads must be a positive integer, but found ${describe(threads)}`);
  }
  return executorWith({ library, threads });
}

/** What an executor depends on. */
export interface BlasSettings {
  readonly library?: string | undefined;
  readonly threads: number;
  /** Whether the library computes the products of a stage; defaults to those that it was measured faster for. */
  readonly takes?: (shape: ProductShape) => boolean;
}

/** An executor of settings that were checked. */
export function executorWith({ takes, ...settings }: BlasSettings): Executor {
  const leased = async () => {
    const { leaseBackend } = await import("./backend.ts");
    return leaseBackend(settings, takes);
  };
  return Object.freeze<Executor>({
    name: "blas",
    open: async (network, { optimizer, ...plan }) => {
      checkOneWorker("blas", plan);
      const compilable = checkCompilable(network, optimizer, plan, "blas");
      const { openTraining } = await import("../wasm/runtime/training_session.ts");
      const { backend, description, close } = await leased();
      try {
        const outside = backend.open();
        const session = await openTraining(network, {
          ...plan,
          ...compilable,
          workers: 1,
          outside,
        });
        return {
          ...session,
          variant: `${session.variant}, ${description}`,
          close: () => {
            session.close();
            close();
          },
        };
      } catch (error) {
        close();
        throw error;
      }
    },
    outputs: async (network, inputs) => {
      checkInputColumns(network, inputs);
      checkFloat32(inputs, "inputs", "blas");
      const { computeOutputs } = await import("../wasm/runtime/inference.ts");
      const { backend, close } = await leased();
      try {
        return await computeOutputs(network, inputs, backend);
      } finally {
        close();
      }
    },
  });
}
