import * as library from "../../../mod.ts";
import { allByBlas, lacksBlas } from "../../support/blas.ts";
import { conformanceChecks } from "../suite.ts";

const lacking = lacksBlas();
library.registerExecutor(allByBlas());

// The sanitizers see to it that no library is left open.
const sanitized = { sanitizeOps: true, sanitizeResources: true };
for (const { name, run } of conformanceChecks(library)) {
  if (!name.includes("blas")) continue;
  Deno.test({ name: `${name}${lacking}`, ignore: lacking !== "", fn: run, ...sanitized });
}
