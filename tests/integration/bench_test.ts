import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { MAY_RUN, runTask } from "../support/run_script.ts";

const ignore = !MAY_RUN;

Deno.test({
  name: "bench measures and compares the library's own executors (needs run, files)",
  ignore,
  fn: async () => {
    const { code, stdout, stderr } = await runTask("bench", [
      ...["--groups", "latency,gemm", "--contenders", "wasm,reference"],
      ...["--rounds", "1", "--dataset", "strokes", "--json"],
    ]);
    assertEquals(code, 0, stderr);
    const { machine, groups } = JSON.parse(stdout);
    assert(machine.cores >= 1);
    for (const { cases: [{ entries }] } of groups) {
      assertEquals(entries.map(({ contender }: { contender: string }) => contender), [
        "wasm",
        "reference",
      ]);
      for (const { seconds, fault } of entries) {
        assert(seconds.length === 1 && seconds[0] > 0);
        assertEquals(fault, undefined);
      }
    }
  },
});

Deno.test({
  name: "bench says what is not measured, and why (needs run, files)",
  ignore,
  fn: async () => {
    const { code, stdout } = await runTask("bench", [
      ...["--groups", "latency", "--contenders", "wasm,numpy", "--rounds", "1"],
      ...["--dataset", "strokes", "--python", "no-such-python"],
    ]);
    assertEquals(code, 0);
    assertStringIncludes(stdout, "not measured (no-such-python: not found)");
  },
});

Deno.test({
  name: "bench exits with 2 on wrong arguments (needs run, files)",
  ignore,
  fn: async () => {
    for (const args of [["--groups", "none"], ["--contenders", "me"], ["--rounds", "0"]]) {
      const { code, stderr } = await runTask("bench", args);
      assertEquals(code, 2, stderr);
      assertStringIncludes(stderr, "Try: deno task bench --help");
    }
  },
});
