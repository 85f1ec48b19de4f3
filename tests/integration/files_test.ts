import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl } from "@std/path";
import * as fs from "node:fs/promises";
import { loadCheckpoint } from "../../formats.ts";
import { readRegularFile } from "../../src/data/files/read_regular_file.ts";
import { partOf, writeAtomically } from "../../src/data/files/write_atomically.ts";
import { namesIn, temporaryDirectory } from "../support/directory.ts";
import { TINY } from "../support/mnist.ts";
import { checkTiny, load, needsFiles } from "../support/mnist_loading.ts";
import { mirrorOf } from "../support/mirror.ts";
import { MAY_RUN, runTask } from "../support/run_script.ts";
import { WRITTEN_BYTES } from "../support/writer.ts";

const OLD = Uint8Array.of(1, 1), NEW = Uint8Array.of(2, 2, 2);
const isUnix = Deno.build.os !== "windows";

needsFiles("writeAtomically() keeps the mode of a file, and of its previous one", async () => {
  await using directory = await temporaryDirectory({ run: OLD });
  const path = `${directory.path}/run`;
  await Deno.chmod(path, 0o622); // wider than what processes usually leave
  await writeAtomically(fs, path, NEW, { keepPrevious: true });
  if (!isUnix) return;
  for (const name of [path, `${path}.previous`]) {
    assertEquals((await Deno.stat(name)).mode! & 0o777, 0o622);
  }
});

needsFiles("writeAtomically() follows no link, and replaces one", async () => {
  await using directory = await temporaryDirectory({ victim: OLD });
  const [path, victim] = [`${directory.path}/run`, `${directory.path}/victim`];
  for (const link of ["run", "run.part", "run.previous"]) {
    await Deno.symlink(victim, `${directory.path}/${link}`);
  }
  await writeAtomically(fs, path, NEW, { keepPrevious: true });
  assertEquals(await Deno.readFile(victim), OLD);
  assertEquals(await Deno.readFile(`${path}.previous`), OLD);
  assertEquals(await Deno.readFile(path), NEW);
  assert((await Deno.lstat(path)).isFile && (await Deno.lstat(`${path}.previous`)).isFile);
});

needsFiles("writeAtomically() on a full disk changes nothing, whichever write fails", async () => {
  await using directory = await temporaryDirectory({ run: OLD, "run.previous": NEW });
  const path = `${directory.path}/run`;
  for (const failing of [1, 2]) {
    let writes = 0;
    const full = {
      ...fs,
      open: async (...args: Parameters<typeof fs.open>) => {
        const file = await fs.open(...args);
        if (args[1] !== "wx" || ++writes < failing) return file;
        const writeFile = async (bytes: Uint8Array) => {
          await file.write(bytes.subarray(0, 1));
          throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
        };
        return Object.assign(file, { writeFile });
      },
    } as typeof fs;
    await assertRejects(
      () => writeAtomically(full, path, Uint8Array.of(3), { keepPrevious: true }),
      Error,
      "no space left",
    );
    assertEquals(writes, failing);
    assertEquals(namesIn(directory.path), ["run", "run.previous"]);
    assertEquals(await Deno.readFile(path), OLD);
    assertEquals(await Deno.readFile(`${path}.previous`), NEW);
  }
});

needsFiles("writeAtomically() removes what killed writers left, and no file in use", async () => {
  const names = ["run", "other"].map(partOf);
  await using directory = await temporaryDirectory(
    Object.fromEntries([...names, partOf("run"), "run.old.part"].map((name) => [name, OLD])),
  );
  const long = new Date(Date.now() - 2 * 3_600_000);
  for (const name of [...names, "run.old.part"]) {
    await Deno.utime(`${directory.path}/${name}`, long, long);
  }
  const before = namesIn(directory.path);
  // Windows opens no folder to flush it.
  const open = (...args: Parameters<typeof fs.open>) =>
    args[1] === "r" ? Promise.reject(new Error("EISDIR")) : fs.open(...args);
  await writeAtomically({ ...fs, open } as typeof fs, `${directory.path}/run`, NEW);
  const after = before.filter((name) => name !== names[0]);
  assertEquals(namesIn(directory.path), ["run", ...after].sort());
});

