/**
 * What each entry point exports, with signatures, is what `tests/golden/api` says.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import config from "../../deno.json" with { type: "json" };
import { signaturesOf } from "../support/api.ts";
import { OPTION_TAKERS } from "../support/option_takers.ts";
import { MAY_RUN } from "../support/run_script.ts";

/** A parameter with options, formulas and the like, in a signature. */
const OPTIONS = /: (\w*Options|\w*Formulas|NetworkPlan|Regularized|Rule|CustomComponents|\{)\b/;

const ROOT = new URL("../../", import.meta.url);
const RENEW = "deno test -A tests/integration/api_test.ts -- --renew";

Deno.test({
  name: "the entry points export the names and signatures in tests/golden/api (needs run, files)",
  ignore: !MAY_RUN,
  fn: async () => {
    const { code, stdout, stderr } = await new Deno.Command("deno", {
      args: ["doc", "--json", ...Object.values(config.exports)],
      cwd: fromFileUrl(ROOT),
      env: { NO_COLOR: "1" },
    }).output();
    const text = new TextDecoder();
    assertEquals(code, 0, text.decode(stderr));
    const exported = signaturesOf(JSON.parse(text.decode(stdout)));
    for (const [door, path] of Object.entries(config.exports)) {
      const name = door === "." ? "mod" : door.slice("./".length);
      const file = new URL(`tests/golden/api/${name}.txt`, ROOT);
      const lines = exported.get(new URL(path, ROOT).href)!;
      if (Deno.args.includes("--renew")) Deno.writeTextFileSync(file, `${lines.join("\n")}\n`);
      const expected = Deno.readTextFileSync(file).trimEnd().split("\n");
      const changes = [
        ...expected.filter((line) => !lines.includes(line)).map((line) => `- ${line}`),
        ...lines.filter((line) => !expected.includes(line)).map((line) => `+ ${line}`),
      ];
      assertEquals(changes, [], `${path} has changed. If it is meant to: ${RENEW}`);
    }
    const takers = [...exported.values()].flat().flatMap((line) => {
      const [, name, taken] =
        /^function (\w+)\S*\((.*)\): /.exec(line.replaceAll(/<[^()]*>/g, "")) ?? [];
      return name !== undefined && OPTIONS.test(taken!) ? [name] : [];
    });
    const untried = new Set(takers).difference(new Set(OPTION_TAKERS.keys()));
    assertEquals([...untried], [], "tests/support/option_takers.ts lacks functions with options");
  },
});
