import * as library from "../../mod.ts";
import { leavingNoWorker } from "../support/workers.ts";
import { conformanceChecks } from "./suite.ts";

// The sanitizers, which are off unless asked for, see to it that no timer is left after any of them.
const sanitized = { sanitizeOps: true, sanitizeResources: true };
for (const { name, run } of conformanceChecks(library)) {
  Deno.test({ name, fn: () => leavingNoWorker(run), ...sanitized });
}
