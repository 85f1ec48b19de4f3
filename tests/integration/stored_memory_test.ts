import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";

const SCRIPT = fromFileUrl(new URL("../support/large_training.ts", import.meta.url));

/** How much more memory than a training on stored examples uses, in KiB: in memory they take 400,000, twice. */
const SPARE = 300_000;

const mayRun = (["sh", "deno"] as const).every((command) =>
  Deno.permissions.querySync({ name: "run", command }).state === "granted"
);

Deno.test({
  name:
    "fit() trains on stored data that are larger than the memory there is, where those in memory cannot be (needs run, Linux)",
  ignore: !mayRun || Deno.build.os !== "linux",
  fn: async () => {
    const run = async (how: string, limit: string) => {
      const train = `exec deno run --quiet --no-check --allow-all ${SCRIPT} ${how}`;
      const { code, stdout, stderr } = await new Deno.Command("sh", {
        args: ["-c", `ulimit -d ${limit}; ${train}`],
      }).output();
      const text = new TextDecoder(), [digest, used] = text.decode(stdout).trim().split(" ");
      return { code, digest, used: Number(used), err: text.decode(stderr) };
    };
    const [small, all] = await Promise.all([
      run("stored", "unlimited"),
      run("memory", "unlimited"),
    ]);
    assertEquals(small.digest, all.digest, small.err + all.err);
    // What may be written to, as the engine reserves far more than it uses.
    const limit = `${small.used + SPARE}`;
    const [stored, memory] = await Promise.all([run("stored", limit), run("memory", limit)]);
    assertEquals(stored.digest, all.digest, stored.err);
    assert(memory.code !== 0 && /allocation failed|memory/i.test(memory.err), memory.err);
  },
});
