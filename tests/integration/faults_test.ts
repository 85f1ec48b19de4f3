import { assertEquals, assertStringIncludes } from "@std/assert";
import { MAY_RUN, runTask } from "../support/run_script.ts";

Deno.test({
  name: "faults kills trainings and lets two processes write, and loses nothing (needs run, files)",
  ignore: !MAY_RUN || Deno.build.os !== "linux",
  fn: async () => {
    const flags = ["--kills", "2", "--writers", "1", "--disk", "0", "--json"];
    const { code, stdout, stderr } = await runTask("faults", flags);
    assertEquals(code, 0, stderr + stdout);
    const { kills, writers } = JSON.parse(stdout);
    const { advanced: _, steps: __, ...others } = kills;
    assertEquals(others, { kills: 2, lost: 0, damaged: 0, failed: 0 });
    assertEquals(writers, { rounds: 1, failed: 0, damaged: 0, left: 0 });
  },
});

Deno.test({
  name: "faults refuses what is not a number (needs run, files)",
  ignore: !MAY_RUN,
  fn: async () => {
    const { code, stderr } = await runTask("faults", ["--kills", "many"]);
    assertEquals(code, 2);
    assertStringIncludes(stderr, "--kills must be an integer of at least 0, but found many");
  },
});
