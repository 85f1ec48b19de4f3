import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { MAY_RUN, withFolder } from "../support/run_script.ts";

const at = (path: string) => fromFileUrl(new URL(`../../${path}`, import.meta.url));

/** A message of the kernel. */
interface Message {
  readonly type: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly transient?: { readonly display_id?: string };
}

/** The Python that has Jupyter's client: Debian's own, or the first on the path. */
function pythonWithJupyter(): string | undefined {
  if (!MAY_RUN) return undefined;
  return ["/usr/bin/python3", "python3"].find((python) => {
    try {
      const args = ["-c", "import jupyter_client"];
      return new Deno.Command(python, { args, stderr: "null" }).outputSync().success;
    } catch {
      return false; // it is not there, or may not be run
    }
  });
}

const python = pythonWithJupyter();

Deno.test({
  name: "examples/notebook.ipynb runs from top to bottom, and shows what its cells end with " +
    "(needs run, files, python3 with jupyter_client)",
  ignore: python === undefined,
  fn: () =>
    withFolder(async (folder) => {
      const { code, stdout, stderr } = await new Deno.Command(python!, {
        args: [at("tests/support/run_notebook.py"), Deno.execPath(), at("examples/notebook.ipynb")],
        env: { JUPYTER_RUNTIME_DIR: folder },
        stdin: "null",
      }).output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      const messages: readonly Message[] = JSON.parse(new TextDecoder().decode(stdout));
      const kinds = messages.map(({ type }) => type);
      assert(!kinds.includes("error") && !kinds.includes("stream"), JSON.stringify(messages));

      const shown = messages.filter(({ type }) => type === "execute_result").map(({ data }) =>
        data!
      );
      const lines = shown.map((data) => data["text/plain"]!.split("\n")[0]!);
      const expected = [
        /^4,000 examples, images 28×28×1, 10 classes$/,
        /^784-32 tanh-16 tanh-10 softmax$/,
        /^z¹₁ = x·w¹₁₁ \+ b¹₁$/,
        /^proved {5}tanh: its slope is the derivative of its value/,
        /^refuted: wrong cube: its slope is the derivative of its value$/,
        /^refuted$/,
        /^bent$/,
        /^proved: bent: its slope is the derivative of its value$/,
        /^training of 784-32 bent-16 bent-10 softmax by wasm$/,
        /^evaluation on 1,000 examples: cost 0\.\d+, accuracy 9\d\.\d %$/,
        /^confusion matrix of 10 classes, 9\d\.\d % right$/,
        /^\d+ images 28×28×1$/,
      ];
      assertEquals(lines.length, expected.length, lines.join("\n"));
      expected.forEach((pattern, k) => assertMatch(lines[k]!, pattern));
      for (const data of shown) {
        assert(data["text/plain"]!.length < 2000, data["text/plain"]);
        assertMatch(data["text/html"]!, /<div class="backproof">/);
      }
      assertMatch(shown[2]!["text/latex"]!, /\\delta/);

      // The chart is one display, which is drawn again until the last step.
      const live = messages.filter(({ type }) => type.endsWith("display_data"));
      assertEquals(live[0]!.type, "display_data");
      assert(live.length > 1 && live.slice(1).every(({ type }) => type === "update_display_data"));
      assertEquals(new Set(live.map(({ transient }) => transient!.display_id)).size, 1);
      assertMatch(
        live.at(-1)!.data!["text/plain"]!,
        /^epoch 10 of 10, step 125 of 125: cost 0\.\d+/,
      );
      assertEquals(live.at(-1)!.data!["text/html"]!.match(/<svg[^>]* class="chart"/g)?.length, 2);
    }),
});
