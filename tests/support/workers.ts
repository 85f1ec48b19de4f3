import { assertEquals } from "@std/assert";

/**
 * Runs something and asserts that it ended every worker that it started, whether it succeeds or not.
 *
 * The sanitizers of `Deno.test` do not see workers.
 */
export async function leavingNoWorker(run: () => Promise<void> | void): Promise<void> {
  const { Worker: Original } = globalThis;
  const running = new Set<Worker>();
  globalThis.Worker = class extends Original {
    constructor(...source: ConstructorParameters<typeof Worker>) {
      super(...source);
      running.add(this);
    }
    override terminate(): void {
      running.delete(this);
      super.terminate();
    }
  };
  try {
    await run();
  } finally {
    globalThis.Worker = Original;
    const left = running.size;
    for (const worker of running) worker.terminate();
    assertEquals(left, 0, "workers are left");
  }
}
