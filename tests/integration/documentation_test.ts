import { assert } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { blocksOf } from "../support/markdown.ts";
import { MAY_RUN } from "../support/run_script.ts";

// As `deno test --doc` runs them, but in one isolate: that loads the library anew for each of 200
// examples, which takes longer than all of them. Types are checked by `deno check --doc`.
const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const COMMENT = /\/\*\*\n(.*?)\*\//gs;

/** The sources and documents below a folder. */
function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    if (name.startsWith(".") || name === "dist" || name === "node_modules") return [];
    if (isDirectory) return filesBelow(join(folder, name));
    return /\.(ts|md)$/.test(name) ? [join(folder, name)] : [];
  });
}

/** The examples of a source or document; readme_test.ts runs those that show what they print. */
function examplesOf(file: string): string[] {
  const text = Deno.readTextFileSync(file);
  const documents = file.endsWith(".md")
    ? [text]
    : Array.from(text.matchAll(COMMENT), ([, lines]) => lines!.replaceAll(/^ *\* ?/gm, ""));
  return documents.flatMap(blocksOf)
    .flatMap(({ language, text, printed }) =>
      language === "ts" && printed === undefined ? [text] : []
    );
}

let count = 0;
if (MAY_RUN) {
  const folder = Deno.makeTempDirSync();
  const home = Deno.cwd();
  Deno.test.beforeAll(() => Deno.chdir(folder)); // where examples save what they save
  Deno.test.afterAll(() => {
    Deno.chdir(home);
    Deno.removeSync(folder, { recursive: true });
  });
  for (const file of filesBelow(ROOT)) {
    for (const [i, text] of examplesOf(file).entries()) {
      count++;
      const name = `${file.slice(ROOT.length)}, example ${i + 1}`;
      const module = join(folder, `${name.replaceAll(/[^\w]/g, "_")}.ts`);
      Deno.writeTextFileSync(module, text);
      Deno.test(name, async () => void await import(`file://${module}`));
    }
  }
}

Deno.test({
  name: "the documentation has examples, and they are found (needs run, files)",
  ignore: !MAY_RUN,
  fn: () => assert(count > 150, `${count}`),
});
