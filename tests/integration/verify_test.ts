import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { MAY_RUN, runTask } from "../support/run_script.ts";

const ignore = !MAY_RUN;

Deno.test({
  name: "verify --json prints one object with the documented keys (needs run, files)",
  ignore,
  fn: async () => {
    const { code, stdout } = await runTask("verify", ["--json"]);
    const { seconds, ...counts } = JSON.parse(stdout);
    assertEquals(code, 0);
    assert(seconds > 0);
    assertEquals(counts, {
      combinations: 50,
      agreed: 50,
      proved: 0,
      refuted: 0,
      undecided: 50,
      equations: 0,
      mutants: 0,
      killed: 0,
    });
  },
});

Deno.test({
  name: "verify prints a table and says that nothing is proved (needs run, files)",
  ignore,
  fn: async () => {
    const { code, stdout } = await runTask("verify", []);
    assertEquals(code, 0);
    assertStringIncludes(
      stdout,
      "50 of 50 combinations agree with finite differences, 0 are proved",
    );
    assertEquals((await runTask("verify", ["now"])).code, 2);
  },
});
