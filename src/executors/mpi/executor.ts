import { isCount } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import { sampleOf } from "../../data/stored/sample.ts";
import { checkCompilable } from "../compilable.ts";
import type { Executor } from "../executor.ts";
import { wasm } from "../wasm/runtime/executor.ts";
import { checkOneWorker } from "../one_worker.ts";

/**
 * Options of {@linkcode mpi}.
 * @category Executors
 */
export interface MpiOptions {
  /** The file of the MPI library; defaults to `BACKPROOF_MPI`, or to that of the launcher. */
  readonly library?: string;
  /**
   * The multiply-adds in the gradient of a parameter, batch included, from which processes divide its
   * columns; below, each updates it whole, as an exchange would take longer. Defaults to 2¹⁸, some 10 µs
   * of work. Results are bit-identical for any number.
   */
  readonly divideFrom?: number;
}

/**
 * The processes that train together, as one of them sees them.
 * @category Executors
 */
export interface MpiWorld {
  /** The number of this process, from 0; by convention, 0 alone prints and writes. */
  readonly rank: number;
  /** The number of processes. */
  readonly size: number;
  /** The library and its version, such as `Open MPI v4.1.4`; `none` for one process without a launcher. */
  readonly library: string;
  /**
   * What this process has received from the others so far: how often something was gathered from all, the
   * bytes, and the seconds it took, waiting for them included.
   */
  readonly traffic: Readonly<Record<"exchanges" | "received" | "seconds", number>>;
}

/**
 * An executor whose steps are shared by processes.
 * @category Executors
 */
export interface MpiExecutor extends Executor {
  /** Joins the other processes, if that has not been done. */
  readonly world: () => Promise<MpiWorld>;
}

/** The default of `divideFrom`. */
export const DIVIDE_FROM = 2 ** 18;

/**
 * An executor that shares each step with other processes by MPI, on one machine or many.
 *
 * It is `wasm` in each process: a process passes its examples of the batch forward and back, and updates
 * its columns of the parameters; what others need of it they get through the MPI library, by FFI. Results
 * are bit-identical to those of `wasm` for any number of processes.
 *
 * All processes run the same program on the same data, started by `mpirun -n 4 deno run --allow-ffi …`,
 * and train with the same options; `docs/scaling.md` tells how. Predictions are computed by each alone.
 * Without a launcher, there is one process.
 *
 * @returns The executor, to be given to `fit`. Processes join when it is first used.
 * @throws {RangeError} If `divideFrom` is not a positive integer; when it is used, if a launcher
 * has started it and there is no MPI library, or no permission to call it: the message says what to do.
 *
 * @example The processes print once what they have trained together
 * ```ts ignore
 * import { fit, loadStrokes, mpi, parametersDigest } from "@backproof/backproof";
 *
 * const executor = mpi(), { rank, size } = await executor.world();
 * const { network } = await fit(untrained, train, { ...options, executor });
 * if (rank === 0) console.log(`${size} processes: ${await parametersDigest(network)}`);
 * ```
 * @category Executors
 */
export function mpi(options: MpiOptions = {}): MpiExecutor {
  const given = checkOptions("mpi()", options, "library divideFrom");
  const { library, divideFrom = DIVIDE_FROM } = given;
  if (!isCount(divideFrom)) {
    throw new RangeError(
      `divideFrom must be a positive integer, but found ${describe(divideFrom)}`,
    );
  }
  if (library !== undefined && typeof library !== "string") {
    throw new TypeError(`library must be the name of a file, but found ${describe(library)}`);
  }
  const joined = async () => {
    const { joinWorld } = await import("./runtime/world.ts");
    return joinWorld(library);
  };
  return Object.freeze<MpiExecutor>({
    name: "mpi",
    sameBitsAs: wasm.name,
    world: joined,
    open: async (network, { optimizer, ...plan }) => {
      checkOneWorker("mpi", plan);
      const compilable = checkCompilable(network, optimizer, plan, "mpi");
      const { openShared } = await import("./runtime/session.ts");
      const sample = await sampleOf(plan.dataset), world = await joined();
      return await openShared(network, { ...plan, ...compilable }, sample, world, divideFrom);
    },
    outputs: wasm.outputs,
  });
}
