import { COMPARED } from "../support/compared.ts";
import { BUILDS, CHUNK, mapper } from "../support/mapper.ts";

/** Unmeasured rounds: a running call is not recompiled. */
const WARM_UP = 2000;

for (const [name, { emit }] of Object.entries(COMPARED)) {
  for (const build of BUILDS) {
    const { inputs, run } = mapper(emit, build);
    // In the domains of all functions, and before they saturate.
    for (let i = 0; i < CHUNK; i++) inputs[i] = 8 * i / CHUNK + 0.001;
    for (let i = 0; i < WARM_UP; i++) run();
    Deno.bench({ group: `${name} of ${CHUNK} numbers`, name: build.name, fn: run });
  }
}
