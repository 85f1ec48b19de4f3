import { conformanceChecks, failuresOf, type Library } from "./suite.ts";

/**
 * Runs the suite on a library that was loaded by whoever calls, and writes what came of it.
 *
 * Bundled, it is the program that Node and the page run.
 */
export async function runSuite(library: Library): Promise<string> {
  const checks = conformanceChecks(library);
  return JSON.stringify({ checks: checks.length, failures: await failuresOf(checks) });
}
