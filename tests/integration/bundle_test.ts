import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import config from "../../deno.json" with { type: "json" };
import { MAY_RUN, withFolder } from "../support/run_script.ts";

const ROOT = new URL("../../", import.meta.url);
const DOORS: Readonly<Record<string, string>> = config.exports;

// Trains, saves, loads, and tells the class of one image.
const QUICK_START = `
import {
  categoricalCrossEntropy, dense, matrix, network, softmax, tanh,
} from "${ROOT}engine.ts";
import { evaluate, fit, predict, sgd } from "${ROOT}train.ts";
import { loadStrokes } from "${ROOT}data.ts";
import { labelsOf } from "${ROOT}metrics.ts";
import { fromJson, toJson } from "${ROOT}formats.ts";

const { train, test } = loadStrokes({ train: 2000, test: 500 });
const untrained = network({ inputs: 784, layers: [dense(16, tanh), dense(10, softmax)], seed: 42 });
const loss = categoricalCrossEntropy;
const run = await fit(untrained, train, { loss, optimizer: sgd({ learningRate: 0.1 }), epochs: 5 });
const { accuracy } = await evaluate(run.network, test, { loss });
const loaded = fromJson(JSON.parse(JSON.stringify(toJson(run.network))));
const [label] = labelsOf(await predict(loaded, matrix([Array.from(test.inputs.data.subarray(0, 784))])));
console.log(accuracy, label);
`;

const UNUSED: Readonly<Record<string, string>> = {
  tanh: `export { tanh } from "${ROOT}mod.ts";`,
  tanh_of_engine: `export { tanh } from "${ROOT}engine.ts";`,
  ...Object.fromEntries(
    Object.values(DOORS).map((door) => [
      `nothing_of_${door.slice(2, -3)}`,
      `import "${new URL(door, ROOT)}";`,
    ]),
  ),
};

/** Bundles programs in one process, and returns the folder of what was written. */
async function bundle(
  folder: string,
  programs: Readonly<Record<string, string>>,
  ...options: readonly string[]
): Promise<string> {
  const paths = Object.entries(programs).map(([name, text]) => {
    const path = join(folder, `${name}.ts`);
    Deno.writeTextFileSync(path, text);
    return path;
  });
  const out = join(folder, "out");
  const { code, stderr } = await new Deno.Command("deno", {
    args: ["bundle", "--quiet", "--minify", "--platform=browser", `--outdir=${out}`]
      .concat(options, paths),
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return out;
}

/** Bytes of a file and of all that it names as the pattern does. */
function bytesOf(folder: string, file: string, names: RegExp, seen = new Set<string>()): number {
  if (seen.has(file)) return 0;
  seen.add(file);
  const text = Deno.readTextFileSync(join(folder, file));
  return [...text.matchAll(names)].reduce(
    (bytes, [, name]) => bytes + bytesOf(folder, name!, names, seen),
    new TextEncoder().encode(text).length,
  );
}

Deno.test({
  name: "bundles hold what is used: 12 kB at most for tanh, 6 kB for nothing (needs run)",
  ignore: !MAY_RUN,
  fn: () =>
    withFolder(async (folder) => {
      const out = await bundle(folder, UNUSED);
      for (const name of Object.keys(UNUSED)) {
        const { size } = Deno.statSync(join(out, `${name}.js`));
        // Bundlers keep numbers that are computed, as 2 ** -24, and a name for each module that is
        // loaded late.
        assert(size <= (name.startsWith("tanh") ? 12_000 : 6_000), `${name}: ${size} bytes`);
      }
    }),
});

Deno.test({
  name:
    "the quick start loads at most 123 kB before it trains, 233 kB with its executor (needs run)",
  ignore: !MAY_RUN,
  fn: () =>
    withFolder(async (folder) => {
      const out = await bundle(folder, { quick_start: QUICK_START }, "--code-splitting");
      const atStart = bytesOf(out, "quick_start.js", /(?:from|import)"\.\/([^"]+)"/g);
      const all = bytesOf(out, "quick_start.js", /"\.\/([^"]+\.js)"/g);
      assert(atStart <= 123_000 && all <= 233_000, `${atStart} and ${all} bytes`);
      assert(atStart < all, "the executor must not be loaded before it is used");
    }),
});

Deno.test({
  name: "the entry points type-check in a program without a configuration (needs run)",
  ignore: !MAY_RUN,
  fn: () =>
    withFolder(async (folder) => {
      const path = join(folder, "program.ts");
      const imports = Object.values(DOORS).map((door) => `import "${new URL(door, ROOT)}";`);
      Deno.writeTextFileSync(path, imports.join("\n"));
      const args = ["check", "--quiet", "--no-config", path];
      const { code, stderr } = await new Deno.Command("deno", { args }).output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
    }),
});
