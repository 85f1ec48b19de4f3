import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { imageGenerator } from "../../data.ts";
import { TINY } from "../support/mnist.ts";
import { MAY_RUN, runTask, withFolder } from "../support/run_script.ts";

const ignore = !MAY_RUN;

for (const name of ["csv-regression", "csv-classification"]) {
  Deno.test({
    name: `example:${name} reaches its target for several seeds (needs run, files)`,
    ignore,
    fn: async () => {
      for (const seed of ["42", "7"]) {
        const { code, stdout, stderr } = await runTask(`example:${name}`, ["--seed", seed]);
        assertEquals([code, stderr], [0, ""], stdout);
        assertStringIncludes(stdout, "wanted at ");
      }
      assertEquals((await runTask(`example:${name}`, ["--seed", "x"])).code, 2);
    },
  });
}

Deno.test({
  name:
    "example:published-gradients refutes three, each with its source, and proves one (needs run)",
  ignore,
  fn: async () => {
    const { code, stdout, stderr } = await runTask("example:published-gradients", []);
    assertEquals([code, stderr], [0, ""], stdout);
    const found = stdout.trim().split("\n\n").map((each) => each.split("\n"));
    assertEquals(
      found.map((lines) => lines[2]!.split(" ")[0]),
      ["refuted", "refuted", "refuted", "proved"],
    );
    for (const [, source] of found) assert(URL.canParse(source!), source);
  },
});

Deno.test({
  name: "example:mixture-of-experts is proved, and 10 times better than a line (needs run)",
  ignore,
  fn: async () => {
    const { code, stdout, stderr } = await runTask("example:mixture-of-experts", []);
    assertEquals([code, stderr], [0, ""], stdout);
    assertStringIncludes(stdout, "mean squared error of a line ");
  },
});

for (
  const [name, said] of [
    ["adding", /^mean squared error of the mean 0\.1667, of a GRU 0\.00\d\d\n$/],
    ["sorting", /^in order without attention 0\.[12]\d\d, with 0\.[789]\d\d\n$/],
  ] as const
) {
  Deno.test({
    name: `example:${name} reaches its target, and says how far others come (needs run)`,
    ignore,
    fn: async () => {
      const { code, stdout, stderr } = await runTask(`example:${name}`, []);
      assertEquals([code, stderr], [0, ""], stdout);
      assertMatch(stdout, said);
    },
  });
}

Deno.test({
  name: "mnist-png writes what imageGenerator() reads back to the byte (needs run, files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      for (const [name, bytes] of Object.entries(TINY)) {
        await Deno.writeFile(`${folder}/${name}`, bytes);
      }
      const out = `${folder}/png`;
      const { code, stderr } = await runTask("mnist-png", ["--data", folder, "--out", out]);
      assertEquals(code, 0, stderr);
      const { train, classes } = await imageGenerator(`${out}/train`, { validation: 0, test: 0 });
      assertEquals(classes, ["0", "5", "9"]);
      assertEquals(Array.from(train.labels!), [1, 0, 2]); // 5, 0, 9
      assertEquals([...Deno.readDirSync(`${out}/test`)].map(({ name }) => name).sort(), ["2", "7"]);
      const pixels = TINY["train-images-idx3-ubyte"].subarray(16);
      assertEquals(train.inputs.data, new Uint8Array(pixels));
    }),
});

Deno.test({
  name: "mod.ts has no package in its module graph (needs run, files)",
  ignore,
  fn: async () => {
    const mod = fromFileUrl(new URL("../../mod.ts", import.meta.url));
    const { code, stdout } = await new Deno.Command("deno", { args: ["info", "--json", mod] })
      .output();
    assertEquals(code, 0);
    const { modules } = JSON.parse(new TextDecoder().decode(stdout));
    const specifiers: string[] = modules.map((module: { specifier: string }) => module.specifier);
    assert(specifiers.some((specifier) => specifier.endsWith("/images/decoder.ts")));
    assertEquals(specifiers.filter((specifier) => !/^(file|node):/.test(specifier)), []);
  },
});
