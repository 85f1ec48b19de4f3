import { executorWith } from "../../src/executors/blas/executor.ts";
import { leaseLibrary } from "../../src/executors/blas/library.ts";
import type { Executor } from "../../executors.ts";

/** Why tests of `blas()` cannot run here, if they cannot; else the empty string. */
export function lacksBlas(): string {
  // Not asked for: a test must not prompt.
  if (Deno.permissions.querySync({ name: "ffi" }).state !== "granted") {
    return " (needs --allow-ffi)";
  }
  try {
    leaseLibrary({ threads: 1 }).close();
    return "";
  } catch (error) {
    return ` (${(error as Error).message.split(":")[0]!})`;
  }
}

/** An executor that leaves all products to the library, however small: thresholds hide none from tests. */
export function allByBlas(): Executor {
  return executorWith({ threads: 1, takes: () => true });
}
