import * as library from "../../mod.ts";
import { conformanceChecks } from "./suite.ts";

// The sanitizers of Deno.test see to it that no worker and no timer is left after any of them.
for (const { name, run } of conformanceChecks(library)) Deno.test(name, run);
