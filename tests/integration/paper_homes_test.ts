import { assert } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { PAPER_EQUATIONS } from "../../src/verify/paper/paper.ts";
import { granted } from "../support/permissions.ts";

const SOURCES = fromFileUrl(new URL("../../src/", import.meta.url));

Deno.test({
  name: "every home of PAPER_EQUATIONS is a file that names it (needs to read src)",
  ignore: !granted({ name: "read", path: SOURCES }),
  fn() {
    for (const { number, home } of PAPER_EQUATIONS) {
      const [file, name] = home.split(" ") as [string, string];
      const source = Deno.readTextFileSync(join(SOURCES, file));
      assert(
        new RegExp(`(function|const|interface|type) ${name}\\b|^  ${name}: \\(`, "m").test(source),
        `(${number}): ${home}`,
      );
    }
  },
});
