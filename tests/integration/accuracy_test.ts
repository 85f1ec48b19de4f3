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
  name: "minimax finds the coefficients that the kernels use (needs run, files)",
  ignore,
  fn: async () => {
    const files = { exp: "exponential", log: "logarithm", tanh: "tanh", erf: "erf", erfc: "erf" };
    for (const [of, file] of Object.entries(files)) {
      const { stdout } = await runTask("minimax", ["--of", of!]);
      const kernel = new URL(`../../src/executors/lower/math/${file}.ts`, import.meta.url);
      const source = (await Deno.readTextFile(kernel)).replaceAll(/\s+/g, " ");
      assertStringIncludes(source, stdout.trimEnd().split("\n").slice(0, -1).join(", "));
    }
  },
});
