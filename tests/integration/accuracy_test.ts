import { assertEquals, assertStringIncludes } from "@std/assert";
import { MAY_RUN, runTask } from "../support/run_script.ts";

const ignore = !MAY_RUN;

Deno.test({
  name: "accuracy measures every build on any number of workers alike (needs run, files)",
  ignore,
  fn: async () => {
    const args = ["--of", "tanh", "--stride", "65537"];
    const one = await runTask("accuracy", [...args, "--workers", "1"]);
    const three = await runTask("accuracy", [...args, "--workers", "3"]);
    assertEquals([one.code, three.stdout], [0, one.stdout]);
    const [, , relaxed, plain, ...rest] = one.stdout.trimEnd().split("\n");
    assertEquals(rest, []);
    for (const [line, build] of [[relaxed, "relaxed"], [plain, "plain"]]) {
      const [name, ...cells] = line!.trim().split(/ {2,}/);
      // ⌈2³² / 65537⌉ arguments, none of them off by more than 4.
      assertEquals([name, cells[0], cells.at(-1)], ["tanh", build, "65,536"]);
      assertEquals(Number.parseFloat(cells[1]!) <= 4, true, line);
    }
  },
});

Deno.test({
  name: "accuracy and minimax exit with 2 on wrong arguments (needs run, files)",
  ignore,
  fn: async () => {
    for (
      const [task, ...args] of [
        ["accuracy", "--of", "sinh"],
        ["accuracy", "--stride", "0"],
        ["accuracy", "--workers", "no"],
        ["minimax", "--of", "sinh"],
        ["minimax", "--coefficients", "0"],
      ]
    ) {
      const { code, stdout, stderr } = await runTask(task!, args);
      assertEquals([code, stdout], [2, ""], args.join(" "));
      assertStringIncludes(stderr, `deno task ${task} --help`);
    }
  },
});

Deno.test({
  name: "minimax finds the coefficients that tanh uses (needs run, files)",
  ignore,
  fn: async () => {
    const { stdout } = await runTask("minimax", ["--of", "tanh"]);
    const tanh = new URL("../../src/wasm/math/tanh.ts", import.meta.url);
    const found = stdout.trimEnd().split("\n").slice(0, -1).join(", ");
    assertStringIncludes(await Deno.readTextFile(tanh), `COEFFICIENTS = [1, ${found}]`);
  },
});
