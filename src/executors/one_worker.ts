import type { Plan } from "./executor.ts";

/**
 * For executors that cannot share their work.
 *
 * @throws {RangeError} If a plan asks for more than one worker.
 */
export function checkOneWorker(executor: string, { workers }: Pick<Plan, "workers">): void {
  if (workers === "auto" || workers === 1) return;
  throw new RangeError(
    `The ${executor} executor works alone, but found workers: ${workers}; ` +
      `executor: "wasm" can share its work`,
  );
}
