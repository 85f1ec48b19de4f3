import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { MAY_RUN, withFolder } from "../support/run_script.ts";

const ROOT = new URL("../../", import.meta.url);

/** A program, and right below it what it prints. */
const SHOWN = /```ts\n((?:(?!```)[^])*)```\n\n```\n((?:(?!```)[^])*)```/g;

/** The time that something took, which no two runs agree on. */
const SECONDS = /in \d+\.\d+ s/g;

/** The README as Markdown. */
async function readme(): Promise<string> {
  return await Deno.readTextFile(new URL("README.md", ROOT));
}

Deno.test({
  name: "the README's programs print what stands below them (needs run, files)",
  ignore: !MAY_RUN,
  fn: () =>
    withFolder(async (folder) => {
      const shown = [...(await readme()).matchAll(SHOWN)];
      assert(shown.length > 0, "no program with its output was found");
      for (const [i, [, program, printed]] of shown.entries()) {
        const file = join(folder, `program_${i}.ts`);
        const library = new URL("mod.ts", ROOT).href;
        await Deno.writeTextFile(file, program!.replace('"./mod.ts"', JSON.stringify(library)));
        const { code, stdout, stderr } = await new Deno.Command("deno", {
          args: ["run", "--quiet", "--no-prompt", "--no-check", file],
          cwd: fromFileUrl(ROOT),
          env: { NO_COLOR: "1" },
        }).output();
        const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
        assertEquals(code, 0, err);
        const timeless = (text: string) => text.replaceAll(SECONDS, "in some s");
        assertEquals(timeless(out!), timeless(printed!));
      }
    }),
});
