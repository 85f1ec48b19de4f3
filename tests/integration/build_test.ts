import { assert, assertEquals, assertMatch } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { resultInPage } from "../support/page.ts";
import { granted } from "../support/permissions.ts";
import { MAY_RUN, runTask, withFolder } from "../support/run_script.ts";

/** Whether a program may be started and is there. */
async function isThere(command: string): Promise<boolean> {
  if (!MAY_RUN || !granted({ name: "run", command })) return false;
  return await new Deno.Command(command, { args: ["--version"] }).output()
    .then(({ success }) => success, () => false);
}

const NODE = await isThere("node");
const CHROMIUM = await isThere("chromium") && granted({ name: "net", host: "127.0.0.1" });

const TSC = "npm:typescript@5.9.3/tsc";
const ROOT = new URL("../../", import.meta.url);
const DIST = new URL("dist/", ROOT);

// A user's program in Node, by names of the package. What doors share must not exist twice.
const PROGRAM = `
const { train, test } = loadStrokes({ train: 2000, test: 500 });
const untrained = network({ inputs: 784, layers: [dense(16, tanh), dense(10, softmax)], seed: 42 });
const loss = categoricalCrossEntropy;
const optimizer = sgd({ learningRate: 0.1 });
const run = await fit(untrained, train, { loss, optimizer, epochs: 4 });
const again = fromJson(JSON.parse(JSON.stringify(toJson(run.network))));
let refused = "";
try { readIdx(new Uint8Array([0x1f, 0x8b, 8])); } catch (error) { refused = error.name; }
const { accuracy } = await evaluate(again, test, { loss });
const decoder = await imageGenerator("images", { width: 1, height: 1 }).catch((e) => e.message);
console.log(JSON.stringify({ accuracy, refused, decoder, same: again.layers[1].activation === softmax }));
`;
const NAMES = {
  "backproof/engine": "categoricalCrossEntropy, dense, network, softmax, tanh",
  "backproof/train": "evaluate, fit, sgd",
  "backproof/data": "imageGenerator, loadStrokes, readIdx",
  "backproof": "fromJson, toJson",
};
// A decoder that refuses its WebAssembly, and images for it.
const DECODER = "node_modules/@imagemagick/magick-wasm";
const FILES = {
  [`${DECODER}/package.json`]: '{ "exports": { ".": "./i.js", "./magick.wasm": "./m.wasm" } }',
  [`${DECODER}/i.js`]:
    "exports.initializeImageMagick = (m) => { throw Error(`${m.length} bytes`); };",
  [`${DECODER}/m.wasm`]: "four",
  "images/a/1.png": "",
  "images/b/2.png": "",
};
const PROGRAMS = {
  "program.mjs": importing((names, door) => `import { ${names} } from "${door}";`) + PROGRAM,
  "program.cjs": importing((names, door) => `const { ${names} } = require("${door}");`) +
    `(async () => {${PROGRAM}})();`,
};

// The strictest that a user may ask of declarations, in a module of either kind, without DOM or Node.
const TYPED = importing((names, door) => `import { ${names} } from "${door}";`) +
  "export const names: readonly string[] = [tanh.name, softmax.name];\n" +
  "export { categoricalCrossEntropy, dense, evaluate, fit, fromJson, loadStrokes, network };\n" +
  "export { readIdx, sgd, toJson };\n" +
  `import { verifyGradients } from "backproof/verify";\nexport { verifyGradients };\n`;
const STRICT = {
  compilerOptions: {
    ...{ exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: false, strict: true },
    ...{ lib: ["ES2022"], module: "nodenext", target: "es2022", types: [] },
  },
  files: ["typed.mts", "typed.cts"],
};

function importing(line: (names: string, door: string) => string): string {
  return Object.entries(NAMES).map(([door, names]) => `${line(names, door)}\n`).join("");
}

/** The library as its users get it, with the bundled suite of conformance beside it. */
let suite = "";

// One build for all tests: it writes `dist`, which is the project's.
Deno.test.beforeAll(async () => {
  if (!NODE && !CHROMIUM) return;
  const built = await runTask("build", []);
  assertEquals(built.code, 0, built.stderr);
  suite = await Deno.makeTempDir();
  for await (const { name } of Deno.readDir(DIST)) {
    if (name.endsWith(".js")) await Deno.copyFile(new URL(name, DIST), join(suite, name));
  }
  await printedBy("deno", [
    ...["bundle", "--no-config", "--quiet", "--platform=browser"],
    ...[`--output=${join(suite, "suite.js")}`, "tests/conformance/program.ts"],
  ], fromFileUrl(ROOT));
});

