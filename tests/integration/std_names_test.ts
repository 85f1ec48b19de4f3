import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";

// The stand-ins of scripts/std hold exactly the names that tests and scripts use of the real
// packages, so that they stay tiny and the same code runs on either.
const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const ignore = Deno.permissions.querySync({ name: "read", path: ROOT }).state !== "granted";

Deno.test({
  name: "the stand-ins for @std export the names in use, and no others (needs files)",
  ignore,
  fn: async () => {
    const used = new Map<string, Set<string>>();
    for (const folder of ["scripts", "tests"]) {
      for await (const source of sources(join(ROOT, folder))) {
        for (
          const [, names, name] of source.matchAll(/^import \{([^}]+)\} from "(@std\/\w+)";/gm)
        ) {
          const all = used.get(name!) ?? new Set();
          names!.split(",").map((part) => part.trim()).filter(Boolean).forEach((part) =>
            all.add(part)
          );
          used.set(name!, all);
        }
      }
    }
    assertEquals([...used.keys()].sort(), ["@std/assert", "@std/path"]);
    for (const [name, names] of used) {
      const standIn = await import(`../../scripts/std/${name.slice("@std/".length)}/mod.ts`);
      assertEquals(Object.keys(standIn).sort(), [...names].sort(), name);
    }
  },
});

/** The sources below a folder. */
async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* sources(path);
    else if (name.endsWith(".ts")) yield await Deno.readTextFile(path);
  }
}
