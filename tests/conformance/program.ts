import { conformanceChecks, failuresOf, type Library } from "./suite.ts";

/**
 * Runs the suite on a library that was loaded by whoever calls, and writes what came of it.
 *
 * Bundled, it is the program that Node and the page run.
 *
 * @param onGpu Whether only the executor `webgpu` is checked, which is not registered otherwise.
 */
export async function runSuite(library: Library, onGpu = false): Promise<string> {
  if (onGpu) library.registerExecutor(library.webgpu());
  const checks = conformanceChecks(library).filter(({ name }) => !onGpu || name.includes("webgpu"));
  return JSON.stringify({ checks: checks.length, failures: await failuresOf(checks) });
}
