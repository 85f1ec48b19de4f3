import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { UsageError } from "../../scripts/support/command.ts";
import { type Lock, lockFile } from "../../scripts/support/lock.ts";
import { namesIn, temporaryDirectory } from "../support/directory.ts";
import { needsFiles } from "../support/mnist_loading.ts";
import { MAY_RUN } from "../support/run_script.ts";

needsFiles(
  "lockFile() lets one of several hold the lock, and says who and since when",
  async () => {
    await using directory = await temporaryDirectory();
    const file = `${directory.path}/run`;
    for (let round = 0; round < 10; round++) {
      const all = await Promise.allSettled(Array.from({ length: 5 }, () => lockFile(file, "flag")));
      const held = all.filter((each) => each.status === "fulfilled");
      assertEquals(held.length, 1);
      const now = new Date().toISOString().slice(0, 14),
        message = `process ${Deno.pid} since ${now}`;
      await assertRejects(
        () => lockFile(file, "flag"),
        UsageError,
        `${file} is in use by ${message}`,
      );
      assertEquals(held[0]!.value.abandonedBy, undefined);
      held[0]!.value[Symbol.dispose]();
      assertEquals(namesIn(directory.path), []);
    }
  },
);

needsFiles(
  "lockFile() locks the file that is there, not one that was released meanwhile",
  async () => {
    await using directory = await temporaryDirectory();
    const file = `${directory.path}/run`, first = await lockFile(file, "flag");
    const { open } = Deno;
    try {
      Deno.open = async (...args) => {
        Deno.open = open;
        const handle = await open(...args);
        first[Symbol.dispose]();
        return handle;
      };
      using second = await lockFile(file, "flag");
      assertEquals([second.abandonedBy, namesIn(directory.path)], [undefined, ["run.lock"]]);
    } finally {
      Deno.open = open;
    }
  },
);

needsFiles("lockFile() follows no link, and opens no folder", async () => {
  const victim = new TextEncoder().encode("victim");
  await using directory = await temporaryDirectory({ victim });
  const [link, folder] = [`${directory.path}/link`, `${directory.path}/folder`];
  await Deno.symlink(`${directory.path}/victim`, `${link}.lock`);
  await Deno.mkdir(`${folder}.lock`);
  for (const file of [link, folder]) {
    await assertRejects(() => lockFile(file, "flag"), UsageError, `${file}.lock must be the lock`);
  }
  assertEquals(await Deno.readFile(`${directory.path}/victim`), victim);
});

needsFiles("lockFile() takes over what was left, whatever is in it", async () => {
  const left = new TextEncoder().encode(`process 7 since \x1b[2J${"x".repeat(1e6)}`);
  await using directory = await temporaryDirectory({ "run.lock": left });
  using lock = await lockFile(`${directory.path}/run`, "flag");
  assert(lock.abandonedBy!.startsWith("process 7 since \\u001b[2Jxxx"));
  assert(lock.abandonedBy!.length < 120);
  const now = await Deno.readTextFile(`${directory.path}/run.lock`);
  assert(now.startsWith(`process ${Deno.pid} since `) && now.length < 60, now);
});

Deno.test({
  name: "lockFile() waits for nobody who was killed (needs run, files)",
  ignore: !MAY_RUN,
  fn: async () => {
    await using directory = await temporaryDirectory();
    const file = `${directory.path}/run`;
    const module = fromFileUrl(new URL("../../scripts/support/lock.ts", import.meta.url));
    const holder = new Deno.Command("deno", {
      args: ["run", "--no-check", "-RWE", "--config", `${module}/../../../deno.json`, "-"],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = holder.stdin.getWriter();
    const program = `import { lockFile } from ${JSON.stringify(`file://${module}`)};
      await lockFile(${JSON.stringify(file)}, "flag");
      console.log("locked");
      setInterval(() => {}, 1e6);`;
    await writer.write(new TextEncoder().encode(program));
    await writer.close();
    await holder.stdout.pipeThrough(new TextDecoderStream()).values().next();
    const message = `is in use by process ${holder.pid} since 20`;
    await assertRejects(() => lockFile(file, "flag"), UsageError, message);
    holder.kill("SIGKILL");
    await holder.status;
    const lock: Lock = await lockFile(file, "flag");
    assert(lock.abandonedBy!.startsWith(`process ${holder.pid} since `));
    lock[Symbol.dispose]();
    assertEquals(namesIn(directory.path), []);
  },
});
