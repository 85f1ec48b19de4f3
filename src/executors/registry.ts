import { describe } from "../core/support/describe.ts";
import { wasm } from "./wasm/runtime/executor.ts";
import type { Executor, ExecutorName } from "./executor.ts";
import { reference } from "./reference.ts";

/** Every executor by its name. */
export const EXECUTORS: Readonly<Record<ExecutorName, Executor>> = Object.freeze({
  wasm,
  reference,
});

/**
 * The executor of a name.
 *
 * @param name Its name.
 * @throws {RangeError} If there is none of that name; the message lists what exists.
 */
export function executorOf(name: string): Executor {
  const executor = new Map<string, Executor>(Object.entries(EXECUTORS)).get(name);
  if (executor) return executor;
  throw new RangeError(
    `executor must be one of ${Object.keys(EXECUTORS).join(", ")}, but found ${describe(name)}`,
  );
}