Deno.test({
  name: "writeAtomically() by two processes at once leaves whole files (needs run, files)",
  ignore: !MAY_RUN,
  fn: async () => {
    await using directory = await temporaryDirectory();
    const path = `${directory.path}/run`;
    const script = fromFileUrl(new URL("../support/writer.ts", import.meta.url));
    const writers = [1, 2].map((byte) =>
      new Deno.Command("deno", {
        args: ["run", "--no-check", "-RW", script, path, String(byte), "100"],
      }).output()
    );
    let isOver = false, looks = 0;
    const ended = Promise.all(writers).finally(() => isOver = true);
    while (!isOver) {
      for (const name of [path, `${path}.previous`]) {
        const bytes = await Deno.readFile(name).catch(() => undefined);
        if (bytes === undefined) continue; // before the first
        assertEquals(bytes.length, WRITTEN_BYTES);
        assert(bytes.every((byte) => byte === bytes[0]), `${name} mixes two writers`);
        looks++;
      }
    }
    for (const { code, stderr } of await ended) {
      assertEquals(code, 0, new TextDecoder().decode(stderr));
    }
    assert(looks > 0);
    assertEquals(namesIn(directory.path), ["run", "run.previous"]);
  },
});

needsFiles("readRegularFile() escapes a path in the errors of the file system", async () => {
  const error = await assertRejects(() => readRegularFile(fs, "/no/such\x1b[2J"), Error, "ENOENT");
  assert(error.message.includes("/no/such\\u001b[2J"), error.message);
});

/** Makes a pipe that nobody writes to. */
async function pipe(path: string): Promise<void> {
  const { success } = await new Deno.Command("mkfifo", { args: [path] }).output();
  assert(success);
}

const MAY_MAKE_PIPES = isUnix &&
  Deno.permissions.querySync({ name: "run", command: "mkfifo" }).state === "granted";

for (
  const [what, make] of [
    ["a pipe", pipe],
    ["a link to /dev/zero", (path: string) => Deno.symlink("/dev/zero", path)],
  ] as const
) {
  const ignore = make === pipe ? !MAY_MAKE_PIPES : !isUnix || !MAY_RUN;
  const message = "must be a regular file, but found a pipe, a device or a socket";

  Deno.test({
    name: `Readers and writers of files refuse ${what} (needs run, files)`,
    ignore,
    fn: async () => {
      await using directory = await temporaryDirectory();
      const path = `${directory.path}/run`;
      await make(path);
      await assertRejects(() => readRegularFile(fs, path), TypeError, `${path} ${message}`);
      await assertRejects(() => loadCheckpoint(path), TypeError, message);
      await assertRejects(() => writeAtomically(fs, path, NEW), TypeError, message);
      assert(!(await Deno.stat(path)).isFile);
      const { code, stderr } = await runTask("predict", [path, path]);
      assertEquals([code, stderr.includes(message)], [2, true], stderr);
    },
  });

  Deno.test({
    name: `loadMnist() refuses ${what} in a directory that was named (needs run, files)`,
    ignore,
    fn: async () => {
      const { "t10k-labels-idx1-ubyte": _, ...others } = TINY;
      await using directory = await temporaryDirectory(others);
      await make(`${directory.path}/t10k-labels-idx1-ubyte`);
      await assertRejects(() => load([], { directory: directory.path }), Error, message);
    },
  });

  Deno.test({
    name: `loadMnist() does without a cache that holds ${what} (needs run, files, net)`,
    ignore,
    fn: async () => {
      await using server = mirrorOf(TINY);
      await using cache = await temporaryDirectory();
      await make(`${cache.path}/train-images-idx3-ubyte`);
      const warnings: string[] = [];
      const onWarning = (warning: string) => void warnings.push(warning);
      checkTiny(await load([server.url], { cache: cache.path, onWarning }));
      assert(warnings.length === 1 && warnings[0]!.includes(message), warnings.join());
    },
  });
}
