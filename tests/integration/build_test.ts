import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { MAY_RUN, runTask, withFolder } from "../support/run_script.ts";

const MAY_RUN_NODE = MAY_RUN &&
  Deno.permissions.querySync({ name: "run", command: "node" }).state === "granted" &&
  await new Deno.Command("node", { args: ["--version"] }).output().then(() => true, () => false);

const DIST = new URL("../../dist/", import.meta.url);

// A user's program in Node: no loader, the built package alone.
const PROGRAM = `
import {
  categoricalCrossEntropy, dense, evaluate, fit, fromJson, loadStrokes, network, readIdx, sgd, softmax,
  tanh, toJson,
} from "./dist/backproof.js";

const { train, test } = loadStrokes({ train: 2000, test: 500 });
const untrained = network({ inputs: 784, layers: [dense(16, tanh), dense(10, softmax)], seed: 42 });
const loss = categoricalCrossEntropy;
const optimizer = sgd({ learningRate: 0.1 });
const run = await fit(untrained, train, { loss, optimizer, epochs: 4 });
const again = fromJson(JSON.parse(JSON.stringify(toJson(run.network))));
let refused = "";
try { readIdx(new Uint8Array([0x1f, 0x8b, 8])); } catch (error) { refused = error.name; }
console.log(JSON.stringify({ accuracy: (await evaluate(again, test, { loss })).accuracy, refused }));
`;

/** Asserts that every file that declarations lead to is there, as far as they lead. */
async function assertDeclared(file: URL, seen: Set<string>): Promise<void> {
  if (seen.has(file.href)) return;
  seen.add(file.href);
  const text = await Deno.readTextFile(file);
  for (const [, path] of text.matchAll(/(?:from |import\()"(\.[^"]+)"/g)) {
    await assertDeclared(new URL(path!.replace(/\.js$/, ".d.ts"), file), seen);
  }
}

Deno.test({
  name:
    "build writes one module with declarations, and Node trains with it (needs run, files, Node)",
  ignore: !MAY_RUN_NODE,
  fn: () =>
    withFolder(async (folder) => {
      const built = await runTask("build", []);
      assertEquals(built.code, 0, built.stderr);
      const module = await Deno.readTextFile(new URL("backproof.js", DIST));
      assert(!/^import .* from /m.test(module), "the module must import nothing");
      const declarations = await Deno.readTextFile(new URL("backproof.d.ts", DIST));
      assertEquals(declarations, 'export * from "./types/mod.js";\n');
      await assertDeclared(new URL("types/mod.d.ts", DIST), new Set());

      // As a package: where `npm install` would put it, found by its name. Not by its syntax, which
      // Node guesses from since 20.19.
      const place = join(folder, "node_modules", "backproof");
      await Deno.mkdir(place, { recursive: true });
      for (const file of ["package.json", "backproof.js"]) {
        await Deno.copyFile(new URL(file, DIST), join(place, file));
      }
      const program = join(folder, "program.mjs");
      await Deno.writeTextFile(program, PROGRAM.replace("./dist/backproof.js", "backproof"));
      const env = { NODE_OPTIONS: "--no-experimental-detect-module" };
      const { code, stdout, stderr } = await new Deno.Command("node", { args: [program], env })
        .output();
      const text = new TextDecoder();
      assertEquals(code, 0, text.decode(stderr));
      const { accuracy, refused } = JSON.parse(text.decode(stdout));
      assert(accuracy > 0.8, `${accuracy}`);
      assertEquals(refused, "SyntaxError");
    }),
});
