import type { World } from "./world.ts";

/** How long an end is waited for that all processes should come to, in milliseconds. */
const PATIENCE = 2000;

/**
 * Ends MPI with the program: all processes together, or, if one fails alone, all at once.
 *
 * A process that fails would leave the others waiting for it. What ends without this, such as by an error
 * that nobody catches, the launcher notices, and ends all.
 */
export function endWith(world: Pick<World, "abort" | "finalize" | "meets">): void {
  globalThis.addEventListener("unload", () => {
    if (Deno.exitCode === 0 || world.meets(PATIENCE)) world.finalize();
    else world.abort(Deno.exitCode);
  });
}

/**
 * Runs what all processes do; if it fails here and not everywhere, prints the error and ends all.
 *
 * @throws The error, if it is that of all.
 */
export async function failingTogether<T>(
  world: Pick<World, "abort" | "rank" | "meets">,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!world.meets(PATIENCE)) {
      console.error(`rank ${world.rank}:`, error);
      world.abort(1);
    }
    throw error;
  }
}