Deno.test.afterAll(async () => {
  if (suite !== "") await Deno.remove(suite, { recursive: true });
});

Deno.test({
  name:
    "build writes a package that Node imports, requires and type-checks (needs run, files, Node)",
  ignore: !NODE,
  fn: () =>
    withFolder(async (folder) => {
      // Where `npm install` would put it.
      await Deno.mkdir(join(folder, "node_modules"));
      await copyFolder(fromFileUrl(DIST), join(folder, "node_modules", "backproof"));
      for (const [name, text] of Object.entries(FILES)) {
        await Deno.mkdir(dirname(join(folder, name)), { recursive: true });
        await Deno.writeTextFile(join(folder, name), text);
      }
      for (const [name, text] of Object.entries(PROGRAMS)) {
        await Deno.writeTextFile(join(folder, name), text);
        // Not by its syntax, which Node guesses from since 20.19.
        const printed = await printedBy("node", ["--no-experimental-detect-module", name], folder);
        const { accuracy, decoder, refused, same } = JSON.parse(printed);
        assert(accuracy > 0.8 && same, `${name}: ${printed}`);
        assertEquals(refused, "SyntaxError");
        assertMatch(decoder, /found: 4 bytes$/);
      }
      for (const file of STRICT.files) await Deno.writeTextFile(join(folder, file), TYPED);
      await Deno.writeTextFile(join(folder, "tsconfig.json"), JSON.stringify(STRICT));
      assertEquals(await printedBy("deno", ["run", "--quiet", "-A", TSC, "-p", "."], folder), "");
      for await (const { name } of Deno.readDir(DIST)) {
        // Bundlers would load early what is imported late.
        if (name.endsWith(".js")) {
          assert(!/^import "/m.test(await Deno.readTextFile(new URL(name, DIST))));
        }
      }
      for (const file of ["README.md", "LICENSE"]) await Deno.stat(new URL(file, DIST));
    }),
});

async function printedBy(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  const printed = text.decode(stdout);
  assertEquals(code, 0, printed + text.decode(stderr));
  return printed;
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    await (isDirectory ? copyFolder : Deno.copyFile)(join(from, name), join(to, name));
  }
}

function assertHolds(result: string): void {
  const { checks, failures } = JSON.parse(result);
  assertEquals(failures, []);
  assert(checks >= 80, `${checks}`);
}

const SUITE = `
import * as library from "./backproof.js";
import { runSuite } from "./suite.js";
console.log(await runSuite(library));
`;

Deno.test({
  name: "the built module keeps the suite of conformance in Node (needs run, files, Node)",
  ignore: !NODE,
  fn: async () => {
    const program = join(suite, "program.mjs");
    await Deno.writeTextFile(program, SUITE);
    const { code, stdout, stderr } = await new Deno.Command("node", { args: [program] }).output();
    const text = new TextDecoder();
    assertEquals(code, 0, text.decode(stderr));
    assertHolds(text.decode(stdout));
  },
});

Deno.test({
  name: "the built module keeps the suite of conformance in Chromium (needs run, files, net, " +
    "Chromium)",
  ignore: !CHROMIUM,
  fn: async () => {
    assertHolds(await resultInPage(suite, true));
    // A page that is not isolated trains as well, but for what more than one worker is asked for.
    const { checks, failures } = JSON.parse(await resultInPage(suite, false));
    assert(checks > failures.length && failures.length > 10, `${failures.length} of ${checks}`);
    for (const failure of failures as string[]) {
      assert(/workers must be 1 on this page/.test(failure), failure);
    }
  },
});

Deno.test({
  name: "the built module keeps the suite on webgpu in Chromium (needs run, files, net, Chromium " +
    "with WebGPU)",
  ignore: !CHROMIUM,
  fn: async () => {
    const result = await resultInPage(suite, false, true);
    // Some builds of Chromium come without SwiftShader.
    if (result.includes("no adapter")) return console.log("not run: this Chromium has no adapter");
    const { checks, failures } = JSON.parse(result);
    assertEquals(failures, []);
    assert(checks >= 70, `${checks}`);
  },
});
