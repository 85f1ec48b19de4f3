import { COMPARED } from "../support/compared.ts";
import { BUILDS, CHUNK, mapper } from "../support/mapper.ts";

/** Rounds before the first that is measured: a running call is not compiled anew. */
const WARM_UP = 2000;

for (const [name, { emit }] of Object.entries(COMPARED)) {
  for (const build of BUILDS) {
    const { inputs, run } = mapper(emit, build);
    // Within the domains of all functions, and where none is saturated.
    for (let i = 0; i < CHUNK; i++) inputs[i] = 8 * i / CHUNK + 0.001;
    for (let i = 0; i < WARM_UP; i++) run();
    Deno.bench({ group: `${name} of ${CHUNK} numbers`, name: build.name, fn: run });
  }
}
