import * as library from "../../../mod.ts";
import { hasAdapter } from "../../support/adapter.ts";
import { conformanceChecks } from "../suite.ts";

const ignore = !await hasAdapter();
library.registerExecutor(library.webgpu());

for (const { name, run } of conformanceChecks(library)) {
  if (!name.includes("webgpu")) continue;
  Deno.test({ name: `${name} (needs an adapter of WebGPU)`, ignore, fn: run });
}
