import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { PROVE } from "../../scripts/prove.ts";
import { exitCodeOf } from "../../scripts/support/command.ts";
import { MAY_RUN, printed, runTask, withFolder } from "../support/run_script.ts";

const HAS_ENV = Deno.permissions.querySync({ name: "env", variable: "INIT_CWD" }).state ===
  "granted";

/** The script in this process. */
async function run(...args: string[]) {
  const { result, stdout, stderr } = await printed(() => {
    return exitCodeOf("prove", PROVE, ["--seed", "1", ...args]);
  });
  return { code: result, stdout, stderr };
}

Deno.test("prove prints derivative, LaTeX and verdict in 80 columns, and exits with 0", async () => {
  const { code, stdout, stderr } = await run("z^3 exp(-z^2)");
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "derivative  ∂a/∂z = z²·e^(−z²)·(3 − 2·z²)");
  assertStringIncludes(stdout, "\\frac{\\partial a}{\\partial z}");
  assertStringIncludes(stdout, "verdict     proved, wrong once in 2^");
  assert(stdout.split("\n").every((line) => Array.from(line).length <= 80));
});

Deno.test("prove refutes a slope with factor, point and both formulas, and exits with 1", async () => {
  const { code, stdout } = await run("z^3", "--slope", "2z^2");
  assertEquals(code, 1);
  assertStringIncludes(stdout, "slope       ∂a/∂z = 2·z²\nshould be   ∂a/∂z = 3·z²\n");
  assertStringIncludes(stdout, "refuted: 2/3 of the derivative; z = 1: 2, but should be 3");
});

Deno.test("prove says why it is undecided, and exits with 1", async () => {
  const { code, stdout } = await run("√|z|");
  assertEquals(code, 1);
  assertStringIncludes(stdout, "verdict     undecided: the limit of its derivative at z = 0");
});

Deno.test("prove --json prints one object of seven members, null where there is none", async () => {
  const proved = await run("--json", "--loss", "(a - y)^2", "--slope", "2(a - y)");
  const { falsePass, ...rest } = JSON.parse(proved.stdout);
  assert(falsePass > 0 && falsePass <= 2 ** -80);
  assertEquals(rest, {
    verdict: "proved",
    derivative: "∂L/∂a = 2·(a − y)",
    latex: "\\frac{\\partial L}{\\partial a} = 2 \\, \\left(a - y\\right)",
    factor: null,
    counterexample: null,
    reason: null,
  });
  const { stdout } = await run("--json", "--row", "z - mean(z)", "--slope", "g");
  assertEquals(Object.keys(JSON.parse(stdout)), [
    ...["verdict", "derivative", "latex", "factor", "counterexample", "reason", "falsePass"],
  ]);
});

Deno.test("prove takes formulas and slopes that begin with a minus", async () => {
  const all = [
    ["-z^2", "--slope", "-2z"],
    ["--slope", "-2z", "-z^2"],
    ["--slope=-2z", "--", "-z^2"],
  ];
  for (const args of all) {
    const { code, stdout } = await run(...args);
    assertEquals(code, 0, args.join(" "));
    assertStringIncludes(stdout, "formula     a = −z²\n");
    assertStringIncludes(stdout, "slope       ∂a/∂z = −2·z\n");
  }
  assertEquals((await run("--loss", "-y*log(a)", "--slope", "-y/a")).code, 0);
  assertStringIncludes((await run("-h")).stdout, "Usage: deno task prove");
});

Deno.test("prove names the lengths of rows that were tried, and in which one a value jumps", async () => {
  const { stdout } = await run("--row", "z - mean(z)", "--slope", "g - mean(g)");
  assertStringIncludes(stdout, "rows of 1 to 5");
  const jump = await run("--row", "where(z > 0, z + sum(1) - 3, z)");
  assertStringIncludes(jump.stdout, "refuted: the value above z₁ = 0 in rows of 1, and below");
});

Deno.test("prove exits with 2 on wrong arguments, and shows where a text is no formula", async () => {
  const wrong: readonly (readonly [string[], string])[] = [
    [["2 + * z"], '"(", but found "*"\n  2 + * z\n      ^\n'],
    [["z", "--slope", "x"], "variables are z, a\n  x\n  ^\n"],
    [["-z", "-a"], "One formula is proved at a time"],
    [["--loss"], "Option '--loss <value>' argument missing"],
    [["z", "--seed", "-1"], "--seed must be an integer of at least 0, but found -1"],
    [[], "A formula is needed"],
    [["z", "a"], "One formula is proved at a time"],
    [["z", "--loss", "a"], "One formula is proved at a time"],
    [["sum(z)"], "of a whole row"],
    [["z", "--seed", "x"], "--seed must be an integer"],
    [["z" + "+z".repeat(3000)], "2000 operations"],
  ];
  for (const [args, message] of wrong) {
    const { code, stdout, stderr } = await run(...args);
    assertEquals([code, stdout], [2, ""], args.join(" ").slice(0, 40));
    assertStringIncludes(stderr, message);
    assertStringIncludes(stderr, "Try: deno task prove --help");
  }
});

Deno.test({
  name: "deno task prove takes a formula that begins with a minus, and draws (needs run, files)",
  ignore: !MAY_RUN || !HAS_ENV,
  fn: async () => {
    await withFolder(async (folder) => {
      const file = `${folder}/plot.svg`;
      const args = ["--slope=-2z", "--plot", file, "--seed", "1", "--", "-z^2"];
      const { code, stdout, stderr } = await runTask("prove", args);
      assertEquals([code, stderr], [0, `plot: ${file}\n`]);
      assertStringIncludes(stdout, "formula     a = −z²\n");
      assertStringIncludes(await Deno.readTextFile(file), "<title>a = −z²</title>");
    });
  },
});

Deno.test({
  name: "docs/proofs.md shows what prove prints (needs read)",
  ignore: Deno.permissions.querySync({ name: "read" }).state !== "granted",
  fn: async () => {
    const text = await Deno.readTextFile(new URL("../../docs/proofs.md", import.meta.url));
    const shown = [...text.matchAll(/```text\n\$ deno task prove (.*)\n([^`]*)```/g)];
    assertEquals(shown.length, 3);
    for (const [, command, output] of shown) {
      const args = Array.from(
        command!.matchAll(/"([^"]*)"|\S+/g),
        ([word, quoted]) => quoted ?? word,
      );
      assertEquals((await run(...args)).stdout, output);
    }
  },
});
